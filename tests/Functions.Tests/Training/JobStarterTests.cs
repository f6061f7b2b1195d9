using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Training.Plans;
using ImageClassifier.Functions.Training.Runs;
using ImageClassifier.Functions.Training;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Functions.Tests.Training;

[Trait("Tier", "integration")]
public sealed class JobStarterTests(StorageFixture fixture) : IClassFixture<StorageFixture>, IAsyncLifetime
{
    private const string RetrainId = "r-1";

    private static readonly Experiment Recipe = new() { Name = "a" };

    private readonly string _job = TrainingJob.ComputeId(Recipe, "digest", 0, 42);
    private readonly FakeLauncher _launcher = new();

    public async ValueTask InitializeAsync()
    {
        await fixture.ClearAsync();
        await fixture.Storage.Blob(StorageLayout.Reports, StorageLayout.PlanBlob(RetrainId)).WriteAsync(new RetrainPlan
        {
            RetrainId = RetrainId,
            ManifestDigest = "digest",
            Tracking = new TrackingRun("1", "parent"),
            Runs = [new PlannedRun(0, Recipe, 0, 42, _job, "run")],
        }, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_job_is_written_and_started()
    {
        Assert.Equal(new StartOutcome(StartKind.Running, 1), await StartAsync());

        TrainingJob started = Assert.Single(_launcher.Started);
        Assert.Empty(started.Validate());
        Assert.Equal((_job, "orchestration", new TrackingRun("1", "run")), (started.Id, started.OrchestrationId, started.Tracking));
        Assert.Equal(started, await fixture.Storage.Blob(StorageLayout.Jobs, StorageLayout.JobBlob(_job))
            .ReadAsync<TrainingJob>(CancellationToken.None));
    }

    [Fact]
    public async Task A_finished_job_is_not_started()
    {
        await fixture.Storage.Blob(StorageLayout.Jobs, StorageLayout.ResultBlob(_job))
            .WriteAsync(Results.Of(_job, "other"), CancellationToken.None);

        Assert.Equal(new StartOutcome(StartKind.Finished) { Seconds = 3 }, await StartAsync());
        Assert.Empty(_launcher.Started);
    }

    [Fact]
    public async Task A_job_with_a_living_worker_is_not_started_again()
    {
        BlobLeaseClient lease = await LockAsync();
        await BeatAsync(JobState.Training, attempt: 3, age: TimeSpan.FromSeconds(20));

        Assert.Equal(new StartOutcome(StartKind.Running, 3), await StartAsync());
        Assert.Empty(_launcher.Started);
        await lease.ReleaseAsync();
        // It died without a word; its lease has run out.
        Assert.Equal(new StartOutcome(StartKind.Running, 4), await StartAsync());
    }

    [Theory]
    [InlineData(JobState.Training, 91)]
    [InlineData(JobState.Stopped, 0)]
    [InlineData(JobState.Failed, 0)]
    public async Task A_job_that_nobody_is_at_gets_the_next_attempt(JobState state, int age)
    {
        await BeatAsync(state, attempt: 3, TimeSpan.FromSeconds(age));

        Assert.Equal(new StartOutcome(StartKind.Running, 4), await StartAsync());
    }

    [Fact]
    public async Task A_worker_that_is_known_to_be_dead_does_not_count_as_alive_and_its_lock_is_broken()
    {
        await BeatAsync(JobState.Training, attempt: 1, age: TimeSpan.Zero);
        BlobLeaseClient dead = await LockAsync();

        Assert.Equal(new StartOutcome(StartKind.Running, 2), await StartAsync(replaces: 1));

        BlobLeaseClient next = fixture.Storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(_job)).GetBlobLeaseClient();
        await next.AcquireAsync(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<RequestFailedException>(() => dead.RenewAsync());
        await next.ReleaseAsync();
    }

    [Fact]
    public async Task Started_twice_without_a_worker_the_second_attempt_is_another()
    {
        await StartAsync();

        Assert.Equal(2, (await StartAsync()).Attempt);
    }

    [Fact]
    public async Task Started_twice_while_the_worker_is_on_its_way_it_is_left_alone()
    {
        _launcher.Running = true;

        Assert.Equal(1, (await StartAsync()).Attempt);
        Assert.Equal(1, (await StartAsync()).Attempt);
        Assert.Single(_launcher.Started);
    }

    [Fact]
    public async Task No_worker_starts_for_a_cancelled_retrain()
    {
        await Cancelled.AddAsync(RetrainId, CancellationToken.None);

        Assert.Equal(new StartOutcome(StartKind.Cancelled), await StartAsync());
        Assert.Empty(_launcher.Started);
    }

    [Fact]
    public async Task A_worker_that_starts_while_its_retrain_is_cancelled_is_stopped_again()
    {
        _launcher.WhileStarting = () => Cancelled.AddAsync(RetrainId, CancellationToken.None);

        // There is no tracking server here to end the runs; the worker goes before.
        using var noPatience = new CancellationTokenSource();
        _launcher.WhileStopping = noPatience.Cancel;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StartAsync(cancellationToken: noPatience.Token));
        Assert.Equal([_job], _launcher.Stopped);
        _launcher.WhileStarting = null;
        Assert.Equal(new StartOutcome(StartKind.Cancelled), await StartAsync());
    }

    [Fact]
    public async Task Why_a_worker_was_lost_stands_in_its_status()
    {
        await StartAsync();

        await StartAsync(replaces: 1, error: "libtorch is missing");

        JobStatus status =
            (await fixture.Storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(_job)).ReadAsync<JobStatus>(CancellationToken.None))!;
        Assert.Equal((JobState.Stopped, 1, "libtorch is missing"), (status.State, status.Attempt, status.Error));
    }

    [Fact]
    public async Task A_worker_that_cannot_be_started_is_said_and_not_thrown()
    {
        _launcher.Problem = "worker.dll is missing; build it";

        Assert.Equal(new StartOutcome(StartKind.Impossible, Error: "worker.dll is missing; build it"), await StartAsync());
    }

    // The plan names the run, so nobody asks.
    private static readonly MlflowClient NoTracking = MlflowClient.FromEnvironment(new Uri("http://127.0.0.1:9"));

    private static readonly ChildRuns Children = new(NoTracking);

    private static readonly OpenRuns Open = new(NoTracking, new TrackingSettings(), TimeProvider.System);

    private Task<StartOutcome> StartAsync(int replaces = 0, string? error = null, CancellationToken cancellationToken = default) =>
        new JobStarter(fixture.Storage, new PlanStore(fixture.Storage), Cancelled, _launcher, Children, Open, new StoppedClock(),
            NullLogger<JobStarter>.Instance)
            .StartAsync(new StartInput(RetrainId, 0, "orchestration", replaces, error), cancellationToken);

    private Cancellations Cancelled => new(fixture.Storage, TimeProvider.System);

    private async Task<BlobLeaseClient> LockAsync()
    {
        BlobClient blob = fixture.Storage.Blob(StorageLayout.Jobs, StorageLayout.LockBlob(_job));
        await blob.UploadAsync(BinaryData.FromString(""));
        BlobLeaseClient lease = blob.GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(60));
        return lease;
    }

    private Task BeatAsync(JobState state, int attempt, TimeSpan age) =>
        fixture.Storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(_job)).WriteAsync(
        new JobStatus { JobId = _job, State = state, Attempt = attempt, UpdatedAt = StoppedClock.Now - age }, CancellationToken.None);

    private sealed class StoppedClock : TimeProvider
    {
        public static DateTimeOffset Now { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
