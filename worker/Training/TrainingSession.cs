using System.Diagnostics;
using ImageClassifier.Core.Experiments;
using ImageClassifier.Core.Jobs;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>
/// A network in training: one call an epoch. On a CPU the same job with the same number of threads gives the same numbers to the last
/// bit, also when it is taken up again from a checkpoint; a GPU adds in an order of its own. To be used from one thread.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    private readonly TrainingJob _job;
    private readonly PhotoSet _training, _validation;
    private readonly nn.Module<Tensor, Tensor> _network;
    private readonly OptimizerHelper _optimizer;
    private readonly Preprocessing _preprocessing;
    private readonly Augmenter _augmenter;
    private readonly BatchFeed _feed;
    private IReadOnlyDictionary<string, SafetensorsTensor> _bestWeights = new Dictionary<string, SafetensorsTensor>();

    /// <param name="job">What to train.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="training">Photos to learn from; not disposed here.</param>
    /// <param name="validation">Photos to measure by; not disposed here.</param>
    /// <param name="device">Where the photos are.</param>
    public TrainingSession(TrainingJob job, int classes, PhotoSet training, PhotoSet validation, Device device)
    {
        (_job, _training, _validation) = (job, training, validation);
        manual_seed(CounterRandom.TorchSeed(job.Seed, RandomPurpose.Weights));
        _network = NetworkFactory.Create(Experiment.Model, classes).to(device);
        _optimizer = Optimizers.Create(Experiment, _network);
        _preprocessing = new Preprocessing(Preprocessing.ImageNetMean, Preprocessing.ImageNetStd, device);
        _augmenter = new Augmenter(Experiment.Data, job.Seed, device);
        _feed = new BatchFeed(training, _augmenter, new Mixing(Experiment.Regularization, job.Seed));
        Progress = new TrainingProgress(Experiment, []);
    }

    public TrainingProgress Progress { get; private set; }

    /// <summary>Learnable numbers of the network.</summary>
    public long Parameters => NetworkFactory.CountParameters(_network);

    private Experiment Experiment => _job.Experiment;

    /// <summary>Trains one epoch and measures it.</summary>
    /// <param name="time">Of the record.</param>
    /// <param name="stop">Looked at after each batch; the session cannot go on afterwards, a checkpoint can.</param>
    /// <exception cref="TrainingDivergedException">A loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public EpochRecord TrainEpoch(TimeProvider time, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        int epoch = Progress.Epochs.Count + 1;
        IReadOnlyList<int[]> batches = Batches.Of(_training.Count, Experiment.BatchSize, _job.Seed, epoch);
        // Dropout draws from torch's own generator.
        manual_seed(CounterRandom.TorchSeed(_job.Seed, RandomPurpose.Dropout, epoch));

        double loss = 0, correct = 0, rate = 0;
        int step = (epoch - 1) * batches.Count;
        foreach (TrainingBatch made in _feed.Of(batches, epoch, stop))
        {
            using TrainingBatch batch = made;
            rate = LearningRates.At(Experiment.Schedule, Experiment.Optimizer.LearningRate, step++, batches.Count, Experiment.Epochs);
            _optimizer.SetLearningRate(rate);
            (double batchLoss, long batchCorrect) = Step(batch);
            if (!double.IsFinite(batchLoss)) throw new TrainingDivergedException(epoch, rate);
            loss += batchLoss * batch.Labels.shape[0];
            correct += batchCorrect;
        }

        Evaluation validation = Evaluation.Of(_network, _preprocessing, _validation, Experiment.Data.TestTimeAugmentation);
        if (!double.IsFinite(validation.Loss)) throw new TrainingDivergedException(epoch, rate);
        var record = new EpochRecord(epoch, loss / _training.Count, correct / _training.Count, validation.Loss, validation.Accuracy, rate,
            Stopwatch.GetElapsedTime(started).TotalSeconds, time.GetUtcNow());
        Progress = Progress with { Epochs = [.. Progress.Epochs, record] };
        if (Progress.BestEpoch == epoch) _bestWeights = StateDict.Save(_network).ToDictionary();
        return record;
    }

    /// <summary>A copy of all that the next epoch depends on.</summary>
    public Checkpoint Capture()
    {
        var tensors = new Dictionary<string, SafetensorsTensor>(StateDict.Save(_network, Checkpoint.Model), StringComparer.Ordinal);
        foreach ((string name, SafetensorsTensor tensor) in Optimizers.Save(_optimizer, _network, Checkpoint.Optimizer)) tensors.Add(name, tensor);
        if (Progress.BestEpoch != Progress.Epochs.Count)
            foreach ((string name, SafetensorsTensor tensor) in _bestWeights) tensors.Add(Checkpoint.Best + name, tensor);
        return new Checkpoint(_job.Id, Progress.Epochs, Progress.BestEpoch, tensors);
    }

    /// <summary>Takes training up where the checkpoint left it.</summary>
    /// <exception cref="InvalidDataException">The checkpoint does not fit this network; the session is then unchanged or to be thrown away.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        TrainingProgress progress = Progress with { Epochs = checkpoint.Epochs };
        if (progress.BestEpoch != checkpoint.BestEpoch)
            throw new InvalidDataException($"says that epoch {checkpoint.BestEpoch} was best and its history says {progress.BestEpoch}");
        StateDict.Load(_network, checkpoint.Tensors, Checkpoint.Model);
        Optimizers.Load(_optimizer, _network, checkpoint.Tensors, Checkpoint.Optimizer);
        _bestWeights = checkpoint.BestWeights();
        Progress = progress;
    }

    /// <summary>The best epoch's weights, under the network's own names.</summary>
    public Safetensors BestModel() => new(_bestWeights, new Dictionary<string, string>
    {
        ["format"] = "pt",
        ["job"] = _job.Id,
        ["epoch"] = FormattableString.Invariant($"{Progress.BestEpoch}"),
    });

    /// <summary>What the best epoch's weights make of all photos. The session is over then.</summary>
    public (Evaluation Training, Evaluation Validation) EvaluateBest()
    {
        StateDict.Load(_network, _bestWeights);
        return (Evaluation.Of(_network, _preprocessing, _training, Experiment.Data.TestTimeAugmentation), Evaluation.Of(_network, _preprocessing, _validation, Experiment.Data.TestTimeAugmentation));
    }

    public void Dispose()
    {
        _feed.Dispose();
        _augmenter.Dispose();
        _preprocessing.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }

    private (double Loss, long Correct) Step(TrainingBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor logits = _network.call(batch.Input);
        Tensor loss = batch.Loss(labels => nn.functional.cross_entropy(logits, labels, label_smoothing: Experiment.Regularization.LabelSmoothing));
        loss.backward();
        _optimizer.step();
        return (loss.ToArray<float>()[0], logits.argmax(1).eq(batch.Dominant).sum().ToArray<long>()[0]);
    }
}
