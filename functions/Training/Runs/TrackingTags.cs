namespace ImageClassifier.Functions.Training.Runs;

/// <summary>Tags by which the runs and model versions of a retrain are found again.</summary>
internal static class TrackingTags
{
    public const string RetrainId = "retrain_id";

    /// <summary>Index of the planned run; the parent run has none.</summary>
    public const string PlanIndex = "plan_index";

    public const string JobId = ImageClassifier.Contracts.Models.ChampionModel.JobTag;

    public const string Experiment = "experiment";

    public const string Repeat = "repeat";

    public const string Fold = "fold";

    /// <summary>Of a search, from 1, and from 0.</summary>
    public const string Trial = "trial", Rung = "rung";

    public const string Study = "study";

    public const string ManifestDigest = "manifest_digest";

    /// <summary>Why a run did not finish.</summary>
    public const string Error = "error";

    /// <summary>The job had been trained for another run.</summary>
    public const string ReusedFrom = "reused_from_run";

    /// <summary>Of the parent run: the run and the model version that were chosen.</summary>
    public const string ChampionRun = "champion_run_id";
    public const string ChampionVersion = "champion_model_version";
}
