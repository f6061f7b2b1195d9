using System.Diagnostics;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public class MemoryTests
{
    [Fact]
    public void Thousands_of_training_steps_leave_nothing_behind()
    {
        using var model = new SmallNetwork(classes: 4);
        using var optimizer = optim.Adam(model.parameters(), lr: 0.001, weight_decay: 0.01);
        using var images = Wave([4, 3, 16, 16]);
        using var labels = tensor(new long[] { 0, 1, 2, 3 });
        Train(model, optimizer, images, labels, 1000);
        long residentBefore = Resident();
        long tensorsBefore = Tensor.TotalCount;

        Train(model, optimizer, images, labels, 3000);

        // Without a garbage collection in between: the scopes alone must have disposed of everything.
        long tensors = Tensor.TotalCount - tensorsBefore;
        long resident = Resident() - residentBefore;
        Assert.True(tensors <= 0, $"{tensors} tensors more after 3000 steps");
        // One forgotten activation of 32 KiB a step would be 94 MiB.
        Assert.True(resident < 32 << 20, $"{resident} bytes of resident memory more after 3000 steps");
    }

    [Fact]
    public void Memory_of_forgotten_tensors_comes_back_with_the_garbage_collector()
    {
        long before = Tensor.TotalCount;
        Forget(200);
        Assert.True(Tensor.TotalCount >= before + 200);

        for (int i = 0; i < 50 && Tensor.TotalCount > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(Tensor.TotalCount <= before, $"{Tensor.TotalCount - before} tensors are still alive");
    }

    [Fact]
    public void An_array_shared_with_a_tensor_stays_pinned_until_the_last_view_is_gone()
    {
        var (reference, view) = Share();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(reference.IsAlive);
        Assert.Equal(3f, view.item<float>());

        view.Dispose();

        for (int i = 0; i < 50 && reference.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(reference.IsAlive);
    }

    [Fact]
    public void Many_threads_work_at_once()
    {
        long before = Tensor.TotalCount;
        var sums = new double[8];

        Parallel.For(0, sums.Length, i =>
        {
            for (int round = 0; round < 200; round++)
            {
                using var scope = NewDisposeScope();
                var weight = ones(8, 8).requires_grad_();
                (weight * i).sum().backward();
                sums[i] += weight.grad!.sum().ToDouble();
            }
        });

        Assert.Equal(Enumerable.Range(0, 8).Select(static i => i * 64.0 * 200), sums);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (int i = 0; i < count; i++)
        {
            zeros(100);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Array, Tensor View) Share()
    {
        float[] array = [1, 2, 3];
        using var whole = frombuffer(array, float32);
        return (new(array), whole[2]);
    }

    private static void Train(SmallNetwork model, OptimizerHelper optimizer, Tensor images, Tensor labels, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            F.cross_entropy(model.call(images), labels).backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1.0);
            optimizer.step();
        }
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
