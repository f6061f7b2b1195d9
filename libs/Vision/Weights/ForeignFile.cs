using System.Text;

namespace ImageClassifier.Vision.Weights;

/// <summary>Recognises what people give in place of weights, so that the message can say what the file is and what to do.</summary>
internal static class ForeignFile
{
    // Of a text, what tells its kind stands at the beginning.
    private const int Shown = 512;

    private static readonly (byte[] Begin, string Words)[] Packed =
    [
        ([0x1F, 0x8B], "is a gzip archive; unpack it and give the file that was in it"),
        ("BZh"u8.ToArray(), "is a bzip2 archive; unpack it and give the file that was in it"),
        ([0xFD, .. "7zXZ"u8], "is an xz archive; unpack it and give the file that was in it"),
        ([0x28, 0xB5, 0x2F, 0xFD], "is a Zstandard archive; unpack it and give the file that was in it"),
        ([.. "7z"u8, 0xBC, 0xAF], "is a 7-Zip archive; unpack it and give the file that was in it"),
        ("Rar!"u8.ToArray(), "is a RAR archive; unpack it and give the file that was in it"),
        ([0x89, .. "HDF"u8], "is an HDF5 file, as Keras writes; give PyTorch's state dict, or a safetensors file"),
        ("%PDF"u8.ToArray(), "is a PDF document; give a safetensors file or a .pth of torch.save"),
        ([0x89, .. "PNG"u8], "is a PNG picture; give a safetensors file or a .pth of torch.save"),
        ([0xFF, 0xD8, 0xFF], "is a JPEG picture; give a safetensors file or a .pth of torch.save"),
    ];

    /// <returns>What the file is and what to do, to stand after "this"; null where it may be weights.</returns>
    public static string? Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "is empty; fetch it again";
        if (bytes.IndexOfAnyExcept((byte)0) < 0) return "holds nothing but zeros, as a download that was cut short; fetch it again";
        foreach ((byte[] begin, string words) in Packed)
            if (bytes.StartsWith(begin)) return words;
        if (bytes.Length > 262 && bytes[257..262].SequenceEqual("ustar"u8))
            return "is a tar archive; unpack it and give the file that was in it";
        return DescribeText(bytes);
    }

    private static string? DescribeText(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> begin = bytes[..Math.Min(bytes.Length, Shown)];
        // Both formats begin with bytes that no text has.
        if (begin.ContainsAnyInRange((byte)0, (byte)8) || begin.ContainsAnyInRange((byte)14, (byte)31)) return null;
        string text = Encoding.UTF8.GetString(begin).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal))
            return "is a Git LFS pointer and not the file itself; run \"git lfs pull\" in its repository, or download the file";
        bool Begins(string tag) => text.StartsWith(tag, StringComparison.OrdinalIgnoreCase);
        if (Begins("<!doctype html") || Begins("<html") || Begins("<head") || Begins("<!--"))
            return "is an HTML page, perhaps that of a login or an error; open the address in a browser and give the link of the file "
                + "itself";
        if (Begins("<?xml") || Begins("<error"))
            return "is an XML document, perhaps a server's error; check the address and fetch it again";
        if (Begins("{") || Begins("["))
            return "is a JSON text, perhaps a server's error or a model's configuration; give the file of the weights beside it";
        return "is a text; give a safetensors file or a .pth of torch.save";
    }
}
