using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;

namespace Vision.Tests.Pretrained;

public sealed class WrappedNamesTests
{
    [Theory]
    [InlineData("module.conv1.weight", "conv1.weight")]
    [InlineData("_orig_mod.conv1.weight", "conv1.weight")]
    [InlineData("module._orig_mod.conv1.weight", "conv1.weight")]
    [InlineData("_orig_mod.module.conv1.weight", "conv1.weight")]
    [InlineData("module.module.conv1.weight", "conv1.weight")]
    [InlineData("layer1._orig_mod.0.conv1.weight", "layer1.0.conv1.weight")]
    [InlineData("model._orig_mod.conv1.weight", "conv1.weight")]
    [InlineData("conv1.weight", "conv1.weight")]
    public void WrappersAreTakenOff(string written, string read) => Assert.Equal([read], Names(written));

    [Fact]
    public void AveragedModelsCounterStaysOutside() =>
        Assert.Equal(["conv1.weight", "n_averaged"], Names("n_averaged", "module.conv1.weight").Order());

    [Fact]
    public void APrefixOfSomeArraysIsTheirName() =>
        Assert.Equal(["fc.weight", "module.conv1.weight"], Names("module.conv1.weight", "fc.weight").Order());

    [Fact]
    public void TwoArraysOfOneNameAreRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Names("conv1.weight", "_orig_mod.conv1.weight"));

        Assert.Contains("one network", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(params string[] written)
    {
        var tensors = written.ToDictionary(name => name, _ => new SafetensorsTensor(SafetensorsType.U8, [1], new byte[1]));
        return WeightsFile.Parse(new Safetensors(tensors).ToBytes(), "a.safetensors").Tensors.Keys;
    }
}
