using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Metadata.Profiles.Exif;

/// <summary>The first directory of the TIFF structure inside an EXIF block (TIFF 6.0, section 2). Anything malformed reads as absent.</summary>
internal sealed class TiffDirectory
{
    private const int HeaderSize = 8;
    private const int EntrySize = 12;
    private const ushort Short = 3;

    private readonly bool bigEndian;
    private readonly List<byte[]> entries = [];
    private readonly uint nextDirectory;
    private byte[] bytes;

    internal TiffDirectory(byte[] tiff)
    {
        bytes = tiff;
        bigEndian = tiff.AsSpan().StartsWith("MM"u8);
        if (tiff.Length < HeaderSize || !(bigEndian || tiff.AsSpan().StartsWith("II"u8)) || ReadUInt16(2) != 42)
        {
            bytes = [.. "II"u8, 42, 0, 8, 0, 0, 0];
            bigEndian = false;
            return;
        }
        long offset = ReadUInt32(4);
        if (offset + 2 > tiff.Length) return;
        int count = ReadUInt16((int)offset);
        offset += 2;
        for (int i = 0; i < count && offset + EntrySize <= tiff.Length; i++, offset += EntrySize)
        {
            entries.Add(tiff.AsSpan((int)offset, EntrySize).ToArray());
        }
        nextDirectory = offset + 4 <= tiff.Length ? ReadUInt32((int)offset) : 0;
    }

    internal byte[] Bytes => bytes;

    internal ushort? ReadShort(ushort tag) =>
        Find(tag) is { } entry && UInt16(entry.AsSpan(2)) == Short ? UInt16(entry.AsSpan(8)) : null;

    internal void WriteShort(ushort tag, ushort value)
    {
        byte[] entry = new byte[EntrySize];
        Put(entry, tag);
        Put(entry.AsSpan(2), Short);
        Put(entry.AsSpan(4), 1u);
        Put(entry.AsSpan(8), value);
        Remove(tag);
        // Entries are sorted by tag.
        int index = entries.FindIndex(other => UInt16(other) > tag);
        entries.Insert(index < 0 ? entries.Count : index, entry);
        Rewrite();
    }

    internal bool RemoveEntry(ushort tag)
    {
        bool removed = Remove(tag);
        if (removed) Rewrite();
        return removed;
    }

    // Values lie at absolute offsets, so everything else stays where it is and the new directory goes to the end.
    private void Rewrite()
    {
        int start = bytes.Length + (bytes.Length & 1);
        byte[] grown = new byte[start + 2 + (entries.Count * EntrySize) + 4];
        bytes.CopyTo(grown, 0);
        Put(grown.AsSpan(4), (uint)start);
        Put(grown.AsSpan(start), (ushort)entries.Count);
        for (int i = 0; i < entries.Count; i++) entries[i].CopyTo(grown, start + 2 + (i * EntrySize));
        Put(grown.AsSpan(grown.Length - 4), nextDirectory);
        bytes = grown;
    }

    private byte[]? Find(ushort tag) => entries.Find(entry => UInt16(entry) == tag);

    private bool Remove(ushort tag) => entries.RemoveAll(entry => UInt16(entry) == tag) > 0;

    private ushort ReadUInt16(int offset) => UInt16(bytes.AsSpan(offset));

    private uint ReadUInt32(int offset) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));

    private ushort UInt16(ReadOnlySpan<byte> at) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    private void Put(Span<byte> at, ushort value)
    {
        if (bigEndian) BinaryPrimitives.WriteUInt16BigEndian(at, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(at, value);
    }

    private void Put(Span<byte> at, uint value)
    {
        if (bigEndian) BinaryPrimitives.WriteUInt32BigEndian(at, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(at, value);
    }
}
