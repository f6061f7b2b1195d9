using ImageClassifier.Functions.Durable;
using ImageClassifier.Functions.Training;
using Microsoft.DurableTask.Client;

namespace ImageClassifier.Functions.Retraining.Progress;

/// <summary>Ends a retrain as failed; the message is for a person.</summary>
public sealed class RetrainFailedException(string message) : Exception(message);

/// <summary>Ends a retrain that finds itself cancelled: whoever cancelled it was interrupted before its orchestration had ended.</summary>
public sealed class RetrainCancelledException() : Exception(RetrainEnd.Cancelled);

/// <summary>Says how a retrain's orchestration ended. Pure.</summary>
public static class RetrainEnd
{
    /// <summary>What stands as the reason of a cancelled retrain.</summary>
    public const string Cancelled = Cancellations.Reason;

    /// <summary>Whether somebody cancelled it: it was terminated, or ended itself when it found the mark.</summary>
    public static bool IsCancelled(OrchestrationMetadata instance) => instance.RuntimeStatus == OrchestrationRuntimeStatus.Terminated
        || (instance.RuntimeStatus == OrchestrationRuntimeStatus.Failed
            && Failure(instance).Type == typeof(RetrainCancelledException).FullName);

    /// <summary>Why it failed, for a person.</summary>
    public static string Reason(OrchestrationMetadata instance) => Failure(instance).Message;

    private static (string Type, string Message) Failure(OrchestrationMetadata instance)
    {
        if (instance.FailureDetails is { } details) return (details.ErrorType, details.Innermost().ErrorMessage);
        // Azure Storage as Durable's backend keeps a failure as its output: "type: message".
        if (instance.SerializedOutput is not { Length: > 0 } output) return ("", "no reason was given");
        int colon = output.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 || output.AsSpan(0, colon).Contains(' ') ? ("", output) : (output[..colon], output[(colon + 2)..]);
    }
}
