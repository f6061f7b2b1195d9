namespace ImageClassifier.Cli.Stack;

/// <summary>What the system says when a file cannot be opened or written: .NET has one exception type for most of it.</summary>
internal static class FileFaults
{
    // Numbers of errno(3) on Linux, which .NET hands on as HResult.
    private const int HeldByAnother = 11;
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>The file is locked: another process has it open for itself.</summary>
    public static bool IsHeld(IOException error) => error.HResult == HeldByAnother;

    /// <summary>The disk is full, or the user's share of it.</summary>
    public static bool IsDiskFull(Exception error) => error is IOException { HResult: NoSpace or OverQuota };
}
