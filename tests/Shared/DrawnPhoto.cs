using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Shared;

/// <summary>PNG files of simple pictures that tests draw themselves: quick to make, and a small network can tell them apart.</summary>
public static class DrawnPhoto
{
    /// <summary>Noisy stripes whose direction and colour depend on the class; the same arguments give the same bytes.</summary>
    /// <param name="kind">Class, from 0.</param>
    /// <param name="number">Which photo of the class.</param>
    /// <param name="size">Side in pixels.</param>
    public static byte[] Png(int kind, int number, int size = 48)
    {
        var random = new Random(1000 * kind + number);
        int phase = random.Next(8);
        byte[] rows = new byte[size * (1 + 3 * size)];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int along = (kind % 2 == 0 ? x : y) + phase;
                int bright = along % 8 < 4 ? 170 : 70;
                for (int channel = 0; channel < 3; channel++)
                {
                    int tint = channel == kind % 3 ? 40 : 0;
                    rows[y * (1 + 3 * size) + 1 + 3 * x + channel] = (byte)Math.Clamp(bright + tint + random.Next(-40, 41), 0, 255);
                }
            }
        }
        return Encode(rows, size);
    }

    private static byte[] Encode(byte[] rows, int size)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), size);
        // 8 bits a channel, RGB.
        (header[8], header[9]) = (8, 2);
        Chunk(png, "IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(rows);
        Chunk(png, "IDAT", packed.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(Stream png, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        png.Write(number);
    }

    // PNG specification, annex D.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
