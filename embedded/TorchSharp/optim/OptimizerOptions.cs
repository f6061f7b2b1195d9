namespace TorchSharp.Modules;

/// <summary>Settings of one parameter group. What is null is taken from the optimizer's own.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    /// <summary>The rate that schedulers start from.</summary>
    public double InitialLearningRate { get; set; }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
    }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        InitialLearningRate = source.InitialLearningRate;
        LearningRate = source.LearningRate;
    }
}
