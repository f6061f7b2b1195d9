using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Timeout;

namespace ImageClassifier.Mlflow;

/// <summary>Sends requests to one tracking server: time-outs, repeats with back-off, and MLflow's errors as exceptions.</summary>
internal sealed class MlflowTransport(
    HttpClient http, Uri trackingUri, MlflowRetry retry, TimeProvider time, AuthenticationHeaderValue? credentials)
{
    private readonly ResiliencePipeline _pipeline = retry.Pipeline(time);
    private readonly AuthenticationHeaderValue? _credentials = credentials ?? MlflowCredentials.FromUri(trackingUri);

    /// <summary>Where the server is, without a trailing slash and without a password.</summary>
    public string BaseAddress { get; } = trackingUri.GetComponents(
        UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    public Task<TAnswer> GetAsync<TAnswer>(
        string operation, string path, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendJsonAsync(
            operation, MlflowRepeat.Safe, () => new HttpRequestMessage(HttpMethod.Get, Api(path)), answer, retry.RequestTimeout,
            cancellationToken);

    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string operation, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer,
        MlflowRepeat repeat, CancellationToken cancellationToken) =>
        SendJsonAsync(operation, repeat, () => Post(path, body, bodyType), answer, retry.RequestTimeout, cancellationToken);

    public async Task PostAsync<TBody>(
        string operation, string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken,
        MlflowRepeat repeat = MlflowRepeat.Safe, HttpMethod? method = null)
    {
        using var _ = await SendAsync(
            operation, repeat, () => Post(path, body, bodyType, method), retry.RequestTimeout, HttpCompletionOption.ResponseContentRead,
            cancellationToken).ConfigureAwait(false);
    }

    public async Task UploadAsync(string operation, string uri, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        using var _ = await SendAsync(
            operation, MlflowRepeat.Safe, () => new HttpRequestMessage(HttpMethod.Put, uri) { Content = content() },
            retry.UploadTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The body as it arrives; the caller disposes it, which ends the request.</summary>
    public async Task<Stream> DownloadAsync(string operation, string uri, CancellationToken cancellationToken)
    {
        var response = await SendAsync(
            operation, MlflowRepeat.Safe, () => new HttpRequestMessage(HttpMethod.Get, uri), retry.RequestTimeout,
            HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What one attempt brings, as text.</summary>
    /// <param name="operation">For messages.</param>
    /// <param name="path">Below the server's root: <c>/version</c>.</param>
    /// <param name="timeout">For the answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<string> ProbeAsync(string operation, string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            operation, MlflowRepeat.Never, () => new HttpRequestMessage(HttpMethod.Get, BaseAddress + path), timeout,
            HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What one attempt brings, as MLflow's JSON.</summary>
    public Task<TAnswer> ProbeAsync<TAnswer>(
        string operation, string path, JsonTypeInfo<TAnswer> answer, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendJsonAsync(
            operation, MlflowRepeat.Never, () => new HttpRequestMessage(HttpMethod.Get, Api(path)), answer, timeout, cancellationToken);

    private string Api(string path) => $"{BaseAddress}/api/2.0/mlflow/{path}";

    private HttpRequestMessage Post<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType, HttpMethod? method = null)
    {
        // A byte array has a Content-Length: not every server in front of MLflow takes a chunked body.
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(method ?? HttpMethod.Post, Api(path)) { Content = content };
    }

    private async Task<TAnswer> SendJsonAsync<TAnswer>(
        string operation, MlflowRepeat repeat, Func<HttpRequestMessage> request, JsonTypeInfo<TAnswer> answer, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            operation, repeat, request, timeout, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        // Of a connection that broke behind a proxy; MLflow's shortest answer is {}.
        if (body.Length == 0)
            throw new MlflowException("TEMPORARILY_UNAVAILABLE", 0, $"{operation} at {BaseAddress}: the answer is empty.");
        try
        {
            return JsonSerializer.Deserialize(body, answer) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException e)
        {
            throw new MlflowException("MALFORMED_RESPONSE", (int)response.StatusCode,
                $"{operation} at {BaseAddress}: the answer is not MLflow's JSON ({e.Message}); check that MLFLOW_TRACKING_URI is a "
                    + $"tracking server.", e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        string operation, MlflowRepeat repeat, Func<HttpRequestMessage> createRequest, TimeSpan timeout,
        HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        ResilienceContext context = MlflowRetry.Context(repeat, timeout, cancellationToken);
        try
        {
            return await _pipeline.ExecuteAsync(
                async attempt => await SendOnceAsync(operation, createRequest, completion, attempt.CancellationToken).ConfigureAwait(false),
                context).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw MlflowErrors.Unreachable(operation, BaseAddress, e);
        }
        catch (Exception e) when (e is TimeoutRejectedException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The second is the time limit of the HTTP client itself.
            throw MlflowErrors.TooLate(operation, BaseAddress, timeout, e);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        string operation, Func<HttpRequestMessage> createRequest, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = createRequest();
        request.Headers.Authorization = _credentials ?? request.Headers.Authorization;
        var response = await http.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await MlflowErrors.ReadAsync(operation, BaseAddress, response, cancellationToken).ConfigureAwait(false);
    }
}
