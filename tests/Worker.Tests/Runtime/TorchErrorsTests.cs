using System.Runtime.InteropServices;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Runtime;

public sealed class TorchErrorsTests
{
    [Fact]
    public void AnErrorOfLibtorchIsSaidInOneLine()
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => zeros(2, 3).mm(zeros(4, 5)));

        Assert.Equal("libtorch: mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", TorchErrors.Words(error));
    }

    [Fact]
    public void WorkGoesOnAfterAnError()
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => nn.functional.cross_entropy(zeros(1, 3), tensor(new long[] { 7 })));

        Assert.Equal("libtorch: Target 7 is out of bounds.", TorchErrors.Words(error));
        Assert.Equal(2f, ones(2).sum().item<float>());
    }
}
