using Azure.Core.Serialization;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;

namespace Microsoft.Azure.Functions.Worker.Embedded.Queues;

/// <summary>A queue message, bound as the message, as text, as bytes, or as the object of its JSON.</summary>
internal sealed class QueueTriggerInput : TriggerInput
{
    private readonly QueueMessage message;
    private readonly BinaryData body;
    private readonly ObjectSerializer serializer;
    private readonly string queue;

    /// <param name="queue">The queue's name.</param>
    /// <param name="message">The message as received.</param>
    /// <param name="body">Its decoded body.</param>
    /// <param name="serializer">Reads JSON bodies.</param>
    public QueueTriggerInput(string queue, QueueMessage message, BinaryData body, ObjectSerializer serializer)
    {
        this.queue = queue;
        this.message = message;
        this.body = body;
        this.serializer = serializer;
        BindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["QueueTrigger"] = body.ToString(),
            ["Id"] = message.MessageId,
            ["PopReceipt"] = message.PopReceipt,
            ["DequeueCount"] = message.DequeueCount,
            ["InsertionTime"] = message.InsertedOn,
            ["ExpirationTime"] = message.ExpiresOn,
            ["NextVisibleTime"] = message.NextVisibleOn,
        };
    }

    public override string Reason => $"New queue message detected on '{queue}'.";

    public override async ValueTask<object?> ReadAsync(Type type, FunctionContext context)
    {
        if (type == typeof(string)) return body.ToString();
        if (type == typeof(BinaryData)) return body;
        if (type == typeof(byte[])) return body.ToArray();
        if (type == typeof(QueueMessage))
        {
            return QueuesModelFactory.QueueMessage(message.MessageId, message.PopReceipt, body, message.DequeueCount,
                message.NextVisibleOn, message.InsertedOn, message.ExpiresOn);
        }
        return await serializer.DeserializeAsync(body.ToStream(), type, context.CancellationToken);
    }
}
