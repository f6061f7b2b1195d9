using ImageClassifier.Build;

namespace Vision.Tests;

/// <summary>On TorchSharp's library for Linux, as its package has it.</summary>
public sealed class IostreamRequirementTests
{
    private const string Version = "GLIBCXX_3.4.32", Initializer = "_ZSt21ios_base_library_initv";

    private readonly byte[] _packaged =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", "packaged-libLibTorchSharp.so"));

    [Fact]
    public void ALibraryDemandsTheNewerVersionNoLonger()
    {
        Assert.Equal((false, 1), Newer(_packaged));

        IostreamRequirement.Relax(_packaged);

        Assert.Equal((true, 0), Newer(_packaged));
    }

    [Fact]
    public void TheSymbolBecomesAFunctionOfTheCLibraryAndAllElseStays()
    {
        byte[] before = [.. _packaged];

        IostreamRequirement.Relax(_packaged);

        ElfFile elf = ElfFile.Parse(_packaged), original = ElfFile.Parse(before);
        ElfSymbol symbol = elf.Symbols[original.Symbols.Single(known => known.Name == Initializer).Number];
        Assert.Equal(("rand", false), (symbol.Name, symbol.IsDefined));
        Assert.Equal(("libc.so.6", "GLIBC_2.2.5"), elf.VersionNeeds.Where(need => need.Index == symbol.Version)
            .Select(need => (need.Library, need.Version)).Single());
        Assert.Equal(original.Symbols.Where(known => known.Number != symbol.Number),
            elf.Symbols.Where(known => known.Number != symbol.Number));
        // The flags, the name and the version: 2, 4 and 2 bytes.
        Assert.InRange(before.Zip(_packaged).Count(pair => pair.First != pair.Second), 3, 8);
    }

    [Fact]
    public void ALibraryThatWasChangedAlreadyIsRefused()
    {
        IostreamRequirement.Relax(_packaged);

        AssertRefused(_packaged, $"of {Version} it takes nothing");
    }

    [Fact]
    public void ALibraryThatTakesMoreOfTheNewerVersionIsRefused()
    {
        ElfFile elf = ElfFile.Parse(_packaged);
        elf.SetVersion(elf.Symbols.First(symbol => symbol.Name == "strlen"),
            elf.VersionNeeds.Single(need => need.Version == Version).Index);

        AssertRefused(_packaged, $"{Initializer}", "strlen");
    }

    [Theory]
    [InlineData(0, "it is no shared library of x86-64")]
    [InlineData(63, "it is no shared library of x86-64")]
    [InlineData(100_000, "it is damaged or cut short")]
    public void AFileThatIsCutShortIsRefused(int length, string expected) => AssertRefused(_packaged[..length], expected);

    [Fact]
    public void AnythingElseIsRefused() =>
        AssertRefused(File.ReadAllBytes(typeof(IostreamRequirementTests).Assembly.Location), "it is no shared library of x86-64");

    private static (bool IsWeak, int Symbols) Newer(byte[] library)
    {
        ElfFile elf = ElfFile.Parse(library);
        VersionNeed newer = elf.VersionNeeds.Single(need => need.Version == Version);
        return (newer.IsWeak, elf.Symbols.Count(symbol => symbol.Version == newer.Index));
    }

    private static void AssertRefused(byte[] library, params string[] expected)
    {
        byte[] before = [.. library];

        var error = Assert.Throws<InvalidDataException>(() => IostreamRequirement.Relax(library));

        Assert.All(expected, part => Assert.Contains(part, error.Message));
        Assert.Equal(before, library);
    }
}
