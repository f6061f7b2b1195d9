using System.Buffers.Binary;

namespace ImageClassifier.Imaging.Files;

/// <summary>
/// Reads the codes of a baseline JPEG to their end, without making pixels of them: T.81, annex F. Decoders show grey where codes are
/// missing; this tells a file that lost its end marker alone from one that lost a part of the picture.
/// </summary>
internal sealed class JpegEntropy
{
    private const byte EndOfImage = 0xD9, StartOfScan = 0xDA, HuffmanTables = 0xC4, RestartInterval = 0xDD;

    // For each table (four for DC, four for AC) what 16 bits begin with: the code's value, and its length above that; 0 where there is no
    // code.
    private readonly ushort[]?[] _tables = new ushort[8][];
    private readonly List<Component> _components = [];
    private readonly HashSet<byte> _drawn = [];
    private int _width, _height, _restartInterval;

    /// <param name="file">As <see cref="JpegFile"/> keeps it: segments one after the other.</param>
    /// <param name="hasEnd">Whether the end marker is the file's own. Where it is not, a file that was cut may have been filled up with
    /// zeros.</param>
    /// <returns>The same file, whose scans end with their last code; null where a block of one is missing.</returns>
    internal static byte[]? OnlyCodes(ReadOnlySpan<byte> file, bool hasEnd) => new JpegEntropy().Read(file, hasEnd);

    private byte[]? Read(ReadOnlySpan<byte> file, bool hasEnd)
    {
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        for (int at = 2; at + 2 <= file.Length && file[at + 1] != EndOfImage;)
        {
            byte marker = file[at + 1];
            int start = at, length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            ReadOnlySpan<byte> content = file.Slice(at + 4, length - 2);
            at += 2 + length;
            kept.Write(file[start..at]);
            if (marker == HuffmanTables && !AddTables(content)) return null;
            if (marker == RestartInterval && content.Length >= 2) _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(content);
            if (marker is 0xC0 or 0xC1) AddFrame(content);
            if (marker != StartOfScan) continue;
            var bits = new JpegBits(file[at..]);
            if (!ReadScan(content, ref bits)) return null;
            ReadOnlySpan<byte> codes = file.Slice(at, bits.EndOfCodes);
            kept.Write(codes);
            bits.Finish();
            ReadOnlySpan<byte> padding = file[(at + codes.Length)..(at + bits.Consumed)];
            if (!hasEnd && AreZeros(padding) && EndsWithZero(codes)) return null;
            at += bits.Consumed;
            if (!_components.TrueForAll(component => _drawn.Contains(component.Id))) continue;
            kept.Write([0xFF, EndOfImage]);
            return kept.ToArray();
        }
        return null;
    }

    // Encoders fill up their last byte with ones. Where it is zero and more zeros follow, zeros stand in the place of codes. FF 00 is FF.
    private static bool EndsWithZero(ReadOnlySpan<byte> codes) => codes is [.., not 0xFF, 0] or [0];

    private static bool AreZeros(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && bytes.IndexOfAnyExcept((byte)0) < 0;

    // Length and content were looked at when the file was taken apart.
    private void AddFrame(ReadOnlySpan<byte> content)
    {
        _height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        _width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        for (int i = 0; i < content[5]; i++)
        {
            byte sampling = content[7 + 3 * i];
            _components.Add(new Component(content[6 + 3 * i], Math.Max(1, sampling >> 4), Math.Max(1, sampling & 15)));
        }
    }

    private bool AddTables(ReadOnlySpan<byte> content)
    {
        const int lengths = 16;
        while (content.Length > lengths)
        {
            int slot = (content[0] >> 4 & 1) * 4 + (content[0] & 3), code = 0, value = 1 + lengths;
            ushort[] table = new ushort[65536];
            for (int length = 1; length <= lengths; length++, code <<= 1)
            {
                for (int i = 0; i < content[length]; i++, code++, value++)
                {
                    int first = code << (lengths - length), last = (code + 1) << (lengths - length);
                    if (value >= content.Length || last > table.Length) return false;
                    table.AsSpan(first..last).Fill((ushort)(length << 8 | content[value]));
                }
            }
            _tables[slot] = table;
            content = content[value..];
        }
        return true;
    }

    private bool ReadScan(ReadOnlySpan<byte> header, ref JpegBits bits)
    {
        var scanned = new List<(ushort[] Dc, ushort[] Ac, int Blocks)>();
        int count = header[0], wide = _components.Max(component => component.Horizontal),
            high = _components.Max(component => component.Vertical);
        int across = Ceiling(_width, 8 * wide), down = Ceiling(_height, 8 * high);
        for (int i = 0; i < count; i++)
        {
            byte id = header[1 + 2 * i], slots = header[2 + 2 * i];
            Component component = _components.Find(component => component.Id == id);
            _drawn.Add(id);
            if (_tables[slots >> 4 & 3] is not { } dc || _tables[4 + (slots & 3)] is not { } ac) return false;
            scanned.Add((dc, ac, count == 1 ? 1 : component.Horizontal * component.Vertical));
            if (count > 1) continue;
            // Section A.2.2: a component that comes alone has only the blocks that it needs.
            across = Ceiling(Ceiling(_width * component.Horizontal, wide), 8);
            down = Ceiling(Ceiling(_height * component.Vertical, high), 8);
        }
        long units = (long)across * down;
        for (long unit = 0; unit < units; unit++)
        {
            if (_restartInterval > 0 && unit > 0 && unit % _restartInterval == 0 && !bits.Restart()) return false;
            foreach ((ushort[] dc, ushort[] ac, int blocks) in scanned)
                for (int block = 0; block < blocks; block++)
                    if (!ReadBlock(dc, ac, ref bits)) return false;
        }
        return true;
    }

    private static bool ReadBlock(ushort[] dc, ushort[] ac, ref JpegBits bits)
    {
        if (!bits.Code(dc, out int value) || !bits.Skip(value & 15)) return false;
        for (int k = 1; k < 64; k++)
        {
            if (!bits.Code(ac, out value) || !bits.Skip(value & 15)) return false;
            // A run of zeros and a value; none ends the block, or is sixteen zeros.
            if ((value & 15) == 0 && value != 0xF0) break;
            k += value >> 4;
        }
        return true;
    }

    private static int Ceiling(int value, int of) => (value + of - 1) / of;

    private readonly record struct Component(byte Id, int Horizontal, int Vertical);
}
