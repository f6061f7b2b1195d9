using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Webhooks;

/// <summary>What came of a delivery.</summary>
internal sealed record DeliveryResult(bool Success, int? Status, string? Body, string? Error);

/// <summary>
/// Posts an event to a webhook, signed as MLflow signs it: <c>X-MLflow-Signature</c> is <c>v1,</c> and the base64 of HMAC-SHA256, keyed
/// with the secret, over the delivery's id, its time in seconds and the body, with dots between. Follows no redirect and uses no proxy.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MostOfAnswer = 10_000;
    private readonly WebhookOptions _options;
    private readonly WebhookSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public WebhookSender(WebhookOptions options, WebhookSecrets secrets, TimeProvider time)
    {
        (_options, _secrets, _time) = (options, secrets, time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = (context, cancellationToken) =>
                PublicAddress.ConnectAsync(context.DnsEndPoint, options.AllowPrivate, cancellationToken),
        })
        { Timeout = options.Timeout, MaxResponseContentBufferSize = 1_000_000 };
    }

    /// <summary>Sends an event; tries again what a moment later may succeed.</summary>
    public async Task<DeliveryResult> SendAsync(
        Webhook webhook, WebhookEvent happened, JsonObject data, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        string body = PythonJson.Of(new JsonObject
        {
            ["entity"] = happened.Entity,
            ["action"] = happened.Action,
            ["timestamp"] = now.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture),
            ["data"] = data.DeepClone(),
        });
        string delivery = Guid.NewGuid().ToString();
        var delay = _options.RetryDelay;
        for (int retries = 0; ; retries++)
        {
            var result = await TryAsync(webhook, body, delivery, cancellationToken);
            bool mayPass = result.Status is null or 429 or >= 500;
            if (result.Success || !mayPass || retries == _options.MostRetries) return result;
            await Task.Delay(delay, _time, cancellationToken);
            delay *= 2;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<DeliveryResult> TryAsync(Webhook webhook, string body, string delivery, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
            {
                Content = new ByteArrayContent(
                    Encoding.UTF8.GetBytes(body))
                { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            string seconds = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            request.Headers.Add("X-MLflow-Delivery-Id", delivery);
            request.Headers.Add("X-MLflow-Timestamp", seconds);
            if (webhook.Secret is { Length: > 0 } secret)
            {
                byte[] signature = HMACSHA256.HashData(
                    Encoding.UTF8.GetBytes(_secrets.Decrypt(secret)), Encoding.UTF8.GetBytes($"{delivery}.{seconds}.{body}"));
                request.Headers.TryAddWithoutValidation("X-MLflow-Signature", $"v1,{Convert.ToBase64String(signature)}");
            }
            using var answer = await _http.SendAsync(request, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return new(answer.IsSuccessStatusCode, (int)answer.StatusCode, text.Length <= MostOfAnswer ? text : text[..MostOfAnswer], null);
        }
        catch (Exception e) when (
            e is HttpRequestException or IOException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(false, null, null, e.Message);
        }
    }
}
