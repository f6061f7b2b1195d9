using System.Reflection;
using System.Runtime.InteropServices;

namespace ImageClassifier.Vision.Runtime;

/// <summary>The C library's allocator, from which libtorch takes the buffers of every batch.</summary>
public static class GlibcMalloc
{
    private const string Tunables = "GLIBC_TUNABLES";

    // One arena, because all but the first cannot hold blocks of more than 64 MiB. Blocks of up to 128 MiB come from it, and none of it
    // goes back to the kernel; larger ones are rare and would leave large holes. Huge pages where the kernel offers them.
    private const string KeepEverything =
        "glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=134217728:glibc.malloc.trim_threshold=4294967296:"
        + "glibc.malloc.top_pad=67108864:glibc.malloc.hugetlb=1";

    /// <summary>
    /// Keeps freed memory for the next batch. By default glibc gives large blocks back to the kernel at once, and one training step of a
    /// ResNet-18 on 16 photos then takes 120,000 page faults: a tenth of its time. The allocator can be told so only before it is
    /// first used, so this process begins anew under the same id, with the same arguments and open files; it must be the first thing that a
    /// program does. A choice made in the environment stays, and nothing happens where another C library or another program is at work.
    /// </summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Tunables) is not null) return;
        // A test or a tool that calls into this program is not this program, and would not know itself again.
        if (Assembly.GetEntryAssembly() != Assembly.GetCallingAssembly() || Environment.ProcessPath is not { } program) return;

        byte[] commandLine = File.ReadAllBytes("/proc/self/cmdline");
        int count = commandLine.Count(character => character == 0);
        // Never freed: when all goes well there is nobody left to do it.
        nint text = Marshal.AllocHGlobal(commandLine.Length + 1);
        Marshal.Copy(commandLine, 0, text, commandLine.Length);
        var arguments = new nint[count + 1];
        for (int i = 0, begin = 0; i < count; begin = Array.IndexOf(commandLine, (byte)0, begin) + 1, i++) arguments[i] = text + begin;

        if (SetVariable(Tunables, KeepEverything, overwrite: 0) == 0) _ = Execute(program, arguments);
        // Only a failure comes back; training is slower then, and as right.
    }

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

    [DllImport("libc", EntryPoint = "execv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint[] arguments);
}
