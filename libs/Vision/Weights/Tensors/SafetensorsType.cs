namespace ImageClassifier.Vision.Weights.Tensors;

/// <summary>Element types of the safetensors format that are read and written.</summary>
public enum SafetensorsType
{
    Bool,
    U8,
    I8,
    I16,
    F16,
    BF16,
    I32,
    F32,
    I64,
    F64,
}

internal static class SafetensorsTypes
{
    /// <summary>The name in the header: <c>F32</c>, <c>BOOL</c>.</summary>
    public static string Name(this SafetensorsType type) => type.ToString().ToUpperInvariant();

    public static bool TryParse(string name, out SafetensorsType type) =>
        Enum.TryParse(name, ignoreCase: true, out type) && type.Name() == name;

    /// <summary>Bytes of one element.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.F32 => 4,
        SafetensorsType.I64 or SafetensorsType.F64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is not an element type"),
    };
}
