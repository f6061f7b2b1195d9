using System.Globalization;

namespace ImageClassifier.Cli.Stack;

/// <summary>
/// Room on the disk of the state folder. Services are ended while a little is left: Azurite writes its tables anew when it ends, and a
/// disk that is full to the last byte would cost what they hold.
/// </summary>
internal sealed class DiskSpace(StackSettings settings)
{
    private const long Megabyte = 1_000_000;

    /// <summary>Without this nothing is started: bytes.</summary>
    public const long NeededToStart = 50 * Megabyte;

    /// <summary>Below this everything is ended: bytes.</summary>
    public const long NeededToRun = 20 * Megabyte;

    // Words of Node.js, of glibc and .NET, and of SQLite.
    private static readonly string[] Complaints =
        ["ENOSPC", "No space left on device", "EDQUOT", "Disk quota exceeded", "database or disk is full"];

    /// <returns>Null where the system does not tell.</returns>
    public long? Free()
    {
        try
        {
            return new DriveInfo(settings.StateFolder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>For a person: null while there is enough.</summary>
    /// <param name="needed">Bytes.</param>
    public string? Problem(long needed) => Free() is { } free && free < needed ? Describe(settings, free) : null;

    /// <summary>Whether what a service said tells of a full disk.</summary>
    public static bool IsComplaint(string line) => Complaints.Any(words => line.Contains(words, StringComparison.OrdinalIgnoreCase));

    public static CliException Full(StackSettings settings, Exception? inner = null) =>
        new(Describe(settings, new DiskSpace(settings).Free()), ExitCode.Service, inner);

    private static string Describe(StackSettings settings, long? free) => string.Create(CultureInfo.InvariantCulture,
        $"the disk of the state folder {settings.StateFolder} is "
            + $"full{(free is null ? "" : $" ({(double)free / Megabyte:0} MB left, {NeededToStart / Megabyte} MB are needed)")}; "
        + $"make room there, or choose another folder with --state");
}
