using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Retraining;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Storage;

namespace Functions.Tests.Support;

/// <summary>
/// The functions app on a Functions host of its own, with workers that only pretend. The host can be killed and started again. It is the
/// local one, or with
/// <c>FUNCTIONS_HOST=func</c> the official one.
/// </summary>
public sealed partial class AppHost : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("functions-").FullName;
    private readonly HttpClient _http = new();
    // For a host that does not choose one itself.
    private readonly PortLease _port = PortLease.Take();
    private ChildProcess? _process;
    private string _address = "";

    public TrackingFixture Services { get; } = new();

    public StorageFixture Storage => Services.Storage;

    public string Logs => Path.Combine(_folder, "logs");

    public async ValueTask InitializeAsync()
    {
        await Services.InitializeAsync();
        await StartAsync();
    }

    public async Task StartAsync()
    {
        _process = new ChildProcess(Command(), new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = Storage.ConnectionString,
            ["MLFLOW_TRACKING_URI"] = Services.TrackingUri.ToString(),
            ["Worker__Path"] = Programs.FakeWorker,
            ["Worker__Logs"] = Logs,
        });
        _address = (await _process.SaysAsync(Health())).Groups["address"].Value;
        await Wait.UntilAsync(async () => (await _http.GetAsync($"{_address}/api/health")).IsSuccessStatusCode, () => _process.Said);
    }

    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
    }

    public async Task TerminateAsync()
    {
        await _process!.TerminateAsync();
        await _process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        await Services.DisposeAsync();
        _http.Dispose();
        _port.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What the host said, without the requests by which tests wait.</summary>
    public string Output => string.Join('\n', _process!.Said.Split('\n').Where(line => !Polling().IsMatch(line)));

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync($"{_address}{path}");

    public Task<HttpResponseMessage> PostAsync(string path, HttpContent? content = null) => _http.PostAsync($"{_address}{path}", content);

    public async Task<T> GetAsync<T>(string path) => (await _http.GetFromJsonAsync<T>($"{_address}{path}", CoreJson.Options))!;

    public static RetrainRequest Request(params Experiment[] experiments) => new() { Experiments = experiments };

    /// <param name="name">Of the experiment.</param>
    /// <param name="script">What its worker does.</param>
    /// <param name="epochs">Tell the jobs of the tests apart.</param>
    public static Experiment Recipe(string name, string script, int epochs) => new() { Name = name, Description = script, Epochs = epochs };

    /// <summary>The last heartbeat of a job.</summary>
    public async Task<JobStatus> StatusAsync(string job) =>
        (await Storage.Storage.Blob(StorageLayout.Jobs, StorageLayout.StatusBlob(job)).ReadAsync<JobStatus>(CancellationToken.None))!;

    /// <summary>Whether there is a worker's process for the job.</summary>
    public async Task<bool> IsTrainingAsync(string job)
    {
        using Process search =
            Process.Start(new ProcessStartInfo("pgrep", ["-f", $"FakeWorker.dll run --job {job}"]) { RedirectStandardOutput = true })!;
        await search.WaitForExitAsync();
        return search.ExitCode == 0;
    }

    /// <summary>Uploads photos of two classes and waits until all are looked at.</summary>
    public async Task<DatasetSummary> UploadAsync(int perClass)
    {
        for (int i = 0; i < perClass; i++)
        {
            await Storage.UploadAsync($"daisy/{i}.jpg", TestPhotos.Jpeg(i));
            await Storage.UploadAsync($"rose/{i}.jpg", TestPhotos.Jpeg(1000 + i));
        }
        return await ProcessedAsync();
    }

    public async Task<DatasetSummary> ProcessedAsync()
    {
        DatasetSummary? summary = null;
        await Wait.UntilAsync(async () => (summary = await GetAsync<DatasetSummary>("/api/dataset")).Pending == 0, () =>
            $"{summary}\n{Output}");
        return summary!;
    }

    public async Task<RetrainAccepted> RetrainAsync(RetrainRequest request)
    {
        using HttpResponseMessage response = await PostAsync("/api/retrain", JsonContent.Create(request, options: CoreJson.Options));
        Assert.True(response.StatusCode == System.Net.HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        RetrainAccepted accepted = (await response.Content.ReadFromJsonAsync<RetrainAccepted>(CoreJson.Options))!;
        Assert.Equal(accepted.StatusUrl, response.Headers.Location?.OriginalString);
        // Its progress can be asked for at once, before the orchestration has said anything.
        await GetAsync<RetrainProgress>(accepted.StatusUrl);
        return accepted;
    }

    public async Task<RetrainProgress> UntilAsync(string id, Func<RetrainProgress, bool> condition)
    {
        RetrainProgress? progress = null;
        await Wait.UntilAsync(async () => condition(progress = await GetAsync<RetrainProgress>($"/api/retrain/{id}")),
            () => $"{JsonSerializer.Serialize(progress, CoreJson.Indented)}\n{Output}");
        return progress!;
    }

    private ProcessStartInfo Command() => Environment.GetEnvironmentVariable("FUNCTIONS_HOST") == "func"
        ? new ProcessStartInfo("func", ["start", "--no-build", "--port", $"{_port.Port}"]) { WorkingDirectory = Programs.FunctionsFolder }
        : new ProcessStartInfo("dotnet", [Programs.Host, Programs.FunctionsFolder, "--port", "0"]);

    [GeneratedRegex(@"(Executing|Executed) 'Functions\.(GetRetrain|GetDataset|GetHealth)'")]
    private static partial Regex Polling();

    [GeneratedRegex(@"GetHealth: \[GET\] (?<address>http://[^/]+)/api/health")]
    private static partial Regex Health();
}
