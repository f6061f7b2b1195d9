namespace ImageClassifier.Worker.Runtime;

/// <summary>What the process says when it ends.</summary>
internal enum ExitCode
{
    /// <summary>The result is there.</summary>
    Finished = 0,

    /// <summary>It cannot be done, or not now; standard error says why.</summary>
    Failed = 1,

    /// <summary>The command line or the environment is wrong; nothing was tried.</summary>
    Usage = 2,

    /// <summary>It was asked to stop, or another worker has the job; the latest checkpoint is there to resume from.</summary>
    Stopped = 3,

    /// <summary>libtorch cannot be loaded here, so that no training can work; standard error says why.</summary>
    NoTorch = 4,
}
