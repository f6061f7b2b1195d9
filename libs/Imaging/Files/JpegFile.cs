using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>Takes a JPEG apart: ITU-T T.81, annex B, with the marker codes of its table B.1.</summary>
internal static class JpegFile
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, QuantizationTables = 0xDB, RestartInterval = 0xDD,
        HuffmanTables = 0xC4,
        BaselineFrame = 0xC0, ProgressiveFrame = 0xC2, Jfif = 0xE0, Exif = 0xE1, Icc = 0xE2, Adobe = 0xEE, Temporary = 0x01;

    /// <summary>
    /// Keeps tables, frame and scans. What lies between segments or behind the end goes, and an end that is missing is added.
    /// </summary>
    /// <returns>Null where the structure is broken, or not one of Huffman codes.</returns>
    internal static PhotoFile? Read(ReadOnlySpan<byte> file)
    {
        if (file is not [0xFF, StartOfImage, ..]) return null;
        using var kept = new MemoryStream(file.Length + 2);
        kept.Write(file[..2]);
        var profile = new JpegProfile();
        JpegScans? scans = null;
        int orientation = 1, at = 2;
        bool ended = false, broken = false, colour = false, progressive = false;
        while (NextMarker(file, ref at) is { } marker)
        {
            if (marker == EndOfImage)
            {
                ended = true;
                break;
            }
            if (marker is Temporary or (>= 0xD0 and <= 0xD7)) continue;
            if (at + 2 > file.Length) break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]), end = at + length;
            broken = marker == StartOfImage || length < 2;
            if (broken || end > file.Length) break;
            ReadOnlySpan<byte> segment = file[at..end], content = segment[2..];
            switch (marker)
            {
                case QuantizationTables or HuffmanTables or RestartInterval:
                    Keep(kept, marker, segment);
                    break;
                case >= BaselineFrame and <= ProgressiveFrame:
                    broken = scans is not null;
                    scans ??= JpegScans.Of(content);
                    if (broken) break;
                    colour = content is [8, _, _, _, _, 3, ..];
                    progressive = marker == ProgressiveFrame;
                    Keep(kept, marker, segment);
                    break;
                case > ProgressiveFrame and < 0xD0:
                    // Lossless, hierarchical, arithmetic.
                    broken = true;
                    break;
                case StartOfScan:
                    broken = scans is null || !scans.Add(content);
                    if (broken) break;
                    int next = EndOfScan(file, end);
                    Keep(kept, marker, file[at..next]);
                    end = next;
                    break;
                case Jfif:
                    KeepWithoutThumbnail(kept, content);
                    break;
                case Exif:
                    if (orientation == 1 && content.StartsWith("Exif\0"u8)) orientation = ExifOrientation.Of(content);
                    break;
                case Icc:
                    profile.Add(content);
                    break;
                case Adobe:
                    // Says which colours the components are.
                    if (content.StartsWith("Adobe"u8)) Keep(kept, marker, segment);
                    break;
            }
            if (broken) break;
            at = end;
        }
        bool drawn = scans is { DrawEverything: true };
        // Behind a picture that is all there, whatever was written over its end is of no interest.
        if (broken && !drawn) return null;
        kept.Write([0xFF, EndOfImage]);
        byte[] pixels = kept.ToArray();
        bool whole = ended;
        if (!ended && drawn)
        {
            // A decoder fails by itself where a progressive scan stops, but not where the last rows of a baseline one are missing.
            byte[]? codes = progressive ? pixels : JpegEntropy.OnlyCodes(pixels, hasEnd: false);
            whole = codes is not null;
            pixels = codes ?? pixels;
        }
        return new PhotoFile(PhotoFormat.Jpeg, pixels)
        {
            Profile = profile.Read(),
            Orientation = orientation,
            HasEnd = ended,
            IsCutShort = !whole,
            Scans = scans?.Count ?? 0,
            IsColourJpeg = colour,
        };
    }

    /// <summary>Takes away what lies between the last code of a scan and the next marker: padding, which decoders warn of as they do of
    /// damage.</summary>
    /// <param name="pixels">As <see cref="Read"/> keeps it.</param>
    /// <returns>Null where there is none that is known to be padding, or codes are missing.</returns>
    internal static byte[]? WithoutPadding(ReadOnlySpan<byte> pixels)
    {
        byte[]? less = pixels.IndexOf((ReadOnlySpan<byte>)[0xFF, ProgressiveFrame]) < 0 ? JpegEntropy.OnlyCodes(pixels, hasEnd: true)
            : null;
        // The codes of other scans are not read here: of those, zeros alone are taken for padding.
        less ??= [.. pixels[..^2].TrimEnd((byte)0), 0xFF, EndOfImage];
        return less.Length < pixels.Length ? less : null;
    }

    // Decoders pass over bytes that do not belong to a segment, and over any number of FF in front of a marker.
    private static byte? NextMarker(ReadOnlySpan<byte> file, ref int at)
    {
        while (true)
        {
            int found = at < file.Length ? file[at..].IndexOf((byte)0xFF) : -1;
            if (found < 0) return null;
            at += found;
            while (at < file.Length && file[at] == 0xFF) at++;
            if (at == file.Length) return null;
            byte marker = file[at++];
            if (marker != 0) return marker;
        }
    }

    /// <summary>In a scan, FF is data when 00 follows, and a restart marker when D0 to D7 does.</summary>
    /// <returns>Where the next marker is, or the length of the file.</returns>
    private static int EndOfScan(ReadOnlySpan<byte> file, int from)
    {
        for (int at = from; ; at += 2)
        {
            int next = at < file.Length ? file[at..].IndexOf((byte)0xFF) : -1;
            if (next < 0) return file.Length;
            at += next;
            if (at + 1 >= file.Length) return at;
            if (file[at + 1] is not (0 or (>= 0xD0 and <= 0xD7))) return at;
        }
    }

    private static void Keep(MemoryStream kept, byte marker, ReadOnlySpan<byte> segment)
    {
        kept.Write([0xFF, marker]);
        kept.Write(segment);
    }

    // JFIF 1.02: 14 bytes of which the last two are the sides of a thumbnail, whose pixels follow. An extension (JFXX) is another
    // thumbnail.
    private static void KeepWithoutThumbnail(MemoryStream kept, ReadOnlySpan<byte> content)
    {
        const int header = 14;
        if (content.Length < header || !content.StartsWith("JFIF\0"u8)) return;
        kept.Write([0xFF, Jfif, 0, 2 + header, .. content[..(header - 2)], 0, 0]);
    }
}
