using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker.Converters
{
    /// <summary>Names the converter of a parameter.</summary>
    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct)]
    public class InputConverterAttribute(Type converterType) : Attribute
    {
        public Type ConverterType { get; } = converterType;
    }
}

namespace Microsoft.Azure.Functions.Worker.Http
{
    /// <summary>Binds a parameter to the request's JSON body.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class FromBodyAttribute() : InputConverterAttribute(typeof(Embedded.Binding.HttpBody));
}
