using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope())
        {
            inside = zeros(2) + 1;
            Assert.False(inside.IsInvalid);
        }
        Assert.True(inside.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => inside.Handle);
    }

    [Fact]
    public void Outside_of_scopes_the_caller_owns_a_tensor()
    {
        var tensor = zeros(2);
        using (NewDisposeScope())
        {
            tensor.add_(1);
        }
        Assert.False(tensor.IsInvalid);
        tensor.Dispose();
        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void A_tensor_moves_to_the_outer_scope_and_lives_as_long()
    {
        Tensor moved, kept;
        using (NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                moved = zeros(2).MoveToOuterDisposeScope();
                kept = inner.MoveToOuter(zeros(3));
            }
            Assert.False(moved.IsInvalid);
            Assert.False(kept.IsInvalid);
        }
        Assert.True(moved.IsInvalid);
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void Moving_out_of_the_outermost_scope_detaches()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            moved = zeros(2).MoveToOuterDisposeScope();
        }
        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                detached = zeros(2).DetachFromDisposeScope();
            }
        }
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void A_scope_can_take_a_tensor_in()
    {
        var tensor = zeros(2);
        using (var scope = NewDisposeScope())
        {
            scope.Attach(tensor);
            Assert.True(scope.Contains(tensor));
        }
        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void A_tensor_follows_another_one_into_its_scope()
    {
        using var outer = NewDisposeScope();
        var first = zeros(2);
        Tensor second;
        using (NewDisposeScope())
        {
            second = ones(2).MoveToOtherDisposeScope(first);
        }
        Assert.False(second.IsInvalid);
        Assert.True(outer.Contains(second));
    }

    [Fact]
    public void Everything_but_some_can_be_disposed_early()
    {
        using var scope = NewDisposeScope();
        var (dropped, kept) = (zeros(2), zeros(3));

        scope.DisposeEverythingBut(kept);

        Assert.True(dropped.IsInvalid);
        Assert.False(kept.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void A_disposed_tensor_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(2);

        tensor.Dispose();

        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Only_the_result_of_a_wrapped_expression_survives()
    {
        using var scope = NewDisposeScope();
        Tensor? between = null;

        var result = WrappedTensorDisposeScope(() =>
        {
            between = ones(3);
            return between + 1;
        });

        Assert.True(between!.IsInvalid);
        Assert.Equal(6f, result.sum().item<float>());
    }

    [Fact]
    public void Scopes_may_be_closed_in_any_order()
    {
        var outer = NewDisposeScope();
        var first = zeros(1);
        var inner = NewDisposeScope();
        var second = zeros(1);

        outer.Dispose();
        Assert.True(first.IsInvalid);
        Assert.False(second.IsInvalid);
        Assert.Same(inner, CurrentDisposeScope);
        inner.Dispose();

        Assert.True(second.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public async Task Scopes_belong_to_their_thread()
    {
        using var scope = NewDisposeScope();

        var elsewhere = await Task.Factory.StartNew(static () => zeros(2), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        Assert.False(scope.Contains(elsewhere));
        elsewhere.Dispose();
    }

    [Fact]
    public void The_statistics_count_what_happens_on_this_thread()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();

        var outside = zeros(1);
        using (var scope = NewDisposeScope())
        {
            zeros(1);
            var detached = scope.Detach(zeros(1));
            Assert.Equal(3, statistics.ThreadTotalLiveCount);
            scope.Attach(detached);
        }
        outside.Dispose();

        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(1, statistics.DisposedOutsideScopeCount);
        Assert.Equal(2, statistics.CreatedInScopeCount);
        Assert.Equal(2, statistics.DisposedInScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.AttachedToScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_module_made_in_a_scope_outlives_it()
    {
        nn.Module<Tensor, Tensor> linear, norm;
        using (NewDisposeScope())
        {
            linear = nn.Linear(2, 3);
            norm = nn.BatchNorm2d(4);
        }
        Assert.All(linear.parameters(), static parameter => Assert.False(parameter.IsInvalid));
        Assert.All(norm.buffers(), static buffer => Assert.False(buffer.IsInvalid));
        linear.Dispose();
        norm.Dispose();
    }

    [Fact]
    public void A_disposed_module_disposes_its_parameters_and_those_below()
    {
        var model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3));
        var tensors = model.state_dict().Values;

        model.Dispose();

        Assert.All(tensors, static tensor => Assert.True(tensor.IsInvalid));
    }
}
