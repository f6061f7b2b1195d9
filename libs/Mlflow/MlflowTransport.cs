using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageClassifier.Mlflow;

/// <summary>Sends requests to one tracking server: time-outs, repeats with back-off, and MLflow's errors as exceptions.</summary>
internal sealed class MlflowTransport(
    HttpClient http, Uri trackingUri, MlflowRetry retry, TimeProvider time, Func<double> random, AuthenticationHeaderValue? credentials)
{
    private readonly AuthenticationHeaderValue? _credentials = credentials ?? MlflowCredentials.FromUri(trackingUri);

    /// <summary>Where the server is, without a trailing slash and without a password.</summary>
    public string BaseAddress { get; } = trackingUri.GetComponents(
        UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    public Task<TAnswer> GetAsync<TAnswer>(
        string operation, string path, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendJsonAsync(operation, MlflowRepeat.Safe, () => new HttpRequestMessage(HttpMethod.Get, Api(path)), answer, cancellationToken);

    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string operation, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer,
        MlflowRepeat repeat, CancellationToken cancellationToken) =>
        SendJsonAsync(operation, repeat, () => Post(path, body, bodyType), answer, cancellationToken);

    public async Task PostAsync<TBody>(
        string operation, string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
    {
        using var _ = await SendAsync(
            operation, MlflowRepeat.Safe, () => Post(path, body, bodyType), retry.RequestTimeout, HttpCompletionOption.ResponseContentRead,
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

    public async Task<bool> AnswersAsync(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            using var _ = await SendAsync(
                "health", MlflowRepeat.Never, () => new HttpRequestMessage(HttpMethod.Get, BaseAddress + path), timeout,
                HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MlflowException)
        {
            return false;
        }
    }

    private string Api(string path) => $"{BaseAddress}/api/2.0/mlflow/{path}";

    private HttpRequestMessage Post<TBody>(string path, TBody body, JsonTypeInfo<TBody> bodyType)
    {
        // A byte array has a Content-Length: not every server in front of MLflow takes a chunked body.
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, Api(path)) { Content = content };
    }

    private async Task<TAnswer> SendJsonAsync<TAnswer>(
        string operation, MlflowRepeat repeat, Func<HttpRequestMessage> request, JsonTypeInfo<TAnswer> answer,
        CancellationToken cancellationToken)
    {
        using var response = await SendAsync(
            operation, repeat, request, retry.RequestTimeout, HttpCompletionOption.ResponseContentRead, cancellationToken)
                .ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
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
        for (int attempt = 1; ; attempt++)
        {
            bool last = repeat == MlflowRepeat.Never || attempt >= retry.MaxAttempts;
            TimeSpan? retryAfter = null;
            using var deadline = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            try
            {
                using var request = createRequest();
                request.Headers.Authorization = _credentials ?? request.Headers.Authorization;
                var response = await http.SendAsync(request, completion, either.Token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode) return response;
                using (response)
                {
                    var error = await MlflowErrors.ReadAsync(operation, BaseAddress, response, either.Token).ConfigureAwait(false);
                    // A wrong state is MLflow's one 500 that stays as it is.
                    if (last || error.ErrorCode == "INVALID_STATE" || !MayRepeat(repeat, response.StatusCode)) throw error;
                    retryAfter = response.Headers.RetryAfter?.Delta;
                }
            }
            catch (HttpRequestException e)
            {
                if (last || !MayRepeat(repeat, e)) throw MlflowErrors.Unreachable(operation, BaseAddress, e);
            }
            catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
            {
                // The server may have done it: only what is safe to do twice is sent again.
                if (last || repeat != MlflowRepeat.Safe) throw MlflowErrors.TooLate(operation, BaseAddress, timeout, e);
            }
            await Task.Delay(retry.DelayAfter(attempt, retryAfter, random()), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayRepeat(MlflowRepeat repeat, HttpStatusCode status) => status switch
    {
        HttpStatusCode.TooManyRequests => repeat != MlflowRepeat.Never,
        HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
            repeat == MlflowRepeat.Safe && status != HttpStatusCode.NotImplemented,
        _ => false,
    };

    private static bool MayRepeat(MlflowRepeat repeat, HttpRequestException error) =>
        repeat == MlflowRepeat.Safe
        || (repeat == MlflowRepeat.OnlyIfNotReceived
            && error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError);
}
