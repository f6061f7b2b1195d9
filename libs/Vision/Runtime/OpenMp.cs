using System.Runtime.InteropServices;

namespace ImageClassifier.Vision.Runtime;

/// <summary>The library that spreads libtorch's operations over the cores.</summary>
public static class OpenMp
{
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>
    /// Lets threads that wait for each other sleep instead of spin. Where anything else runs on the same cores, spinning costs several
    /// times what it saves: a small network trained seven times slower beside a busy build. To be called before torch is used; a choice
    /// made in the environment stays.
    /// </summary>
    public static void WaitWithoutSpinning()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(WaitPolicy) is not null) return;
        // OpenMP reads the C library's environment, which .NET's own setter does not reach.
        _ = SetVariable(WaitPolicy, "PASSIVE", overwrite: 0);
    }

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
