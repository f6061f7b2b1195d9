using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Json;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Retraining;

namespace ImageClassifier.Cli.Api;

/// <summary>The HTTP endpoints of the functions app: see docs/API.md.</summary>
/// <param name="http">Owned by the caller.</param>
/// <param name="root">Without <c>/api</c> and without a trailing slash.</param>
/// <param name="key">Function key, where the app asks for one.</param>
internal sealed class FunctionsClient(HttpClient http, string root, string? key)
{
    private const string KeyHeader = "x-functions-key";

    // A host that restarts answers again within this time.
    private static readonly TimeSpan RestartTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public Task<DatasetSummary> DatasetAsync(CancellationToken cancellationToken) =>
        GetAsync<DatasetSummary>("api/dataset", cancellationToken);

    /// <summary>Asks again for uploads that are not looked at yet.</summary>
    public async Task RescanAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Address("api/dataset/rescan")), repeat: true, cancellationToken);
        await EnsureAsync(response, "the rescan was refused", cancellationToken);
    }

    /// <summary>Asks for a retrain.</summary>
    /// <param name="request">As the person wrote it: the app checks it and names every problem.</param>
    /// <param name="cancellationToken">Ends the request; the retrain may have begun.</param>
    /// <exception cref="CliException">The app refused it; the message lists all problems.</exception>
    /// <returns>The retrain's id.</returns>
    public async Task<RetrainAccepted> StartRetrainAsync(JsonObject request, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Address("api/retrain")) { Content = Json(request) }, repeat: false,
                cancellationToken);
        await EnsureAsync(response, "the retrain was refused", cancellationToken);
        return await ReadAsync<RetrainAccepted>(response, cancellationToken);
    }

    /// <returns>Null when there is no such retrain.</returns>
    public async Task<RetrainProgress?> ProgressAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Address($"api/retrain/{Uri.EscapeDataString(id)}")), repeat: true,
                cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await EnsureAsync(response, $"retrain {id}", cancellationToken);
        return await ReadAsync<RetrainProgress>(response, cancellationToken);
    }

    /// <returns>The report of a finished retrain as an HTML page in UTF-8; null where there is none.</returns>
    public async Task<byte[]?> ReportPageAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, Address($"api/retrain/{Uri.EscapeDataString(id)}/report")), repeat: true,
                cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await EnsureAsync(response, $"the report of {id}", cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Classifies one photo.</summary>
    /// <param name="photo">The file's bytes.</param>
    /// <param name="top">Most classes in the answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="PhotoRefusedException">The app could not read the photo.</exception>
    public async Task<Classification> ClassifyAsync(byte[] photo, int top, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response =
            await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, Address($"api/classify?top={top}"))
            {
                Content = new ByteArrayContent(photo) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            }, repeat: true, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType
            or HttpStatusCode.UnprocessableEntity)
            throw new PhotoRefusedException((await ProblemDetails.ReadAsync(response, cancellationToken)).OneLine);
        await EnsureAsync(response, "the photo cannot be classified", cancellationToken);
        return await ReadAsync<Classification>(response, cancellationToken);
    }

    /// <summary>The newest retrains, newest first, without their jobs.</summary>
    public Task<IReadOnlyList<RetrainProgress>> RetrainsAsync(CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<RetrainProgress>>("api/retrain", cancellationToken);

    /// <summary>Ends a retrain with its workers; one that is over stays as it is.</summary>
    public async Task CancelAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Address($"api/retrain/{Uri.EscapeDataString(id)}/cancel")), repeat: true,
                cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
            await EnsureAsync(response, $"cancel {id}", cancellationToken);
    }

    /// <summary>Ends a retrain and starts another with the same request; finished trainings are reused, one that was interrupted resumes
    /// from its checkpoint.</summary>
    /// <returns>The new retrain's id.</returns>
    public async Task<string> RestartAsync(string id, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, Address($"api/retrain/{Uri.EscapeDataString(id)}/restart")), repeat: false,
                cancellationToken);
        await EnsureAsync(response, $"restart {id}", cancellationToken);
        return (await ReadAsync<RetrainAccepted>(response, cancellationToken)).Id;
    }

    private async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response =
            await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, Address(path)), repeat: true, cancellationToken);
        await EnsureAsync(response, path, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    private string Address(string path) => $"{root}/{path}";

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, bool repeat, CancellationToken cancellationToken)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            bool last = !repeat || Environment.TickCount64 - start > RestartTimeout.TotalMilliseconds;
            try
            {
                using HttpRequestMessage request = create();
                if (key is not null) request.Headers.Add(KeyHeader, key);
                HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
                if (last || !IsPassing(response))
                    return response;
                response.Dispose();
            }
            catch (HttpRequestException e)
            {
                if (last) throw new CliException($"the functions host does not answer at {root}: {e.Message}", ExitCode.Service, e);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                if (last)
                    throw new CliException($"the functions host at {root} took more than {http.Timeout.TotalSeconds:0} s to answer",
                        ExitCode.Service, e);
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    // The host answers 500 without a word when the app's process ends while it works on a request; the app itself says what is wrong.
    private static bool IsPassing(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
        HttpStatusCode.InternalServerError => response.Content.Headers.ContentLength == 0,
        _ => false,
    };

    private static async Task EnsureAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        ProblemDetails problem = await ProblemDetails.ReadAsync(response, cancellationToken);
        throw new CliException($"{what}: {problem.Text}", (int)response.StatusCode >= 500 ? ExitCode.Service : ExitCode.Failed);
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(CoreJson.Options, cancellationToken)
                ?? throw new JsonException("the answer is null");
        }
        catch (JsonException e)
        {
            throw new CliException($"{root} answers in a form that this imgc does not know ({e.Message}); are both of the same version?",
                ExitCode.Service, e);
        }
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(CoreJson.Options), Encoding.UTF8, "application/json");
}

/// <summary>The functions app could not read a photo; the message says why.</summary>
internal sealed class PhotoRefusedException(string message) : Exception(message);
