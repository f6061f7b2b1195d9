using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Plan;
using ImageClassifier.Worker.Training.Results;

namespace ImageClassifier.Worker.Training;

/// <summary>A trained network and what is to be said of it.</summary>
/// <param name="Result">Its numbers.</param>
/// <param name="Weights">Of the best epoch.</param>
/// <param name="Validation">What they make of the validation photos.</param>
internal sealed record TrainedModel(TrainingResult Result, Safetensors Weights, Evaluation Validation);

/// <summary>Trains one job from its beginning or its checkpoint to its end.</summary>
/// <param name="checkpoints">Of the job.</param>
/// <param name="torch">Does torch's work.</param>
/// <param name="runtime">Where it is done.</param>
/// <param name="time">Of the records.</param>
/// <param name="warn">Takes what a person should know, though it goes on.</param>
internal sealed class TrainingLoop(ICheckpointStore checkpoints, TorchThread torch, TorchRuntime runtime, TimeProvider time,
    Action<string> warn)
{
    /// <summary>
    /// Time between two checkpoints at least. An epoch on cached features takes milliseconds, less than a checkpoint of it: those that are
    /// lost are trained again in no time, and to the same numbers.
    /// </summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <param name="job">What to train.</param>
    /// <param name="classes">In the order of the network's outputs.</param>
    /// <param name="photos">Decoded, on the device.</param>
    /// <param name="sources">What it takes from elsewhere.</param>
    /// <param name="started">Called once, with the number of trainable parameters and the progress of an earlier worker.</param>
    /// <param name="trained">Called after each epoch.</param>
    /// <param name="cancellationToken">Ends training after the current batch.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the latest checkpoint is there to resume from.</exception>
    /// <exception cref="TrainingDivergedException">A loss is no longer a number.</exception>
    /// <exception cref="WorkerException">The job cannot be trained: its teacher knows other classes, or it continues another
    /// experiment.</exception>
    public async Task<TrainedModel> RunAsync(
        TrainingJob job, IReadOnlyList<string> classes, PhotoSets photos, TrainingSources sources,
            Func<long, TrainingProgress, Task> started,
        Func<TrainingProgress, Task> trained, CancellationToken cancellationToken)
    {
        Checkpoint? checkpoint = await new CheckpointReader(checkpoints, sources.Continued, warn)
            .ReadAsync(job, TrainingPlan.Of(job.Experiment).Epochs, cancellationToken);
        TrainingSession session = await torch.Run(() => Open(job, classes, photos, sources, checkpoint));
        try
        {
            await started(session.Parameters, session.Progress);
            var pace = new Pace(CheckpointEvery, time);
            int bestWritten = session.Progress.BestEpoch;
            while (session.Progress.Over is null)
            {
                await torch.Run(() => session.TrainEpoch(time, cancellationToken));
                // The checkpoint first: whatever is said of an epoch elsewhere, its weights are safe, or soon made again.
                if (pace.IsTime() || session.Progress.Over is not null)
                {
                    await checkpoints.WriteAsync(await torch.Run(() => session.Capture().ToBytes()), cancellationToken);
                    if (session.Progress.BestEpoch != bestWritten)
                        await checkpoints.WriteBestAsync(session.BestModel().ToBytes(), cancellationToken);
                    bestWritten = session.Progress.BestEpoch;
                }
                await trained(session.Progress);
            }

            (Evaluation training, Evaluation validation) = await torch.Run(session.EvaluateBest);
            TrainingResult result =
                ResultBuilder.Build(job, classes, session.Progress, training, validation, session.Parameters, time.GetUtcNow());
            return new TrainedModel(result, session.BestModel(), validation);
        }
        finally
        {
            await torch.Run(session.Dispose);
        }
    }

    private TrainingSession Open(TrainingJob job, IReadOnlyList<string> classes, PhotoSets photos, TrainingSources sources,
        Checkpoint? checkpoint)
    {
        var session = new TrainingSession(job, classes, photos, runtime.Device, sources, torch.Pause);
        if (checkpoint is null) return session;
        try
        {
            session.Restore(checkpoint);
            return session;
        }
        catch (InvalidDataException e)
        {
            warn($"{checkpoints.Place} cannot be used and training begins again: {e.Message}");
            session.Dispose();
            return Open(job, classes, photos, sources, null);
        }
    }
}
