using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Training.Input;

/// <summary>
/// Makes the batches of an epoch on a thread of its own, a little ahead of the network. What a batch holds depends on the seed, the epoch
/// and its photos alone, so the thread changes nothing but the time.
/// </summary>
internal sealed class DataLoader : IDisposable
{
    // The one that the network asks for next, and the one that is made while it computes.
    private const int Ahead = 2;

    private readonly PhotoSet _photos;
    private readonly Augmenter _augmenter;
    private readonly Mixing _mixing;

    // One thread for one operation: all cores are the network's.
    private readonly TorchThread _thread = new(threads: 1);

    public DataLoader(PhotoSet photos, Augmenter augmenter, Mixing mixing) =>
        (_photos, _augmenter, _mixing) = (photos, augmenter, mixing);

    /// <summary>The batches in their order. The caller disposes each of them; those that were made in vain are disposed here.</summary>
    /// <param name="batches">Numbers of the photos of each batch.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public IEnumerable<TrainingBatch> Of(IReadOnlyList<int[]> batches, int epoch, CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new Queue<Task<TrainingBatch>>();
        try
        {
            for (int asked = 0, given = 0; given < batches.Count; given++)
            {
                for (; asked < batches.Count && ahead.Count < Ahead; asked++) ahead.Enqueue(Ask(asked));
                TrainingBatch batch = ahead.Peek().GetAwaiter().GetResult();
                _ = ahead.Dequeue();
                if (asked < batches.Count) ahead.Enqueue(Ask(asked++));
                yield return batch;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            left.Cancel();
            foreach (Task<TrainingBatch> task in ahead)
            {
                ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
                if (task.IsCompletedSuccessfully) task.Result.Dispose();
            }
        }

        Task<TrainingBatch> Ask(int number)
        {
            CancellationToken token = left.Token;
            return _thread.Run(() =>
            {
                token.ThrowIfCancellationRequested();
                return Make(batches[number], epoch, number);
            });
        }
    }

    /// <summary>Does something while no batch is made.</summary>
    public void WhileIdle(Action action) => _thread.Run(action).GetAwaiter().GetResult();

    /// <summary>Makes one batch on the calling thread.</summary>
    /// <param name="photos">Numbers of its photos.</param>
    /// <param name="epoch">From 1.</param>
    /// <param name="number">Of the batch in its epoch, from 0.</param>
    public TrainingBatch Make(int[] photos, int epoch, int number)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = _augmenter.Apply(_photos, photos, epoch);
        Tensor labels = _photos.Labels.index_select(0, tensor(photos.Select(photo => (long)photo).ToArray()).to(_photos.Device));
        (input, MixedLabels? other) = _mixing.Apply(input, labels, epoch, number);
        scope.Detach(input);
        scope.Detach(labels);
        if (other is not null) scope.Detach(other.Labels);
        return new TrainingBatch(input, labels, other);
    }

    public void Dispose() => _thread.Dispose();
}
