using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ImageClassifier.Tracking.Configuration;
using Tracking.Tests.Support;

namespace Tracking.Tests.Webhooks;

[Trait("Tier", "integration")]
public sealed class WebhooksTests : IAsyncLifetime
{
    private static readonly WebhookOptions Local =
        new() { Schemes = ["http"], AllowPrivate = true, RetryDelay = TimeSpan.FromMilliseconds(1) };
    private readonly LocalServer _server = new() { Options = new() { Webhooks = Local } };

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_webhook_is_told_of_what_it_asked_for_and_signed()
    {
        await using var receiver = await Receiver.StartAsync();
        await CreateAsync(receiver.Url, "secret", ("REGISTERED_MODEL", "CREATED"), ("MODEL_VERSION_ALIAS", "CREATED"));

        await _server.PostAsync("registered-models/create", new { name = "m", description = "flowers" });
        await _server.PostAsync("model-versions/create", new { name = "m", source = "s3://bucket/m" });
        await _server.PostAsync("registered-models/alias", new { name = "m", alias = "champion", version = "1" });
        await Wait.UntilAsync(() => receiver.Received.Count == 2);

        var bodies = receiver.Received.Select(delivery => JsonDocument.Parse(delivery.Body).RootElement).ToList();
        var created = Assert.Single(bodies, body => body.GetProperty("entity").GetString() == "registered_model");
        Assert.Equal(("created", "m", "flowers"), (
            created.GetProperty("action").GetString(), created.GetProperty("data").GetProperty("name").GetString(),
            created.GetProperty("data").GetProperty("description").GetString()));
        var alias = Assert.Single(bodies, body => body.GetProperty("entity").GetString() == "model_version_alias");
        Assert.Equal("champion", alias.GetProperty("data").GetProperty("alias").GetString());
        Assert.All(receiver.Received, delivery =>
        {
            string signed = $"{delivery.Headers["X-MLflow-Delivery-Id"]}.{delivery.Headers["X-MLflow-Timestamp"]}.{delivery.Body}";
            string expected = Convert.ToBase64String(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(signed)));
            Assert.Equal($"v1,{expected}", delivery.Headers["X-MLflow-Signature"]);
        });
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_again()
    {
        await using var receiver = await Receiver.StartAsync(500, 429);
        string id = await CreateAsync(receiver.Url, null, ("MODEL_VERSION", "CREATED"));

        var result = (await _server.PostAsync($"webhooks/{id}/test", new { })).GetProperty("result");

        Assert.True(result.GetProperty("success").GetBoolean());
        Assert.Equal(3, receiver.Received.Count);
        Assert.Single(receiver.Received.Select(delivery => delivery.Headers["X-MLflow-Delivery-Id"].ToString()).Distinct());
        Assert.All(receiver.Received, delivery => Assert.False(delivery.Headers.ContainsKey("X-MLflow-Signature")));
    }

    [Fact]
    public async Task What_a_receiver_refuses_is_not_sent_again()
    {
        await using var receiver = await Receiver.StartAsync(404);
        string id = await CreateAsync(receiver.Url, null, ("MODEL_VERSION", "CREATED"));

        var result = (await _server.PostAsync($"webhooks/{id}/test", new { })).GetProperty("result");

        Assert.Equal((false, 404), (result.GetProperty("success").GetBoolean(), result.GetProperty("response_status").GetInt32()));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task A_webhook_is_changed_listed_and_deleted_and_its_secret_never_shown()
    {
        string id = await CreateAsync("http://receiver.example/hook", "secret", ("MODEL_VERSION", "CREATED"));

        await _server.SendAsync(HttpMethod.Patch, $"webhooks/{id}", new { status = "DISABLED", description = "off" });

        var webhook = Assert.Single((await _server.GetAsync("webhooks")).GetProperty("webhooks").EnumerateArray());
        Assert.Equal(("DISABLED", "off", "MODEL_VERSION"), (
            webhook.GetProperty("status").GetString(), webhook.GetProperty("description").GetString(),
            webhook.GetProperty("events")[0].GetProperty("entity").GetString()));
        Assert.False(webhook.TryGetProperty("secret", out _));
        await _server.SendAsync(HttpMethod.Delete, $"webhooks/{id}", null);
        await _server.GetAsync($"webhooks/{id}", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("ftp://receiver.example/hook")]
    [InlineData("https://receiver.example/hook")] // this server allows http alone
    [InlineData("http://user:password@receiver.example/hook")]
    [InlineData("hook")]
    public async Task An_address_that_is_none_is_refused(string url) =>
        Assert.Contains(
            "Invalid webhook URL", (await _server.RefusedAsync("webhooks", Body(url, null, ("MODEL_VERSION", "CREATED")))).Message);

    [Fact]
    public async Task An_event_that_there_is_not_is_refused() => Assert.Contains(
        "model_version_alias.created", (await _server.RefusedAsync("webhooks", Body("http://receiver.example", null, ("RUN", "CREATED"))))
            .Message);

    private async Task<string> CreateAsync(string url, string? secret, params (string Entity, string Action)[] events) =>
        (await _server.PostAsync("webhooks", Body(url, secret, events))).GetProperty("webhook").GetProperty("webhook_id").GetString()!;

    private static object Body(string url, string? secret, params (string Entity, string Action)[] events) =>
        new { name = "hook", url, secret, events = events.Select(item => new { entity = item.Entity, action = item.Action }) };
}
