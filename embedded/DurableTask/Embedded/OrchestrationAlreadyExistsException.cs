namespace DurableTask.Core.Exceptions;

/// <summary>Thrown when an instance is to start under the id of one that is kept.</summary>
internal sealed class OrchestrationAlreadyExistsException(string message) : Exception(message);
