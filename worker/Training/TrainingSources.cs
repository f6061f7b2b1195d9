using ImageClassifier.Vision.Networks;
using ImageClassifier.Worker.Checkpoints;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training.Teachers;

namespace ImageClassifier.Worker.Training;

/// <summary>What a training takes from elsewhere than its photos; nothing by default.</summary>
internal sealed record TrainingSources
{
    public static TrainingSources None { get; } = new();

    /// <summary>Gives a new network the weights that the experiment names; null leaves random ones.</summary>
    public Action<ImageNetwork>? Pretrained { get; init; }

    /// <summary>What is learned from; needed where the experiment has a teacher.</summary>
    public TeacherModel? Teacher { get; init; }

    /// <summary>Checkpoints of the job that this one continues; null where it continues none.</summary>
    public ICheckpointStore? Continued { get; init; }

    /// <summary>Where the jobs of this machine keep the features of photos; null keeps none.</summary>
    public PhotoCacheOptions? Cache { get; init; }
}
