using ImageClassifier.Core.Jobs;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;

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
internal sealed class TrainingLoop(ICheckpointStore checkpoints, TorchThread torch, TorchRuntime runtime, TimeProvider time, Action<string> warn)
{
    /// <param name="job">What to train.</param>
    /// <param name="classes">In the order of the network's outputs.</param>
    /// <param name="photos">Decoded, on the device.</param>
    /// <param name="started">Called once, with the number of learnable numbers and the progress of an earlier worker.</param>
    /// <param name="trained">Called after each epoch, when its checkpoint is stored.</param>
    /// <param name="stop">Ends training after the current batch.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the latest checkpoint is the last full epoch.</exception>
    /// <exception cref="TrainingDivergedException">A loss is no longer a number.</exception>
    public async Task<TrainedModel> RunAsync(
        TrainingJob job, IReadOnlyList<string> classes, PhotoSets photos, Func<long, TrainingProgress, Task> started,
        Func<TrainingProgress, Task> trained, CancellationToken stop)
    {
        Checkpoint? checkpoint = await ReadCheckpointAsync(job.Id, stop);
        TrainingSession session = await torch.Run(() => Open(job, classes.Count, photos, checkpoint));
        try
        {
            await started(session.Parameters, session.Progress);
            while (session.Progress.Over is null)
            {
                EpochRecord epoch = await torch.Run(() => session.TrainEpoch(time, stop));
                // The checkpoint first: whatever is said of an epoch elsewhere, its weights are safe.
                await checkpoints.WriteAsync(await torch.Run(() => session.Capture().ToBytes()), stop);
                if (session.Progress.BestEpoch == epoch.Epoch) await checkpoints.WriteBestAsync(session.BestModel().ToBytes(), stop);
                await trained(session.Progress);
            }

            (Evaluation training, Evaluation validation) = await torch.Run(session.EvaluateBest);
            TrainingResult result = ResultBuilder.Build(job, classes, session.Progress, training, validation, session.Parameters, time.GetUtcNow());
            return new TrainedModel(result, session.BestModel(), validation);
        }
        finally
        {
            await torch.Run(session.Dispose);
        }
    }

    private async Task<Checkpoint?> ReadCheckpointAsync(string jobId, CancellationToken cancellation)
    {
        byte[]? bytes = await checkpoints.ReadAsync(cancellation);
        if (bytes is null) return null;
        try
        {
            return Checkpoint.Parse(bytes, jobId);
        }
        catch (InvalidDataException e)
        {
            warn($"{checkpoints.Place} cannot be used and training begins again: {e.Message}");
            return null;
        }
    }

    private TrainingSession Open(TrainingJob job, int classes, PhotoSets photos, Checkpoint? checkpoint)
    {
        var session = new TrainingSession(job, classes, photos.Training, photos.Validation, runtime.Device);
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
            return Open(job, classes, photos, null);
        }
    }
}
