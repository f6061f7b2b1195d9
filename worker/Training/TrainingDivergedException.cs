namespace ImageClassifier.Worker.Training;

/// <summary>The loss is infinite or not a number; more epochs would not mend it.</summary>
internal sealed class TrainingDivergedException(int epoch, double learningRate) : Exception(FormattableString.Invariant(
    $"the loss is no longer a number in epoch {epoch} at a learning rate of {learningRate}; choose a smaller optimizer.learningRate or some schedule.warmupEpochs"));
