namespace ImageClassifier.Imaging.Files;

/// <summary>Takes a GIF apart: GIF89a specification, sections 18 to 27.</summary>
internal static class GifFile
{
    private const int Header = 13, Descriptor = 10;
    private const byte Extension = 0x21, GraphicControl = 0xF9, Picture = 0x2C, Trailer = 0x3B;

    /// <summary>A still GIF needs no trailer, and many lack it: one is added.</summary>
    internal static PhotoFile? Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Header) return new PhotoFile(PhotoFormat.Gif, []) { HasEnd = false, IsCutShort = true };
        int at = Header + TableLength(file[10]), frames = 0;
        bool ended = false;
        using var kept = new MemoryStream(file.Length + 1);
        kept.Write(file[..Math.Min(at, file.Length)]);
        while (at < file.Length && !ended)
        {
            int start = at, end;
            switch (file[at])
            {
                case Extension:
                    end = EndOfBlocks(file, at + 2);
                    if (end > 0 && file[at + 1] == GraphicControl) kept.Write(file[start..end]);
                    break;
                case Picture when at + Descriptor <= file.Length:
                    // The colour table of the picture, and the size of its first code.
                    end = EndOfBlocks(file, at + Descriptor + TableLength(file[at + 9]) + 1);
                    if (end < 0) break;
                    frames++;
                    kept.Write(file[start..end]);
                    break;
                default:
                    ended = file[at] == Trailer;
                    end = ended ? at + 1 : -1;
                    break;
            }
            if (end < 0) break;
            at = end;
        }
        kept.WriteByte(Trailer);
        return new PhotoFile(PhotoFormat.Gif, kept.ToArray())
        {
            Frames = Math.Max(1, frames),
            HasEnd = ended,
            IsCutShort = frames == 0 && !ended,
        };
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    /// <returns>Behind the empty block that ends a row of them; -1 where the file ends first.</returns>
    private static int EndOfBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length)
        {
            if (file[at] == 0) return at + 1;
            at += 1 + file[at];
        }
        return -1;
    }
}
