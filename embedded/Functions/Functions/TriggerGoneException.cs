namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>What triggered the function is no longer there, or is another by now; so there is nothing to run for.</summary>
internal sealed class TriggerGoneException(string message, Exception innerException) : Exception(message, innerException);
