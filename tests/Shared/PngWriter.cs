using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Shared;

/// <summary>Writes PNG files of every colour type and bit depth, and broken ones.</summary>
internal sealed class PngWriter
{
    public const byte Grey = 0, Rgb = 2, Palette = 3, GreyAlpha = 4, RgbAlpha = 6;

    private readonly MemoryStream _file = new();

    private PngWriter() => _file.Write([0x89, .. "PNG\r\n\x1A\n"u8]);

    /// <summary>One row is the scan line as PNG stores it, without its filter byte.</summary>
    public static byte[] Write(
        int width, int height, byte bitDepth, byte colourType, byte[][] rows, params (string Type, byte[] Data)[] before)
    {
        var raw = new MemoryStream();
        foreach (byte[] row in rows)
        {
            raw.WriteByte(0);
            raw.Write(row);
        }
        PngWriter png = new PngWriter().Header(width, height, bitDepth, colourType);
        foreach ((string type, byte[] data) in before) png.Chunk(type, data);
        return png.Chunk("IDAT", Compress(raw.ToArray())).Chunk("IEND", [])._file.ToArray();
    }

    /// <summary>Valid headers that declare a size, with next to no pixels behind them.</summary>
    public static byte[] Declaring(int width, int height) =>
        new PngWriter().Header(width, height, 8, Rgb).Chunk("IDAT", Compress(new byte[1000])).Chunk("IEND", [])._file.ToArray();

    /// <summary>Puts a chunk behind the header of a PNG.</summary>
    public static byte[] Insert(byte[] png, (string Type, byte[] Data) chunk)
    {
        const int header = 8 + 25;
        return [.. png[..header], .. new PngWriter().Chunk(chunk.Type, chunk.Data)._file.ToArray()[8..], .. png[header..]];
    }

    /// <summary>Puts a chunk in front of the end of a PNG.</summary>
    public static byte[] InsertLate(byte[] png, (string Type, byte[] Data) chunk) =>
        [.. png[..^12], .. new PngWriter().Chunk(chunk.Type, chunk.Data)._file.ToArray()[8..], .. png[^12..]];

    /// <summary>The chunk of a colour profile.</summary>
    public static (string Type, byte[] Data) Profile(byte[] profile) => ("iCCP", [.. "profile\0\0"u8, .. Compress(profile)]);

    private PngWriter Header(int width, int height, byte bitDepth, byte colourType)
    {
        byte[] data = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(data, width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), height);
        data[8] = bitDepth;
        data[9] = colourType;
        return Chunk("IHDR", data);
    }

    private PngWriter Chunk(string type, byte[] data)
    {
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        _file.Write(number);
        _file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(typed));
        _file.Write(number);
        return this;
    }

    /// <summary>A zlib stream, as chunks hold it.</summary>
    public static byte[] Compress(byte[] data)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest)) zlib.Write(data);
        return compressed.ToArray();
    }

    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
