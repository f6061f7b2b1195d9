using ImageClassifier.Vision.Runtime;

namespace Vision.Tests;

public sealed class NativeLibraryAdviceTests
{
    [Theory]
    [InlineData("libgomp.so.1: cannot open shared object file: No such file or directory", "apt-get install libgomp1")]
    [InlineData("libgomp-98b21ff3.so.1: cannot open shared object file: No such file or directory", "libgomp1")]
    [InlineData("libtorch_cpu.so: cannot open shared object file: No such file or directory", "not beside the program")]
    [InlineData("libc10.so: cannot open shared object file: No such file or directory", "not beside the program")]
    [InlineData("/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)",
        "C++ library of this system is older")]
    [InlineData("/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.34' not found (required by /app/libtorch_cpu.so)",
        "C library of this system is too old")]
    [InlineData("libstdc++.so.6: cannot open shared object file: No such file or directory", "apt-get install libstdc++6")]
    [InlineData("libcuda.so.1: cannot open shared object file: No such file or directory", "NVIDIA's driver")]
    [InlineData("/app/libLibTorchSharp.so: invalid ELF header", "damaged")]
    [InlineData("/app/libLibTorchSharp.so: file too short", "damaged")]
    [InlineData("/app/libLibTorchSharp.so: wrong ELF class: ELFCLASS32", "another processor")]
    [InlineData("Error loading shared library ld-linux-x86-64.so.2: No such file or directory (needed by /app/libtorch_cpu.so)",
        "needs glibc")]
    [InlineData("/app/libtorch_cpu.so: failed to map segment from shared object", "noexec")]
    [InlineData("libnuma.so.1: cannot open shared object file: No such file or directory", "Install what is missing")]
    public void TheLoadersWordsBecomeWhatToDo(string reason, string advice) =>
        Assert.Contains(advice, NativeLibraryAdvice.For(reason), StringComparison.Ordinal);
}
