using Azure;
using Azure.Core.Serialization;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;
using Microsoft.Azure.Functions.Worker.Embedded.Storage;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Queues;

/// <summary>
/// Runs a function for each message of a queue: batches of <c>batchSize</c> whenever no more than <c>newBatchThreshold</c> are under way,
/// <c>maxDequeueCount</c> tries, then the poison queue. A queue that does not exist is an empty one.
/// </summary>
internal sealed class QueueListener(
    FunctionDescriptor function, FunctionInvoker invoker, string queueName, StorageAccount account, QueueSettings settings, MessageEncoding encoding,
    TimeSpan holdTime, ObjectSerializer serializer, TimeProvider time, ILogger log) : IListener
{
    private static readonly TimeSpan QuickestPoll = TimeSpan.FromMilliseconds(100);

    private readonly QueueClient queue = account.Queues.GetQueueClient(queueName);
    private readonly QueueClient poison = account.Queues.GetQueueClient(PoisonQueue.NameOf(queueName));

    public async Task RunAsync(CancellationToken stopping)
    {
        var running = new List<Task>();
        TimeSpan pause = QuickestPoll;
        try
        {
            while (true)
            {
                QueueMessage[] messages = await ReceiveAsync(stopping);
                foreach (QueueMessage message in messages) running.Add(Task.Run(() => ProcessAsync(message, stopping), CancellationToken.None));
                if (messages.Length > 0)
                {
                    pause = QuickestPoll;
                    running.RemoveAll(task => task.IsCompleted);
                    while (running.Count > settings.NewBatchThreshold)
                    {
                        await Task.WhenAny(running).WaitAsync(stopping);
                        running.RemoveAll(task => task.IsCompleted);
                    }
                }
                else
                {
                    await Task.Delay(pause, time, stopping);
                    pause = pause * 2 < settings.MaxPollingInterval ? pause * 2 : settings.MaxPollingInterval;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops; what runs is waited for below.
        }
        await Task.WhenAll(running);
    }

    private async Task<QueueMessage[]> ReceiveAsync(CancellationToken stopping)
    {
        try
        {
            QueueMessage[] messages = await queue.ReceiveMessagesAsync(settings.BatchSize, holdTime, stopping);
            account.QueueHealth.Succeeded();
            return messages;
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound || e.ErrorCode == QueueErrorCode.QueueBeingDeleted)
        {
            account.QueueHealth.Succeeded();
            return [];
        }
        catch (Exception e) when (IsOutside(e, stopping))
        {
            account.QueueHealth.Failed(e, $"Reading the queue '{queueName}'");
            return [];
        }
    }

    private async Task ProcessAsync(QueueMessage message, CancellationToken stopping)
    {
        var held = new HeldMessage(queue, message, holdTime, time);
        try
        {
            // Renewed to the very end: a message that reappears before it is deleted would run twice.
            Outcome outcome = await held.WhileHiddenAsync(() => RunAsync(message, stopping),
                e => account.QueueHealth.Failed(e, $"Keeping a message of '{queueName}' hidden"));
            await (outcome switch
            {
                Outcome.Succeeded => held.DeleteAsync(),
                Outcome.Stopped => held.ReleaseAsync(TimeSpan.Zero),
                Outcome.Failed when message.DequeueCount < settings.MaxDequeueCount => held.ReleaseAsync(settings.VisibilityTimeout),
                _ => PoisonAsync(held),
            });
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            log.LogWarning("A message of '{Queue}' (Id={Id}) was taken over by another host while it ran here.", queueName, message.MessageId);
        }
        catch (Exception e) when (IsOutside(e, CancellationToken.None))
        {
            // It appears again when its time is up.
            account.QueueHealth.Failed(e, $"Finishing a message of '{queueName}'");
        }
    }

    private async Task<Outcome> RunAsync(QueueMessage message, CancellationToken stopping)
    {
        if (encoding.Decode(message.Body) is not { } body)
        {
            log.LogError("A message of '{Queue}' (Id={Id}) is not base64, which extensions.queues.messageEncoding asks for.", queueName, message.MessageId);
            return Outcome.Poison;
        }
        // Hosts died with it: it may be what kills them.
        if (message.DequeueCount > settings.MaxDequeueCount) return Outcome.Poison;
        var input = new QueueTriggerInput(queueName, message, body, serializer)
        {
            RetryCount = (int)message.DequeueCount - 1,
            MaxRetryCount = settings.MaxDequeueCount - 1,
        };
        try
        {
            await invoker.InvokeAsync(function, input, stopping);
            return Outcome.Succeeded;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            return Outcome.Stopped;
        }
        catch (Exception)
        {
            // The invoker logged it.
            return Outcome.Failed;
        }
    }

    private async Task PoisonAsync(HeldMessage held)
    {
        await PoisonQueue.SendAsync(poison, held.Message.Body.ToString(), CancellationToken.None);
        await held.DeleteAsync();
        log.LogError("A message of '{Queue}' (Id={Id}) failed {Attempts} times and was moved to '{Poison}'.",
            queueName, held.Message.MessageId, held.Message.DequeueCount, poison.Name);
    }

    private static bool IsOutside(Exception e, CancellationToken stopping) =>
        e is RequestFailedException or AggregateException or HttpRequestException or IOException ||
        e is OperationCanceledException && !stopping.IsCancellationRequested;

    private enum Outcome
    {
        Succeeded,
        Failed,
        Poison,
        Stopped,
    }
}
