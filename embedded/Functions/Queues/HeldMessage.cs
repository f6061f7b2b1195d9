using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace Microsoft.Azure.Functions.Worker.Embedded.Queues;

/// <summary>A received message, hidden from other hosts as long as it is renewed.</summary>
/// <param name="queue">Its queue.</param>
/// <param name="message">The message as received.</param>
/// <param name="holdTime">How long it stays hidden when its host dies.</param>
/// <param name="time">Tells when to renew.</param>
internal sealed class HeldMessage(QueueClient queue, QueueMessage message, TimeSpan holdTime, TimeProvider time)
{
    private string popReceipt = message.PopReceipt;

    public QueueMessage Message => message;

    /// <summary>Runs an action while the message stays hidden.</summary>
    public async Task<T> WhileHiddenAsync<T>(Func<Task<T>> action, Action<Exception> renewalFailed)
    {
        using var done = new CancellationTokenSource();
        Task renewal = RenewAsync(renewalFailed, done.Token);
        try
        {
            return await action();
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
        }
    }

    public Task DeleteAsync() => queue.DeleteMessageAsync(message.MessageId, popReceipt);

    /// <summary>Gives the message back, to be seen again after <paramref name="delay"/>.</summary>
    public Task ReleaseAsync(TimeSpan delay) => queue.UpdateMessageAsync(message.MessageId, popReceipt, (string?)null, delay);

    private async Task RenewAsync(Action<Exception> failed, CancellationToken done)
    {
        try
        {
            while (true)
            {
                await Task.Delay(holdTime / 3, time, done);
                try
                {
                    UpdateReceipt receipt = await queue.UpdateMessageAsync(message.MessageId, popReceipt, (string?)null, holdTime, CancellationToken.None);
                    popReceipt = receipt.PopReceipt;
                }
                catch (Exception e) when (e is RequestFailedException or AggregateException)
                {
                    failed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The function is over.
        }
    }
}
