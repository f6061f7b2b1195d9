namespace ImageClassifier.Vision.Runtime;

/// <summary>What a person can do where the system's loader refuses a native library; by the words of glibc's, musl's, macOS's and Windows'
/// loaders.</summary>
internal static class NativeLibraryAdvice
{
    private const string Build = "Build the project on this system; docs/NATIVES.md says what it needs";

    /// <param name="reason">The loader's telling line.</param>
    public static string For(string reason)
    {
        bool Has(params string[] words) => words.Any(word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));
        bool missing = Has("cannot open shared object file", "Error loading shared library", "image not found", "no such file");
        if (Has("ld-linux") || Has("ld-musl", "Error relocating"))
            return "libtorch needs glibc, which this system does not have (Alpine has musl); run it on Debian, Ubuntu, Fedora or in an "
                + "image of one of them";
        if (Has("GLIBCXX_", "CXXABI_"))
            return "The C++ library of this system is older than the one that the program was built for; build the project on this "
                + "system, or update libstdc++ (Debian and Ubuntu: "
                + "apt-get install --only-upgrade libstdc++6)";
        if (Has("GLIBC_"))
            return "The C library of this system is too old for libtorch; run it on a newer release of the system, or in a container of "
                + "one (Debian 12, Ubuntu 22.04)";
        if (missing && Has("libgomp"))
            return "Install OpenMP: apt-get install libgomp1 (Debian, Ubuntu) or dnf install libgomp (Fedora, RHEL)";
        if (missing && Has("libstdc++", "libgcc_s"))
            return "Install the C++ library: apt-get install libstdc++6 (Debian, Ubuntu) or dnf install libstdc++ (Fedora, RHEL)";
        if (missing && Has("libcuda.so", "libnvidia")) return "Install NVIDIA's driver, or build without -p:Gpu=true to train on the CPU";
        if (missing && Has("libtorch", "libc10", "libcudart", "libcublas", "libcudnn"))
            return "A file of libtorch is not beside the program; delete libs/Vision/obj/torch and build again, or copy the whole output";
        if (Has("invalid ELF header", "file too short", "file data", "truncated", "not a mach-o"))
            return "The file is damaged; delete libs/Vision/obj/torch and the package in the NuGet cache, and build again";
        if (Has("wrong ELF class", "incompatible architecture", "BadImageFormat", "0x8007000B"))
            return "The library is for another processor; libtorch is published for x64, and for arm64 on macOS: build the project on "
                + "this system";
        if (Has("failed to map segment", "cannot enable executable stack", "Operation not permitted", "Permission denied"))
            return "The system forbids running code from this file; make it readable, and put the program on a disk that is not mounted "
                + "with noexec";
        if (Has("cannot allocate memory")) return "There is too little memory; give the machine or the container at least 2 GB";
        return missing ? $"Install what is missing. {Build}" : Build;
    }
}
