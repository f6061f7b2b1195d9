using System.CommandLine;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Jobs;
using ImageClassifier.Worker.Runtime;

namespace ImageClassifier.Worker.Commands;

/// <summary><c>worker run</c>: one job of the queue.</summary>
internal static class RunCommand
{
    private const string TrackingSetting = MlflowVariables.TrackingUri;

    public static Command Create()
    {
        var job = new Option<string>("--job")
        {
            Description = "Id of the job, URL of its job.json in blob storage, or path of a job.json",
            Required = true,
        };
        var watch = new Option<bool>("--watch-stdin")
        {
            Description = "Stop when standard input ends: whoever holds the other end of the pipe takes this worker along",
        };
        var torch = new TorchOptions();
        var command = new Command("run",
            $"Trains a job from blob storage ({StorageAccount.ConnectionSetting}), reports to MLflow ({TrackingSetting}), and stores the "
                + $"model")
        {
            job, watch,
        };
        torch.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using var signal = new StopSignal(parsed.GetValue(watch) ? Console.OpenStandardInput() : null);
            return (int)await Guard.RunAsync(() => RunAsync(parsed.GetRequiredValue(job), torch, parsed, signal.Token), signal.Token);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(string job, TorchOptions torch, ParseResult parsed, CancellationToken cancellationToken)
    {
        var storage = new StorageAccount(Setting(StorageAccount.ConnectionSetting, "UseDevelopmentStorage=true for Azurite"));
        string address = Setting(TrackingSetting, "http://127.0.0.1:5000");
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? tracking) || tracking.Scheme is not ("http" or "https"))
            throw new UsageException($"{TrackingSetting} is {MlflowAddress.Shown(address)}; it must be like http://127.0.0.1:5000");
        var output = new Output(Console.Out, Console.Error);
        var cache = new PhotoCache(PhotoCacheOptions.FromEnvironment(), output, TimeProvider.System);
        var runner =
            new JobRunner(storage, MlflowClient.FromEnvironment(tracking), () => torch.Choose(parsed), cache, TimeProvider.System, output);
        return await runner.RunAsync(job, cancellationToken);
    }

    private static string Setting(string name, string example) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value
            : throw new UsageException($"{name} is not set; set it, for instance to {example}");
}
