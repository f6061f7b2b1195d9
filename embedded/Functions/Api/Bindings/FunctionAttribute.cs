namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function. One of its parameters carries the trigger.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name: unique in the application, compared without case.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));
}
