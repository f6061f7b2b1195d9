namespace TorchSharp.Utils;

/// <summary>The name under which a field's module, parameter or buffer is registered, in place of the field's own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string Name { get; set; } = "";
}
