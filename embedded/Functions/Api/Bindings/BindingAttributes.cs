namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Base of everything that binds a parameter or a return value to the outside.</summary>
public abstract class BindingAttribute : Attribute;

/// <summary>Base of the attributes that start a function.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;

/// <summary>Base of the attributes that give a function more to read than its trigger.</summary>
public abstract class InputBindingAttribute : BindingAttribute;
