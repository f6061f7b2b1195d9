namespace ImageClassifier.Cli.Stack;

/// <summary>The folder of the local services' data and logs.</summary>
internal static class StateFolder
{
    /// <summary>Makes the folder, and tries whether it can be written.</summary>
    /// <exception cref="CliException">It cannot be used; the message says why and what to do.</exception>
    public static void Prepare(StackSettings settings)
    {
        if (FileInTheWay(settings.StateFolder) is { } file)
            throw Unusable(settings, file == settings.StateFolder ? "is a file" : $"cannot be made: {file} is a file");
        try
        {
            foreach (string folder in (string[])[settings.RunFolder, settings.LogFolder])
            {
                string probe = Path.Combine(folder, $"probe-{Guid.NewGuid():N}");
                StateFile.Write(probe, [0]);
                File.Delete(probe);
            }
        }
        catch (Exception e) when (FileFaults.IsDiskFull(e))
        {
            throw DiskSpace.Full(settings, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable(settings, $"cannot be written: {e.Message}", e);
        }
    }

    private static string? FileInTheWay(string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(at)) return at;
        return null;
    }

    private static CliException Unusable(StackSettings settings, string why, Exception? inner = null) =>
        new($"the state folder {settings.StateFolder} {why}; choose another folder with --state", ExitCode.Usage, inner);
}
