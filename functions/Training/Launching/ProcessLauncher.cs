using System.Collections.Concurrent;
using ImageClassifier.Contracts.Jobs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Training.Launching;

/// <summary>Trains in child processes of this host, which end with it.</summary>
public sealed class ProcessLauncher(
    WorkerProgram program, TrainingEventSender events, ILogger<ProcessLauncher> log) : ITrainingLauncher, IHostedService
{
    /// <summary>A worker finishes its batch and writes a checkpoint before it leaves.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(25);

    private readonly ConcurrentDictionary<string, (int Attempt, WorkerProcess Process)> _workers = new();
    private readonly SemaphoreSlim _starting = new(1);
    private bool _stopping;

    public TimeSpan StartTimeout => TimeSpan.FromSeconds(90);

    public string? FindProblem() => program.FindProblem();

    public bool IsRunning(string jobId, int attempt) => _workers.TryGetValue(jobId, out (int Attempt, WorkerProcess) worker)
        && worker.Attempt == attempt;

    public async Task StartAsync(TrainingJob job, CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            // The orchestration asks again after the next start of the host.
            if (_stopping) throw new OperationCanceledException($"The host stops; job {job.Id} is not started.");
            if (_workers.TryGetValue(job.Id, out (int Attempt, WorkerProcess Process) before))
            {
                if (before.Attempt >= job.Attempt) return;
                // An attempt that was given up for lost: silent, or on its way out.
                await before.Process.StopAsync(StopTimeout, cancellationToken);
            }
            WorkerProcess worker = program.Start(job);
            _workers[job.Id] = (job.Attempt, worker);
            _ = ReportEndAsync(job, worker);
        }
        finally
        {
            _starting.Release();
        }
    }

    public async Task StopAsync(string jobId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_workers.TryGetValue(jobId, out (int, WorkerProcess Process) worker))
            await worker.Process.StopAsync(timeout, cancellationToken);
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Asks all workers to leave, and waits for them.</summary>
    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(CancellationToken.None);
        _stopping = true;
        _starting.Release();
        if (!_workers.IsEmpty) log.LogInformation("Waiting for {Count} workers to write their checkpoints.", _workers.Count);
        await Task.WhenAll(_workers.Values.Select(worker => worker.Process.StopAsync(StopTimeout, cancellationToken)));
    }

    private async Task ReportEndAsync(TrainingJob job, WorkerProcess worker)
    {
        string message = await worker.Ended;
        _workers.TryRemove(KeyValuePair.Create(job.Id, (job.Attempt, worker)));
        log.LogInformation("Attempt {Attempt} of job {Job}: {Message}", job.Attempt, job.Id, message);
        await events.TrySendAsync(new TrainingEvent
        {
            JobId = job.Id,
            OrchestrationId = job.OrchestrationId,
            Kind = TrainingEventKind.Exited,
            Attempt = job.Attempt,
            Message = message,
        });
    }
}
