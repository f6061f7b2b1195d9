using System.Globalization;
using System.Diagnostics;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using ImageClassifier.Worker.Training.Features;
using ImageClassifier.Worker.Training.Input;
using ImageClassifier.Worker.Training.Optimization;
using ImageClassifier.Worker.Training.Plan;
using ImageClassifier.Worker.Training.Results;
using ImageClassifier.Worker.Training.Teachers;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training;

/// <summary>The loss is infinite or not a number; more epochs would not mend it.</summary>
internal sealed class TrainingDivergedException(int epoch, double learningRate) : Exception(string.Create(CultureInfo.InvariantCulture,
    $"the loss is no longer a number in epoch {epoch} at a learning rate of {learningRate}; choose a smaller optimizer.learningRate or "
        + $"some schedule.warmupEpochs"));

/// <summary>
/// A network in training: one call an epoch. On a CPU the same job with the same number of threads gives the same numbers to the last
/// bit, also when it resumes from a checkpoint; a GPU adds in an order of its own. To be used from one thread.
/// </summary>
internal sealed class TrainingSession : IDisposable
{
    // Steps after which it is worth waiting for the device, to learn whether the loss is still a number.
    private const int LookEvery = 50;

    private readonly TrainingJob _job;
    private readonly int _classes;
    private readonly PhotoSets _photos;
    private readonly Device _device;
    private readonly TrainingSources _sources;
    private readonly CollectionPause? _pause;
    private readonly TrainingPlan _plan;
    private readonly ImageNetwork _network;
    private readonly Preprocessing _preprocessing;
    private readonly Augmenter _augmenter;
    private readonly DataLoader _loader;
    private readonly TrainingLoss _loss;
    private readonly Teacher? _teacher;
    private IReadOnlyDictionary<string, SafetensorsTensor> _bestWeights = new Dictionary<string, SafetensorsTensor>();

    // Of the phase that the latest epoch belongs to.
    private TrainingPhase? _phase;
    private ITrainingInput? _input;
    private PhaseOptimizer? _optimizer;
    private MovingAverage? _average;

    /// <param name="job">What to train.</param>
    /// <param name="classes">In the order of the network's outputs.</param>
    /// <param name="photos">To learn from and to measure by; not disposed here.</param>
    /// <param name="device">Where the photos are.</param>
    /// <param name="sources">Weights to begin with, and a teacher.</param>
    /// <param name="pause">Of the thread that trains; an epoch may be longer than it lasts.</param>
    /// <exception cref="WorkerException">The teacher cannot teach these photos, or the weights are of another network.</exception>
    public TrainingSession(
        TrainingJob job, IReadOnlyList<string> classes, PhotoSets photos, Device device, TrainingSources sources,
            CollectionPause? pause = null)
    {
        (_job, _classes, _photos, _device, _sources, _pause) = (job, classes.Count, photos, device, sources, pause);
        _plan = TrainingPlan.Of(Experiment);
        Progress = new TrainingProgress(Experiment, [], job.StopAfterEpoch);
        if (Experiment.Regularization.Distillation is { } distillation)
        {
            TeacherModel model = sources.Teacher ?? throw new WorkerException($"the teacher {distillation.Teacher} was not found");
            model.Check(classes, photos.Normalization);
            _teacher = new Teacher(model, device);
        }
        manual_seed(CounterRandom.TorchSeed(job.Seed, RandomPurpose.Weights));
        _network = CreateNetwork();
        sources.Pretrained?.Invoke(_network);
        _preprocessing = new Preprocessing(photos.Normalization.Mean, photos.Normalization.Std, device);
        _augmenter = new Augmenter(Experiment.Data, photos.Normalization, job.Seed, device);
        _loader = new DataLoader(photos.Training, _augmenter, new Mixing(Experiment.Regularization, job.Seed));
        _loss = new TrainingLoss(Experiment.Regularization, photos.Training.Labels, _classes);
    }

    public TrainingProgress Progress { get; private set; }

    /// <summary>Trainable parameters of the network.</summary>
    public long Parameters => NetworkFactory.CountParameters(_network);

    private Experiment Experiment => _job.Experiment;

    // What is validated and saved: the average of the weights where there is one.
    private ImageNetwork EvaluationNetwork => _average?.Network ?? _network;

    /// <summary>Trains one epoch and measures it.</summary>
    /// <param name="time">Of the record.</param>
    /// <param name="cancellationToken">Looked at after each batch; the session cannot continue afterwards; a new one resumes from a
    /// checkpoint.</param>
    /// <exception cref="TrainingDivergedException">A loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public EpochRecord TrainEpoch(TimeProvider time, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        int epoch = Progress.Epochs.Count + 1;
        TrainingPhase phase = _plan.PhaseOf(epoch);
        Enter(phase, cancellationToken);
        StageFreezing.Train(_network, phase.LowestTrainedStage(epoch, _network.StageCount), Experiment.Transfer.FreezeBatchNorm);
        // Dropout draws from torch's own generator.
        manual_seed(CounterRandom.TorchSeed(_job.Seed, RandomPurpose.Dropout, epoch));

        using var tally = new EpochTally(_device);
        double rate = TrainBatches(phase, epoch, tally, cancellationToken);
        double loss = tally.Loss;
        Evaluation validation = _input!.Validate(EvaluationNetwork);
        if (!double.IsFinite(loss) || !double.IsFinite(validation.Loss)) throw new TrainingDivergedException(epoch, rate);
        var record = new EpochRecord(epoch, loss, tally.Accuracy, validation.Loss, validation.Accuracy, rate,
            Stopwatch.GetElapsedTime(started).TotalSeconds, time.GetUtcNow(), phase.Name);
        Progress = Progress with { Epochs = [.. Progress.Epochs, record] };
        if (Progress.BestEpoch == epoch) _bestWeights = StateDict.Save(EvaluationNetwork).ToDictionary();
        return record;
    }

    /// <summary>A copy of all that the next epoch depends on.</summary>
    public Checkpoint Capture()
    {
        var tensors = new Dictionary<string, SafetensorsTensor>(StateDict.Save(_network, Checkpoint.Model), StringComparer.Ordinal);
        foreach ((string name, SafetensorsTensor tensor) in _optimizer!.Save(Checkpoint.Optimizer)) tensors.Add(name, tensor);
        if (_average is not null)
            foreach ((string name, SafetensorsTensor tensor) in StateDict.Save(_average.Network, Checkpoint.Average))
                tensors.Add(name, tensor);
        if (Progress.BestEpoch != Progress.Epochs.Count)
            foreach ((string name, SafetensorsTensor tensor) in _bestWeights) tensors.Add(Checkpoint.Best + name, tensor);
        return new Checkpoint(_job.Id, Progress.Epochs, Progress.BestEpoch, tensors);
    }

    /// <summary>Takes training up where the checkpoint left it.</summary>
    /// <exception cref="InvalidDataException">The checkpoint does not fit this network; the session is then unchanged or to be thrown
    /// away.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        TrainingProgress progress = Progress with { Epochs = checkpoint.Epochs };
        if (progress.BestEpoch != checkpoint.BestEpoch)
            throw new InvalidDataException($"says that epoch {checkpoint.BestEpoch} was best and its history says {progress.BestEpoch}");
        StateDict.Load(_network, checkpoint.Tensors, Checkpoint.Model);
        TrainingPhase phase = _plan.PhaseOf(checkpoint.Epochs.Count);
        Begin(phase);
        _optimizer!.Load(checkpoint.Tensors, Checkpoint.Optimizer);
        if (_average is not null) StateDict.Load(_average.Network, checkpoint.Tensors, Checkpoint.Average);
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
        // Where the backbone never learned, its features are as good as the photos.
        TrainingPhase last = _plan.Phases[^1];
        if (last.OnFeatures) Enter(last, CancellationToken.None);
        using PhotoInput photos = Photos();
        ITrainingInput input = last.OnFeatures ? _input! : photos;
        return (input.Review(_network), input.Validate(_network));
    }

    public void Dispose()
    {
        _input?.Dispose();
        _optimizer?.Dispose();
        _average?.Dispose();
        _teacher?.Dispose();
        _loss.Dispose();
        _loader.Dispose();
        _augmenter.Dispose();
        _preprocessing.Dispose();
        _network.Dispose();
    }

    /// <returns>The rate of the last step.</returns>
    private double TrainBatches(TrainingPhase phase, int epoch, EpochTally tally, CancellationToken cancellationToken)
    {
        Experiment recipe = phase.Recipe;
        IReadOnlyList<int[]> batches = Batches.Of(_photos.Training.Count, recipe.BatchSize, _job.Seed, epoch);
        int together = recipe.Optimizer.GradientAccumulationSteps, steps = (batches.Count + together - 1) / together;
        double[] losses = [.. Progress.Epochs.Skip(phase.FirstEpoch - 1).Select(record => record.ValLoss)];
        double rate = 0;
        int done = 0;
        foreach (TrainingBatch made in _input!.Batches(batches, epoch, cancellationToken))
        {
            using TrainingBatch batch = made;
            int step = done / together, first = step * together, members = Math.Min(together, batches.Count - first);
            if (done == first) _optimizer!.ZeroGrad();
            Learn(batch, members, tally);
            if (_pause is { IsDue: true }) _loader.WhileIdle(_pause.Collect);
            if (++done < first + members) continue;
            int stepOfPhase = (epoch - phase.FirstEpoch) * steps + step;
            rate = LearningRates.At(recipe.Schedule, recipe.Optimizer.LearningRate, stepOfPhase, steps, phase.Epochs, losses);
            _optimizer!.Step(rate);
            _average?.Update(stepOfPhase + 1);
            if (step % LookEvery == LookEvery - 1 && !double.IsFinite(tally.Loss)) throw new TrainingDivergedException(epoch, rate);
        }
        _optimizer!.ZeroGrad();
        return rate;
    }

    /// <summary>Adds a batch's share of the gradients.</summary>
    private void Learn(TrainingBatch batch, int members, EpochTally tally)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logits = _input!.Forward(_network, batch.Input);
        Tensor loss = _loss.Of(logits, batch, _input.Teach(batch));
        (members == 1 ? loss : loss / members).backward();
        tally.Add(loss, logits, batch.Dominant);
    }

    /// <summary>Goes on to a phase, unless it is the one that the latest epoch belonged to.</summary>
    private void Enter(TrainingPhase phase, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(_phase, phase)) Begin(phase);
        _input ??= phase.OnFeatures ? new FeatureInput(phase, Features(cancellationToken), _job.Seed) : Photos();
    }

    private void Begin(TrainingPhase phase)
    {
        _input?.Dispose();
        _optimizer?.Dispose();
        _average?.Dispose();
        (_phase, _input, _average) = (phase, null, null);
        // The lowest stage that will ever be trained in the phase; what is not yet trained has no gradient and is not stepped.
        int lowest = phase.LowestTrainedStage(phase.FirstEpoch + phase.Epochs - 1, _network.StageCount);
        _optimizer = new PhaseOptimizer(phase.Recipe, _network, lowest);
        if (phase.Recipe.Regularization.EmaDecay is { } decay) _average = new MovingAverage(_network, CreateNetwork(), decay, lowest);
    }

    private ImageNetwork CreateNetwork()
    {
        ImageNetwork network = NetworkFactory.Create(Experiment.Model, _classes);
        network.to(_device);
        MemoryLayout.ChannelsLast(network);
        return network;
    }

    private PhotoInput Photos() => new(_photos, _preprocessing, _loader, _teacher, Experiment.Data.TestTimeAugmentation);

    private PhotoFeatures Features(CancellationToken cancellationToken)
    {
        var store = new FeatureStore(_sources.Cache, _job, _network);
        return new FeatureExtractor(_network, _photos, _preprocessing, _augmenter, _teacher, store, _pause)
            .Compute(Experiment.Transfer.Views, Experiment.Data.TestTimeAugmentation, cancellationToken);
    }
}
