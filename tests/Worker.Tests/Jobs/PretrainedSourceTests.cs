using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Runtime;
using static TorchSharp.torch;

namespace Worker.Tests.Jobs;

public sealed class PretrainedSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RandomWeightsNeedNoSource() => Assert.Null(await Source().ReadAsync(new ModelOptions(), CancellationToken.None));

    [Fact]
    public async Task WeightsOfAPathAreGivenToTheNetworkAndWhatStaysFreshIsSaid()
    {
        using ImageNetwork trained = Small(classes: 5), fresh = Small(classes: 3);
        ModelOptions options = Save(trained);

        Action<ImageNetwork>? give = await Source().ReadAsync(options, CancellationToken.None);
        give!(fresh);

        Assert.True(trained.get_parameter("block2.conv.weight")!.Equals(fresh.get_parameter("block2.conv.weight")!));
        Assert.Equal($"weights: 18 of 20 arrays from {options.Pretrained}; fresh: classifier.bias, classifier.weight", _said[0]);
    }

    [Fact]
    public async Task WeightsOfAnotherNetworkEndTheJobWithAReason()
    {
        using ImageNetwork trained = Small(classes: 3),
            other = NetworkFactory.Create(new ModelOptions { Architecture = Architecture.Squeezenet1_1 }, 3);

        Action<ImageNetwork>? give = await Source().ReadAsync(Save(trained), CancellationToken.None);

        Assert.Contains("of another network", Assert.Throws<WorkerException>(() => give!(other)).Message);
    }

    [Theory]
    [InlineData("absent.pth")]
    [InlineData("blob:absent.pth")]
    public async Task WeightsThatAreNotThereEndTheJobWithAReason(string pretrained)
    {
        var error = await Assert.ThrowsAsync<WorkerException>(() =>
            Source().ReadAsync(new ModelOptions { Pretrained = pretrained }, CancellationToken.None));

        Assert.Contains(pretrained, error.Message);
    }

    private PretrainedSource Source() => new(files: null, _said.Add);

    private static ImageNetwork Small(int classes) => NetworkFactory.Create(new ModelOptions { Width = 4 }, classes);

    private ModelOptions Save(nn.Module network)
    {
        string path = _folder["weights.safetensors"];
        File.WriteAllBytes(path, new Safetensors(StateDict.Save(network).ToDictionary()).ToBytes());
        return new ModelOptions { Pretrained = path };
    }
}
