using System.Collections.Concurrent;
using TorchSharp;

namespace ImageClassifier.Worker.Runtime;

/// <summary>
/// One thread for all of torch's work. libtorch keeps a pool of helper threads for each thread that calls it, so calls from the .NET
/// thread pool would leave one behind for every thread they happened to run on.
/// </summary>
internal sealed class TorchThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <param name="threads">Threads that share one operation. Another number may round sums differently.</param>
    /// <param name="pause">Whose collections come between two pieces of work; it is disposed with the thread. Null where another thread's
    /// does.</param>
    public TorchThread(int threads, CollectionPause? pause = null)
    {
        Pause = pause;
        _thread = new Thread(() =>
        {
            torch.set_num_threads(threads);
            foreach (Action action in _work.GetConsumingEnumerable())
            {
                action();
                if (pause is { IsDue: true }) pause.Collect();
            }
        })
        { IsBackground = true, Name = "torch" };
        _thread.Start();
    }

    /// <summary>For work that takes long, and knows moments in which no thread calls torch.</summary>
    public CollectionPause? Pause { get; }

    /// <summary>Runs the work after what was asked for before; its exception is the task's.</summary>
    public Task<T> Run<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                completion.SetResult(work());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
        return completion.Task;
    }

    /// <inheritdoc cref="Run{T}"/>
    public Task Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>Waits for the work that was asked for.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        Pause?.Dispose();
    }
}
