using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Functions.Retraining;
using ImageClassifier.Functions.Retraining.Outcomes;
using ImageClassifier.Functions.Retraining.Planning;
using ImageClassifier.Functions.Retraining.Reports;
using ImageClassifier.Functions.Training;
using ImageClassifier.Studies.Planning;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Functions.Tests.Support;

/// <summary>
/// The app's orchestrators on the engine that replays them, with activities that only pretend: a turn that does not do what the turns
/// before it did fails the orchestration.
/// </summary>
internal sealed class ReplayHost(DurableTaskTestHost host, PortLease port) : IAsyncDisposable
{
    public DurableTaskClient Client => host.Client;

    public static async Task<ReplayHost> StartAsync(FakeActivities activities)
    {
        var converter = new JsonDataConverter(CoreJson.Options);
        PortLease port = PortLease.Take();
        DurableTaskTestHost host = await DurableTaskTestHost.StartAsync(
            tasks =>
            {
                tasks.AddOrchestratorFunc<RetrainInput, RetrainReport>(nameof(RetrainOrchestrator), (context, input) =>
                    RetrainOrchestrator.RunAsync(context, input));
                tasks.AddOrchestratorFunc<JobLoop, JobOutcome>(nameof(TrainingJobOrchestrator), (context, input) =>
                    TrainingJobOrchestrator.RunAsync(context, input));
                activities.AddTo(tasks);
            },
            new DurableTaskTestHostOptions
            {
                Port = port.Port,
                ConfigureServices = services => services
                    .Configure<DurableTaskWorkerOptions>(options => options.DataConverter = converter)
                    .Configure<DurableTaskClientOptions>(options => options.DataConverter = converter),
            });
        activities.Client = host.Client;
        return new ReplayHost(host, port);
    }

    public async Task<string> RetrainAsync(RetrainInput input)
    {
        string id = $"r-{Guid.NewGuid():N}";
        await Client.ScheduleNewOrchestrationInstanceAsync(nameof(RetrainOrchestrator), input, new StartOrchestrationOptions(id));
        return id;
    }

    public async Task<OrchestrationMetadata> EndedAsync(string id)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        port.Dispose();
    }
}

/// <summary>Activities that answer what the test says, and remember what they were asked. By default a job is trained at once.</summary>
internal sealed class FakeActivities
{
    public static TrackingRun Parent { get; } = new("1", "parent");

    private readonly Lock _lock = new();
    private readonly List<(string Name, object? Input)> _calls = [];

    public DurableTaskClient Client { get; set; } = null!;

    public Func<IReadOnlyList<PlannedJob>> Plan { get; set; } = () => [new PlannedJob("j0", [0])];

    public Func<NextRungInput, IReadOnlyList<PlannedJob>> NextRung { get; set; } = _ => [];

    public Func<StartInput, StartOutcome> Start { get; set; } = _ => new StartOutcome(StartKind.Finished);

    public Func<CheckInput, JobCheck> Check { get; set; } = _ => new JobCheck(Verdict.Finished);

    public Snapshot Snapshot { get; set; } = new("digest", [], [], []);

    /// <summary>What the activity of that name was asked, in order.</summary>
    public IReadOnlyList<T> Asked<T>(string name)
    {
        lock (_lock) return [.. _calls.Where(call => call.Name == name).Select(call => (T)call.Input!)];
    }

    public void AddTo(DurableTaskRegistry tasks)
    {
        Add<string, PendingCount>(nameof(RetrainActivities.CountPending), _ => new PendingCount(0, 0, ""));
        Add<SnapshotInput, Snapshot>(nameof(RetrainActivities.SnapshotDataset), _ => Snapshot);
        Add<ParentRunInput, TrackingRun>(nameof(RetrainActivities.CreateParentRun), _ => Parent);
        Add<PlanInput, IReadOnlyList<PlannedJob>>(nameof(RetrainActivities.PlanExperiments), _ => Plan());
        Add<NextRungInput, IReadOnlyList<PlannedJob>>(nameof(RetrainActivities.PlanNextRung), input => NextRung(input));
        Add<CloseRunInput, ClosedRun>(nameof(RetrainActivities.CloseRun), close =>
            new ClosedRun(close.Run, close.Outcome.State, close.Outcome.Error, Reused: false));
        Add<ChampionInput, Champion?>(nameof(RetrainActivities.SelectChampion), _ => null);
        Add<ReportInput, RetrainReport>(nameof(RetrainActivities.PublishReport), Report);
        Add<string, object?>(nameof(TrainingActivities.KillRuns), _ => null);
        Add<StartInput, StartOutcome>(nameof(TrainingActivities.StartTraining), input => Start(input));
        Add<CheckInput, JobCheck>(nameof(TrainingActivities.CheckJob), input => Check(input));
        Add<string, object?>(nameof(TrainingActivities.StopTraining), _ => null);

        void Add<TInput, TOutput>(string name, Func<TInput, TOutput> answer) => tasks.AddActivityFunc<TInput, TOutput>(name, (_, input) =>
        {
            lock (_lock) _calls.Add((name, input));
            return Task.FromResult(answer(input));
        });
    }

    /// <summary>What a worker of that job would send.</summary>
    public void Send(string orchestration, TrainingEventKind kind, string? message = null) =>
        _ = Client.RaiseEventAsync(orchestration, TrainingJobOrchestrator.EventName,
        new TrainingEvent { JobId = "j", OrchestrationId = orchestration, Kind = kind, Attempt = 1, Message = message });

    private static RetrainReport Report(ReportInput input) => new()
    {
        RetrainId = input.RetrainId,
        ManifestDigest = input.Snapshot.Digest,
        Counts = [],
        Warnings = [],
        Runs = [.. input.Runs.Select(run => new LeaderboardEntry { Experiment = $"{run.Run}", Repeat = 0, JobId = "", RunId = run.RunId,
            State = run.State, Error = run.Error })],
        Tracking = Parent,
        Seconds = 1,
    };
}
