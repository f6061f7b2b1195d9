using System.Buffers.Binary;
using System.Text;

namespace Imaging.Tests;

/// <summary>Puts chunks around the picture of a plain WebP: RFC 9649, section 2.7.</summary>
internal static class WebpWriter
{
    /// <param name="plain">A WebP of one chunk, without alpha.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="before">Chunks in front of the picture: <c>ICCP</c>.</param>
    /// <param name="after">Chunks behind it: <c>EXIF</c>.</param>
    public static byte[] Write(byte[] plain, int width, int height, (string Type, byte[] Data)? before, (string Type, byte[] Data)? after)
    {
        byte flags = (byte)((before is null ? 0 : 0x20) | (after is null ? 0 : 0x08));
        byte[] extended =
            [flags, 0, 0, 0, (byte)(width - 1), (byte)((width - 1) >> 8), 0, (byte)(height - 1), (byte)((height - 1) >> 8), 0];
        byte[] body = [.. "WEBP"u8, .. Chunk(("VP8X", extended)), .. Chunk(before), .. plain[12..], .. Chunk(after)];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. "RIFF"u8, .. length, .. body];
    }

    private static byte[] Chunk((string Type, byte[] Data)? chunk)
    {
        if (chunk is not { } one) return [];
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, one.Data.Length);
        return [.. Encoding.ASCII.GetBytes(one.Type), .. length, .. one.Data, .. new byte[one.Data.Length % 2]];
    }
}
