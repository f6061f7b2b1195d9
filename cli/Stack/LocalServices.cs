using System.Globalization;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Stack;

/// <summary>The services of the local stack: what is started, with what, and how one sees that it is well.</summary>
internal sealed class LocalServices(Installation installation, StackSettings settings, HttpClient http)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>All of them, as the stack takes them.</summary>
    public StackServices Services => new(Azurite, settings.Tracking is null ? Tracking : null, Functions);

    private Endpoints Endpoints => settings.Endpoints;

    public ServiceSpec Azurite => new(
        "Azurite",
        [
            installation.Azurite, "--location", settings.AzuriteFolder, "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            "--blobHost", "127.0.0.1", "--queueHost", "127.0.0.1", "--tableHost", "127.0.0.1",
            "--blobPort", Text(settings.Ports.AzuriteBlob), "--queuePort", Text(settings.Ports.AzuriteQueue),
            "--tablePort", Text(settings.Ports.AzuriteTable),
        ],
        settings.StateFolder,
        new Dictionary<string, string>(),
        [
            new ServicePort(settings.Ports.AzuriteBlob, "--azurite-blob-port"),
            new ServicePort(settings.Ports.AzuriteQueue, "--azurite-queue-port"),
            new ServicePort(settings.Ports.AzuriteTable, "--azurite-table-port"),
        ],
        async cancellationToken => await AnswersAsync(Local(settings.Ports.AzuriteBlob), cancellationToken)
            && await AnswersAsync(Local(settings.Ports.AzuriteQueue), cancellationToken),
        // At an orderly end it writes what it has in memory.
        Grace: TimeSpan.FromSeconds(10),
        Advice: $"if its files are damaged, move {settings.AzuriteFolder} away and start again: uploads, models and retrains in it are "
            + $"lost, the photos in your folders are not");

    public ServiceSpec Tracking => new(
        "tracking server",
        ["dotnet", installation.Tracking, "--port", Text(settings.Ports.Tracking), "--data", settings.TrackingFolder],
        installation.Root,
        new Dictionary<string, string>(),
        [new ServicePort(settings.Ports.Tracking, "--tracking-port")],
        cancellationToken => SucceedsAsync($"{Endpoints.TrackingUrl}/health", cancellationToken),
        Grace: TimeSpan.FromSeconds(10),
        Advice: $"if its database is damaged, put a copy back or move {settings.TrackingFolder} away, and start again: the runs in it "
            + $"are lost, photos and models are not");

    public ServiceSpec Functions => new(
        "functions host",
        settings.Host == FunctionsHost.Func
            ? ["func", "start", "--no-build", "--port", Text(settings.Ports.Functions)]
            : ["dotnet", installation.Host, "--port", Text(settings.Ports.Functions)],
        // Both run the app of the folder that they are started in.
        Path.GetDirectoryName(installation.Functions)!,
        new Dictionary<string, string>(settings.Tracking?.SignIn ?? new Dictionary<string, string>())
        {
            [StorageAccount.ConnectionSetting] = Endpoints.StorageConnection,
            [MlflowVariables.TrackingUri] = Endpoints.TrackingUrl,
            [MlflowVariables.ExperimentName] = settings.Experiment,
            ["Worker__Path"] = installation.Worker,
            ["Worker__Logs"] = settings.LogFolder,
        },
        [new ServicePort(settings.Ports.Functions, "--functions-port")],
        cancellationToken => SucceedsAsync($"{Endpoints.FunctionsUrl}/api/health", cancellationToken),
        // It asks the training processes to leave with a checkpoint and waits for them.
        Grace: TimeSpan.FromSeconds(30));

    private async Task<bool> AnswersAsync(string url, CancellationToken cancellationToken) =>
        await StatusAsync(url, cancellationToken) is not null;

    private async Task<bool> SucceedsAsync(string url, CancellationToken cancellationToken) =>
        await StatusAsync(url, cancellationToken) is >= 200 and < 300;

    private async Task<int?> StatusAsync(string url, CancellationToken cancellationToken)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        attempt.CancelAfter(AttemptTimeout);
        try
        {
            using HttpResponseMessage response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Local(int port) => $"http://127.0.0.1:{Text(port)}/";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
