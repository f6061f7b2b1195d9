using System.Globalization;
using System.Net.Http;
using ImageClassifier.Storage;

namespace ImageClassifier.Cli.Stack;

/// <summary>The three services of the local stack: what is started, with what, and how one sees that it is well.</summary>
internal sealed class LocalServices(Installation installation, StackSettings settings, HttpClient http)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

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
        async cancellation => await AnswersAsync(Local(settings.Ports.AzuriteBlob), cancellation)
            && await AnswersAsync(Local(settings.Ports.AzuriteQueue), cancellation),
        // At an orderly end it writes what it has in memory.
        Grace: TimeSpan.FromSeconds(10));

    public ServiceSpec Tracking => new(
        "tracking server",
        ["dotnet", installation.Tracking, "--port", Text(settings.Ports.Tracking), "--data", settings.TrackingFolder],
        installation.Root,
        new Dictionary<string, string>(),
        [new ServicePort(settings.Ports.Tracking, "--tracking-port")],
        cancellation => SucceedsAsync($"{Endpoints.TrackingUrl}/health", cancellation),
        Grace: TimeSpan.FromSeconds(10));

    public ServiceSpec Functions => new(
        "functions host",
        settings.Host == FunctionsHost.Func
            ? ["func", "start", "--no-build", "--port", Text(settings.Ports.Functions)]
            : ["dotnet", installation.Host, "--port", Text(settings.Ports.Functions)],
        // Both run the app of the folder that they are started in.
        Path.GetDirectoryName(installation.Functions)!,
        new Dictionary<string, string>
        {
            [StorageAccount.ConnectionSetting] = Endpoints.StorageConnection,
            [Attachment.TrackingVariable] = Endpoints.TrackingUrl,
            ["Worker__Path"] = installation.Worker,
            ["Worker__Logs"] = settings.LogFolder,
        },
        [new ServicePort(settings.Ports.Functions, "--functions-port")],
        cancellation => SucceedsAsync($"{Endpoints.FunctionsUrl}/api/health", cancellation),
        // It asks the training processes to leave with a checkpoint and waits for them.
        Grace: TimeSpan.FromSeconds(30));

    private async Task<bool> AnswersAsync(string url, CancellationToken cancellation) => await StatusAsync(url, cancellation) is not null;

    private async Task<bool> SucceedsAsync(string url, CancellationToken cancellation) => await StatusAsync(url, cancellation) is >= 200 and < 300;

    private async Task<int?> StatusAsync(string url, CancellationToken cancellation)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
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
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private static string Local(int port) => $"http://127.0.0.1:{Text(port)}/";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
