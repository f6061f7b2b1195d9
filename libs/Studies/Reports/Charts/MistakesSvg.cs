using System.Globalization;

namespace ImageClassifier.Studies.Reports.Charts;

/// <summary>Draws the most confident errors of a network, each photo beside what spoke for the wrong answer.</summary>
public static class MistakesSvg
{
    private const double Picture = 150, Gap = 6, Width = 2 * Picture + Gap, Height = Picture + 46, Space = 22, Top = 48;
    private const int Columns = 3;

    /// <returns>An SVG document with the pictures in it.</returns>
    public static string Render(MistakeGallery gallery)
    {
        int rows = (gallery.Shown.Count + Columns - 1) / Columns;
        var svg = new Svg(Columns * (Width + Space) + Space, Top + rows * (Height + Space) + Space, "The most confident errors");
        svg.Text(Space, 22, Headline(gallery), "b");
        if (gallery.Shown.Count > 0)
            svg.Text(Space, 40, "Right of each photo: what spoke for the wrong answer (Grad-CAM); bright yellow decided.", "m");
        for (int i = 0; i < gallery.Shown.Count; i++)
        {
            MistakePicture mistake = gallery.Shown[i];
            double x = Space + i % Columns * (Width + Space), y = Top + Space / 2 + i / Columns * (Height + Space);
            svg.Image(x, y, Picture, mistake.Photo).Image(x + Picture + Gap, y, Picture, mistake.Overlay);
            svg.Text(x, y + Picture + 18,
                ConfusionMatrixSvg.Short($"{mistake.Actual}, taken for {mistake.Predicted} ({Percent(mistake.Confidence)} sure)", 46), "b");
            svg.Text(x, y + Picture + 35, ConfusionMatrixSvg.Short(mistake.Upload, 48), "m");
        }
        return svg.ToString();
    }

    internal static string Headline(MistakeGallery gallery) => gallery switch
    {
        { Wrong: 0 } => $"All {gallery.Photos} validation photos are recognized.",
        _ when gallery.Wrong > gallery.Shown.Count =>
            $"{gallery.Wrong} of {gallery.Photos} validation photos are mistaken; these are the {gallery.Shown.Count} most confident "
                + $"errors.",
        _ => $"{gallery.Wrong} of {gallery.Photos} validation photos {(gallery.Wrong == 1 ? "is" : "are")} mistaken, the most confident "
            + $"first.",
    };

    private static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);
}
