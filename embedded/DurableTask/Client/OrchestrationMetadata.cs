using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask.Client;

/// <summary>What is known about one orchestration instance at one moment.</summary>
public sealed class OrchestrationMetadata
{
    const int PayloadPreview = 50;

    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    public string Name { get; }

    public string InstanceId { get; }

    /// <summary>Reads the payloads; null where they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    public string? SerializedInput { get; init; }

    public string? SerializedOutput { get; init; }

    public string? SerializedCustomStatus { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    /// <summary>Why the instance failed; null where it did not.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>True once the instance has completed, failed or been terminated.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <exception cref="InvalidOperationException">The instance was fetched without its inputs and outputs.</exception>
    public T? ReadInputAs<T>() => Converter(nameof(ReadInputAs)).Deserialize<T>(SerializedInput);

    /// <exception cref="InvalidOperationException">The instance was fetched without its inputs and outputs.</exception>
    public T? ReadOutputAs<T>() => Converter(nameof(ReadOutputAs)).Deserialize<T>(SerializedOutput);

    /// <exception cref="InvalidOperationException">The instance was fetched without its inputs and outputs.</exception>
    public T? ReadCustomStatusAs<T>() => Converter(nameof(ReadCustomStatusAs)).Deserialize<T>(SerializedCustomStatus);

    public override string ToString()
    {
        string text = $"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, "
            + $"CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}";
        if (SerializedInput is not null) text += $", Input: '{Preview(SerializedInput)}'";
        if (SerializedOutput is not null) text += $", Output: '{Preview(SerializedOutput)}'";
        if (FailureDetails is not null)
            text += $", FailureDetails: '{FailureDetails.ErrorType} - {Preview(FailureDetails.ErrorMessage)}'";
        return text + "]";
    }

    [SuppressMessage("Performance", "CA1859", Justification = "The official property has this type.")]
    DataConverter Converter(string reader) => DataConverter ?? throw new InvalidOperationException(
        $"{reader} needs an instance that was fetched with its inputs and outputs; '{InstanceId}' was fetched without them. "
        + "Pass getInputsAndOutputs: true.");

    static string Preview(string payload) => payload.Length > PayloadPreview ? payload[..PayloadPreview] + "..." : payload;
}
