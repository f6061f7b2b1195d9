namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>The host cannot start, and the message says to a person what to change. No stack trace is needed.</summary>
internal sealed class HostStartException(string message) : Exception(message);
