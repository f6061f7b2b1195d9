using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class ErrorTests
{
    [Fact]
    public void An_error_of_libtorch_is_an_exception_with_its_message()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => zeros(2, 3).mm(zeros(4, 5)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", error.Message);
    }

    [Fact]
    public void A_second_backward_pass_through_a_freed_graph_is_an_error()
    {
        using var scope = NewDisposeScope();
        var loss = (ones(2, requires_grad: true) * ones(2, requires_grad: true)).sum();
        loss.backward();

        var error = Assert.Throws<ExternalException>(loss.backward);

        Assert.Contains("backward through the graph a second time", error.Message);
    }

    [Fact]
    public void A_class_number_out_of_range_is_an_error()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => nn.functional.cross_entropy(zeros(1, 3), tensor(new long[] { 7 })));
        Assert.Contains("Target 7 is out of bounds", error.Message);
    }

    [Fact]
    public void Work_goes_on_after_an_error()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => zeros(2).add(zeros(3)));
        Assert.Equal(2f, ones(2).sum().item<float>());
    }

    [Fact]
    public void A_disposed_tensor_is_refused()
    {
        var gone = zeros(2);
        gone.Dispose();
        gone.Dispose();

        Assert.Throws<InvalidOperationException>(() => gone.sum());
        Assert.Throws<InvalidOperationException>(() => gone.shape);
    }

    [Fact]
    public void A_device_that_is_not_there_is_named()
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has a GPU.");
        var error = Assert.Throws<InvalidOperationException>(() => zeros(2, device: new Device("cuda:0")));
        Assert.Contains("CUDA", error.Message);
        Assert.Equal(0, cuda.device_count());
    }
}
