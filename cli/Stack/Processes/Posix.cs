using System.Runtime.InteropServices;

namespace ImageClassifier.Cli.Stack.Processes;

/// <summary>The signals that .NET's <see cref="System.Diagnostics.Process"/> cannot send.</summary>
internal static partial class Posix
{
    private const int Terminate = 15;
    private const int Kill9 = 9;

    /// <summary>Asks a process to end in order.</summary>
    public static void Ask(int pid) => Send(pid, Terminate);

    /// <summary>Ends a process at once.</summary>
    public static void Kill(int pid) => Send(pid, Kill9);

    // A process that is gone already (ESRCH) is what both callers want.
    private static void Send(int pid, int signal) => _ = kill(pid, signal);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
