namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>What an orchestration is before it runs.</summary>
internal sealed record OrchestrationStart(string Name, string InstanceId, string? Input, ParentOrchestrationInstance? Parent);
