using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>What the header of a PNG says of its pixels: PNG specification (third edition), sections 8 and 11.2.1.</summary>
/// <param name="IsGrey">Whether they have one channel, and perhaps alpha.</param>
/// <param name="Bytes">Of all rows, each with the byte of its filter.</param>
internal sealed record PngSize(bool IsGrey, long Bytes)
{
    // Of each pass of an interlaced picture: first column and row, and steps to the next ones.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <returns>Null where the header is broken.</returns>
    internal static PngSize? Of(ReadOnlySpan<byte> header)
    {
        if (header.Length < 13) return null;
        long width = BinaryPrimitives.ReadUInt32BigEndian(header), height = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        int channels = header[9] switch { 0 or 3 => 1, 4 => 2, 2 => 3, 6 => 4, _ => 0 };
        if (channels == 0 || width == 0 || height == 0 || Math.Max(width, height) > int.MaxValue) return null;
        int bits = channels * header[8];
        long bytes = header[12] == 0
            ? Rows(width, height, bits)
            : Passes.Sum(pass =>
                Rows((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY, bits));
        return new PngSize(header[9] is 0 or 4, bytes);
    }

    private static long Rows(long width, long height, int bits) => width <= 0 || height <= 0 ? 0 : height * (1 + (width * bits + 7) / 8);
}
