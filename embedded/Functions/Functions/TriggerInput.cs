using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>What a trigger brings to one invocation.</summary>
internal abstract class TriggerInput
{
    /// <summary>Why the function runs, for the log.</summary>
    public abstract string Reason { get; }

    /// <summary>What the trigger knows, by name without case.</summary>
    public IReadOnlyDictionary<string, object?> BindingData { get; init; } = new Dictionary<string, object?>();

    /// <summary>How often the same input failed before.</summary>
    public int RetryCount { get; init; }

    public int MaxRetryCount { get; init; }

    /// <summary>False where the function may run long, as orchestrations do, or must keep to its caller's thread.</summary>
    public virtual bool HasTimeout => true;

    /// <summary>The value of the parameter that carries the trigger.</summary>
    public abstract ValueTask<object?> ReadAsync(Type type, FunctionContext context);

    /// <summary>The value of another parameter that only this kind of trigger can give; null where it gives none.</summary>
    public virtual ValueTask<Bound>? TryRead(ParameterInfo parameter, FunctionContext context) => null;
}

/// <summary>A bound value, which may be null.</summary>
internal readonly record struct Bound(object? Value);
