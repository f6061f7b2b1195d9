using System.ComponentModel;
using System.Globalization;

namespace Microsoft.Azure.Functions.Worker.Embedded.Binding;

/// <summary>Turns a value that a trigger knows by name into the type of a parameter.</summary>
internal static class BindingValue
{
    /// <exception cref="FunctionInputConverterException">The value does not read as the parameter's type.</exception>
    public static object? Convert(object? value, Type type, string name)
    {
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null || target.IsInstanceOfType(value)) return value;
        if (target == typeof(string)) return System.Convert.ToString(value, CultureInfo.InvariantCulture);
        string text = System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        try
        {
            return target.IsEnum
                ? Enum.Parse(target, text, ignoreCase: true)
                : TypeDescriptor.GetConverter(target).ConvertFromInvariantString(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            throw new FunctionInputConverterException($"'{name}' is \"{text}\", which is not a {target.Name}.", e);
        }
    }

    /// <summary>Whether a text can become this type at all: decided when the host starts.</summary>
    public static bool CanConvertTo(Type type)
    {
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        return target == typeof(string) || target == typeof(object) || target.IsEnum || TypeDescriptor.GetConverter(target).CanConvertFrom(typeof(string));
    }
}
