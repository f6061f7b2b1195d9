using System.Buffers.Binary;
using System.Text;

namespace ImageClassifier.Build;

/// <summary>A version that an ELF file asks of a library (Elf64_Verneed and Elf64_Vernaux).</summary>
/// <param name="Library">As <c>libc.so.6</c>.</param>
/// <param name="Version">As <c>GLIBC_2.2.5</c>.</param>
/// <param name="Index">By which symbols name it.</param>
/// <param name="IsWeak">Whether the loader goes on without it.</param>
/// <param name="Offset">Of the Elf64_Vernaux in the file.</param>
public sealed record VersionNeed(string Library, string Version, ushort Index, bool IsWeak, int Offset);

/// <summary>A dynamic symbol (Elf64_Sym and Elf64_Versym).</summary>
/// <param name="Number">In the table.</param>
/// <param name="Name">Mangled.</param>
/// <param name="Version">Index of its version; 0 and 1 for none.</param>
/// <param name="IsDefined">False where it comes from another library.</param>
public sealed record ElfSymbol(int Number, string Name, ushort Version, bool IsDefined);

/// <summary>
/// The dynamic symbols of a shared library of x86-64 and their versions, read and changed in place. Formats: System V ABI, chapter 4;
/// Linux Standard Base 5, section "Symbol Versioning".
/// </summary>
public sealed class ElfFile
{
    private const int HeaderLength = 64, SectionLength = 64, SymbolLength = 24, VersionLength = 2;
    private const uint DynamicSymbols = 11, NeededVersions = 0x6ffffffe, SymbolVersions = 0x6fffffff;
    private const ushort Hidden = 0x8000, Weak = 2;

    private readonly byte[] _bytes;
    private readonly Section _symbols, _names, _versions;

    private ElfFile(byte[] bytes, Section symbols, Section names, Section versions, Section needs)
    {
        (_bytes, _symbols, _names, _versions) = (bytes, symbols, names, versions);
        VersionNeeds = [.. ReadNeeds(needs)];
        Symbols = [.. ReadSymbols()];
    }

    public IReadOnlyList<VersionNeed> VersionNeeds { get; }

    public IReadOnlyList<ElfSymbol> Symbols { get; }

    /// <param name="bytes">The whole file; kept, and changed by the setters.</param>
    /// <exception cref="InvalidDataException">Not a shared library of x86-64 with versions of symbols.</exception>
    public static ElfFile Parse(byte[] bytes)
    {
        try
        {
            // 64-bit, little-endian, ET_DYN, EM_X86_64.
            bool known = bytes.Length >= HeaderLength && bytes.AsSpan().StartsWith("\u007fELF"u8) && bytes[4] == 2 && bytes[5] == 1
                && U16(bytes, 16) == 3 && U16(bytes, 18) == 62
                && U16(bytes, 58) == SectionLength;
            if (!known) throw new InvalidDataException("it is no shared library of x86-64");
            Section[] sections =
                [.. Enumerable.Range(0, U16(bytes, 60)).Select(i => Section.Read(bytes, checked((int)U64(bytes, 40)) + i * SectionLength))];
            Section Only(uint type) => sections.SingleOrDefault(section => section.Type == type)
                ?? throw new InvalidDataException("it has no versions of symbols");
            Section symbols = Only(DynamicSymbols);
            return new ElfFile(bytes, symbols, sections[symbols.Link], Only(SymbolVersions), Only(NeededVersions));
        }
        catch (Exception e) when (
            e is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException("it is damaged or cut short", e);
        }
    }

    /// <summary>Where the string table has this name, alone or as the end of another; null where it has it not.</summary>
    public uint? FindName(string name)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(name + '\0');
        int at = _bytes.AsSpan(_names.Offset, _names.Size).IndexOf(wanted);
        return at < 0 ? null : (uint)at;
    }

    public void SetWeak(VersionNeed need) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(need.Offset + 4), (ushort)(U16(_bytes, need.Offset + 4) | Weak));

    public void SetName(ElfSymbol symbol, uint name) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_symbols.Offset + symbol.Number * SymbolLength), name);

    public void SetVersion(ElfSymbol symbol, ushort version) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(_versions.Offset + symbol.Number * VersionLength), version);

    private IEnumerable<VersionNeed> ReadNeeds(Section needs)
    {
        int library = needs.Offset;
        while (true)
        {
            int version = library + checked((int)U32(_bytes, library + 8));
            for (int left = U16(_bytes, library + 2); left > 0; left--)
            {
                yield return new VersionNeed(NameAt(U32(_bytes, library + 4)), NameAt(U32(_bytes, version + 8)),
                    U16(_bytes, version + 6), (U16(_bytes, version + 4) & Weak) != 0, version);
                version += checked((int)U32(_bytes, version + 12));
            }
            int next = checked((int)U32(_bytes, library + 12));
            if (next == 0) yield break;
            library += next;
        }
    }

    private IEnumerable<ElfSymbol> ReadSymbols()
    {
        for (int i = 0; i < _symbols.Size / SymbolLength; i++)
        {
            int at = _symbols.Offset + i * SymbolLength;
            ushort version = (ushort)(U16(_bytes, _versions.Offset + i * VersionLength) & ~Hidden);
            yield return new ElfSymbol(i, NameAt(U32(_bytes, at)), version, U16(_bytes, at + 6) != 0);
        }
    }

    private string NameAt(uint offset)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(_names.Offset, _names.Size)[checked((int)offset)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    /// <summary>Elf64_Shdr, as far as it is needed.</summary>
    private sealed record Section(uint Type, int Offset, int Size, int Link)
    {
        public static Section Read(byte[] bytes, int at) =>
            new(U32(bytes, at + 4), checked((int)U64(bytes, at + 24)), checked((int)U64(bytes, at + 32)),
                checked((int)U32(bytes, at + 40)));
    }
}
