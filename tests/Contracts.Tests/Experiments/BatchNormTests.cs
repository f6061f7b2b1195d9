
using ImageClassifier.Contracts;
using ImageClassifier.Contracts.Experiments;

namespace Contracts.Tests.Experiments;

/// <summary>Batch norm cannot compute the variance of one value, so batches of one photo are refused before anything is trained.</summary>
public sealed class BatchNormTests
{
    private static readonly Experiment One = new() { Name = "one", BatchSize = 1 };

    [Fact]
    public void BatchesOfOneAreRefusedWithWhatToDo()
    {
        Problem problem = Assert.Single(One.Validate());

        Assert.Equal("$.batchSize", problem.Path);
        Assert.Contains("choose 2 or more", problem.Message, StringComparison.Ordinal);
        Assert.Contains("batch norm", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutABatchNormThatTrainsTheyAreAccepted()
    {
        Assert.Empty((One with { Model = new ModelOptions { Architecture = Architecture.Squeezenet1_1 } }).Validate());
        Assert.Empty((One with { Transfer = new TransferOptions { FreezeBatchNorm = true } }).Validate());
        Assert.Empty((One with
        {
            Model = new ModelOptions { Architecture = Architecture.Resnet18, Pretrained = "imagenet" },
            Transfer = new TransferOptions { Strategy = TransferStrategy.Frozen }
        }).Validate());
    }
}
