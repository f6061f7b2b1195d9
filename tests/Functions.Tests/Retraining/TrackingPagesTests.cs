using Functions.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Progress;

namespace Functions.Tests.Retraining;

/// <summary>Links to MLflow's page.</summary>
public sealed class TrackingPagesTests
{
    private static readonly TrackingRun Parent = new("7", "parent");

    private readonly TrackingPages _pages = new(new Uri("http://anna:secret@mlflow.example/base/"));

    [Fact]
    public void Runs_are_compared_on_mlflows_page_in_its_mode_for_models_and_without_a_password()
    {
        string url = _pages.Compare(Parent, Report(JobState.Finished, JobState.Finished, JobState.Failed));

        Assert.Equal(
            "http://mlflow.example/base/#/compare-runs?runs=%5B%22run0%22%2C%22run1%22%5D&experiments=%5B%227%22%5D"
            + "&workflowType=machine_learning", url);
    }

    [Fact]
    public void Where_there_is_nothing_to_compare_the_link_is_the_parent_runs()
    {
        const string ParentUrl = "http://mlflow.example/base/#/experiments/7/runs/parent?workflowType=machine_learning";

        Assert.Equal(ParentUrl, _pages.Compare(Parent));
        Assert.Equal(ParentUrl, _pages.Compare(Parent, Report(JobState.Finished, JobState.Failed)));
    }

    private static RetrainReport Report(params JobState[] states) => new()
    {
        RetrainId = "r",
        ManifestDigest = "d",
        Counts = [],
        Warnings = [],
        Experiments = [],
        Runs = [.. states.Select((state, i) => Leaderboard.Entry(Results.Outcome(i, null, state)))],
        Tracking = Parent,
        Seconds = 1,
    };
}
