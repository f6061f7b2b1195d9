using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class AutogradTests
{
    [Fact]
    public void Gradients_accumulate_in_the_leaves()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2f, 3f }, requires_grad: true);
        Assert.Null(x.grad);

        x.pow(3).sum().backward();
        x.pow(3).sum().backward();

        Assert.True(x.is_leaf);
        Assert.Equal([24f, 54f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Nothing_is_recorded_under_no_grad_and_the_mode_comes_back()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((x * 2).requires_grad);
            }
            Assert.False(is_grad_enabled());
        }
        Assert.True(is_grad_enabled());
        using (set_grad_enabled(false))
        {
            Assert.False((x * 2).requires_grad);
        }
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void Inference_mode_tensors_take_no_part_in_a_backward_pass()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        Tensor inferred;
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            inferred = x * 2;
            Assert.False(inferred.requires_grad);
        }
        Assert.False(is_inference_mode_enabled());

        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => (x * inferred).sum().backward());
    }

    [Fact]
    public void A_detached_tensor_shares_memory_and_not_the_graph()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var detached = x.detach();

        detached.mul_(3);

        Assert.False(detached.requires_grad);
        Assert.Equal([3f, 3f], x.data<float>().ToArray());
    }

    [Fact]
    public void A_gradient_can_be_set_and_taken_away()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);

        x.grad = full(2, 5f);
        Assert.Equal([5f, 5f], x.grad!.data<float>().ToArray());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void Inner_tensors_keep_their_gradient_where_asked()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        var y = x * 2;
        y.retain_grad();

        (y * y).sum().backward();

        Assert.Equal([4f, 4f], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Derivatives_of_derivatives_can_be_taken()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2f }, requires_grad: true);
        var y = x.pow(3).sum();

        var first = autograd.grad(new[] { y }, new[] { x }, create_graph: true)[0];
        var second = autograd.grad(new[] { first.sum() }, new[] { x })[0];

        Assert.Equal(12f, first.item<float>());
        Assert.Equal(12f, second.item<float>());
        Assert.Null(x.grad);
    }

    [Fact]
    public void Gradients_flow_through_sampling_and_losses()
    {
        using var scope = NewDisposeScope();
        var image = Recorded.Wave([1, 3, 5, 5]).requires_grad_();
        var theta = tensor(new[] { 1f, 0, 0, 0, 1, 0 }).reshape(1, 2, 3).requires_grad_();
        var grid = nn.functional.affine_grid(theta, new long[] { 1, 3, 5, 5 }, align_corners: true);

        nn.functional.grid_sample(image, grid, align_corners: true).sum().backward();

        Assert.True(image.grad!.allclose(ones(1, 3, 5, 5), atol: 1e-4));
        Assert.Equal([1L, 2, 3], theta.grad!.shape);
    }
}
