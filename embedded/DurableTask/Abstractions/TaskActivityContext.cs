namespace Microsoft.DurableTask;

/// <summary>What an activity may know about the orchestration that called it.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The name of the activity.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of the orchestration instance that called the activity.</summary>
    public abstract string InstanceId { get; }
}
