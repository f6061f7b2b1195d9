using System.Runtime.InteropServices;

namespace Shared;

/// <summary>Sends signals that .NET cannot send: at once, for a program named kill would take its time to start on a busy
/// machine.</summary>
internal static class Signal
{
    /// <param name="name"><c>INT</c>, <c>TERM</c> or <c>KILL</c>.</param>
    /// <param name="pid">A process; one that has ended is no error.</param>
    public static void Send(string name, int pid) => _ = Kill(pid, name switch
    {
        "INT" => 2,
        "KILL" => 9,
        "TERM" => 15,
        _ => throw new ArgumentException($"{name} is not a signal that tests send.", nameof(name)),
    });

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int pid, int signal);
}
