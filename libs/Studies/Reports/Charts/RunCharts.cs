using ImageClassifier.Contracts.Jobs;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>The charts of a finished training.</summary>
public static class RunCharts
{
    /// <returns>SVG documents by file name.</returns>
    public static IReadOnlyDictionary<string, string> Of(TrainingResult result)
    {
        var charts = new Dictionary<string, string>
        {
            ["confusion_matrix.svg"] = ConfusionMatrixSvg.Render(result.Classes, result.ConfusionMatrix),
            ["curves.svg"] = CurvesSvg.Render(result.Epochs, result.BestEpoch),
        };
        if (result.Reliability.Count > 0)
            charts["reliability.svg"] = ReliabilitySvg.Render(result.Reliability, result.ReliabilityCalibrated);
        return charts;
    }
}
