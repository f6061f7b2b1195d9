using System.Net;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Progress;
using ImageClassifier.Mlflow;
using Microsoft.DurableTask;

namespace Functions.Tests.Retraining;

/// <summary>Links to MLflow's page, and what is not asked of it again.</summary>
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

    [Fact]
    public async Task A_refusal_of_the_tracking_server_is_told_from_an_outage_by_its_type()
    {
        var client = new MlflowClient(new HttpClient(new Refusing()), new Uri("http://mlflow.example"));

        var refused = await Assert.ThrowsAsync<TrackingRefusedException>(
            () => TrackingRefusedException.GuardAsync(() => client.GetRunAsync("r", CancellationToken.None)));

        Assert.Contains("HTTP 403", refused.Message);
        // Waiting ends by itself, after a long week-end.
        RetryPolicy policy = RetryPolicies.WhileServicesRestart.Retry!.Policy!;
        Assert.True(policy.MaxNumberOfAttempts * policy.MaxRetryInterval > TimeSpan.FromDays(3));
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

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Forbidden) { Content = new StringContent("no") });
    }
}
