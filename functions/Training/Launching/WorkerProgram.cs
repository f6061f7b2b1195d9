using System.ComponentModel;
using System.Diagnostics;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

namespace ImageClassifier.Functions.Training.Launching;

/// <summary>Where the worker program is and what it is given.</summary>
public sealed record WorkerSettings
{
    /// <summary>Path of <c>worker.dll</c>; null looks beside the app and in the repository's build output.</summary>
    public string? Path { get; init; }

    /// <summary>Folder of the workers' logs; null for <c>.local/logs</c> of the repository, or of the temporary folder.</summary>
    public string? Logs { get; init; }

    public required string StorageConnection { get; init; }

    public required string TrackingUri { get; init; }
}

/// <summary>Starts the worker program.</summary>
public sealed class WorkerProgram(WorkerSettings settings)
{
    private const string Program = "worker.dll";
    private const string BuildOutput = "worker/bin/Release/net10.0/" + Program;

    /// <summary>What a person must do before a worker can start; null when nothing.</summary>
    public string? FindProblem() => FindProgram() is not null ? null : settings.Path is { } path
        ? $"Worker:Path is {path}, which does not exist; build it (dotnet build worker) or correct the setting."
        : $"{Program} is neither beside the app nor in {BuildOutput} of the repository; build it (dotnet build worker) or set Worker:Path.";

    /// <exception cref="TrainingLaunchException">The program is missing or cannot be started.</exception>
    public WorkerProcess Start(TrainingJob job)
    {
        string program = FindProgram() ?? throw new TrainingLaunchException(FindProblem()!);
        string folder = settings.Logs ?? Path.Combine(FindRepository() ?? Path.GetTempPath(), ".local", "logs");
        Directory.CreateDirectory(folder);
        string log = Path.Combine(folder, $"worker-{job.Id}.log");
        // The shell gives the worker its log as a file of its own: a pipe would break when this host is killed,
        // and the worker with it, before its checkpoint. It then becomes the worker, so that signals and exit code are the worker's.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList =
            {
                "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log,
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", program, "run", "--job", job.Id, "--watch-stdin",
            },
            // Never written to: its end tells the worker that the host is gone.
            RedirectStandardInput = true,
            UseShellExecute = false,
            Environment =
            {
                [StorageAccount.ConnectionSetting] = settings.StorageConnection,
                [MlflowVariables.TrackingUri] = settings.TrackingUri,
            },
        };
        try
        {
            return new WorkerProcess(Process.Start(start)!, log);
        }
        catch (Win32Exception e)
        {
            throw new TrainingLaunchException($"The worker cannot be started: {e.Message}", e);
        }
    }

    private string? FindProgram()
    {
        string?[] candidates = settings.Path is not null
            ? [settings.Path]
            : [Path.Combine(AppContext.BaseDirectory, Program), FindRepository() is { } root ? Path.Combine(root, BuildOutput) : null];
        return candidates.FirstOrDefault(File.Exists) is { } found ? Path.GetFullPath(found) : null;
    }

    private static string? FindRepository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "ImageClassifier.Serverless.sln"))) return at.FullName;
        return null;
    }
}
