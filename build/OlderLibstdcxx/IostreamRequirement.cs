namespace ImageClassifier.Build;

/// <summary>
/// Lets a library that was built with GCC 13 load beside the libstdc++ of GCC 12 and older. Such a library asks for version GLIBCXX_3.4.32
/// because of one function, <c>std::ios_base_library_init</c>: its mention makes a linker take in the code that sets up the standard
/// streams. Older headers set them up in each object file themselves, and older libstdc++ also does so when it is loaded, so nobody needs
/// the function.
/// </summary>
/// <remarks>
/// Three places change, and the file stays as long as it was: the demand for the version becomes a weak one, which the loader lets pass
/// when it is not met; and the symbol gets the name and the version of a function of the C library that takes no arguments and does no
/// harm, should anything ever call it. Symbols that a library takes from elsewhere are in no hash table, so that none has to be made anew.
/// </remarks>
public static class IostreamRequirement
{
    private const string Version = "GLIBCXX_3.4.32", Initializer = "_ZSt21ios_base_library_initv";
    private const string OtherFunction = "rand", OtherVersion = "GLIBC_2.2.5", OtherLibrary = "libc.so.6";

    /// <summary>Changes the library's bytes in place.</summary>
    /// <exception cref="InvalidDataException">It is not the library that this was written for: no ELF file of x86-64, or it asks the newer
    /// libstdc++ for anything else or for nothing. The bytes are then as they were.</exception>
    public static void Relax(byte[] library)
    {
        ElfFile elf = ElfFile.Parse(library);
        VersionNeed newer = elf.VersionNeeds.SingleOrDefault(need => need.Version == Version)
            ?? throw new InvalidDataException($"it does not ask for {Version}");
        VersionNeed other = elf.VersionNeeds.SingleOrDefault(need => (need.Library, need.Version) == (OtherLibrary, OtherVersion))
            ?? throw new InvalidDataException($"it asks {OtherLibrary} for no {OtherVersion}");
        ElfSymbol[] symbols = [.. elf.Symbols.Where(symbol => symbol.Version == newer.Index)];
        if (symbols is not [{ Name: Initializer, IsDefined: false } symbol])
        {
            string taken = symbols.Length == 0 ? "nothing" : string.Join(", ", symbols.Select(taken => taken.Name));
            throw new InvalidDataException($"of {Version} it takes {taken} where only {Initializer} was expected");
        }
        uint name = elf.FindName(OtherFunction)
            ?? throw new InvalidDataException($"none of its names ends in {OtherFunction}");

        elf.SetWeak(newer);
        elf.SetName(symbol, name);
        elf.SetVersion(symbol, other.Index);
    }
}
