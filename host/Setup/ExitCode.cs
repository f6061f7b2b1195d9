namespace ImageClassifier.Hosting.Setup;

/// <summary>What the process ends with.</summary>
internal enum ExitCode
{
    /// <summary>It was told to stop, and did.</summary>
    Stopped = 0,

    /// <summary>The app, or the host itself, failed.</summary>
    Failed = 1,

    /// <summary>The command line is wrong, or the folder holds no functions app.</summary>
    Usage = 2,

    /// <summary>Something outside is missing: a free port, a setting.</summary>
    CannotStart = 3,
}
