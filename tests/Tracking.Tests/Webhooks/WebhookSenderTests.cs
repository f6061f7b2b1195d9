using System.Net;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Configuration;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Webhooks;

namespace Tracking.Tests.Webhooks;

public sealed class WebhookSenderTests
{
    private const string Key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("64:ff9b::7f00:1")]
    public void An_address_of_this_machine_or_a_private_network_is_not_public(string address) =>
        Assert.False(PublicAddress.Is(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void An_address_of_the_internet_is_public(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task A_private_address_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        using var sender = new WebhookSender(
            new WebhookOptions { MostRetries = 0 }, new WebhookSecrets(Key, TimeProvider.System), TimeProvider.System);
        var webhook = new Webhook("1", "hook", null, receiver.Url, "ACTIVE", null, 1, 1);

        var result = await sender.SendAsync(
            webhook, new WebhookEvent("model_version", "created"), new JsonObject(), CancellationToken.None);

        Assert.Contains("not a public address", result.Error);
        Assert.Empty(receiver.Received);
    }

    // The example of https://github.com/fernet/spec/blob/master/verify.json
    [Fact]
    public void A_secret_that_mlflow_encrypted_is_read() => Assert.Equal(
        "hello",
        new WebhookSecrets(Key, TimeProvider.System).Decrypt(
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="));

    [Fact]
    public void A_secret_comes_back_with_its_key_only()
    {
        string encrypted = new WebhookSecrets(Key, TimeProvider.System).Encrypt("geheim ß");

        Assert.Equal("geheim ß", new WebhookSecrets(Key, TimeProvider.System).Decrypt(encrypted));
        Assert.Throws<TrackingException>(() => new WebhookSecrets(new string('A', 43) + "=", TimeProvider.System).Decrypt(encrypted));
        Assert.Throws<ArgumentException>(() => new WebhookSecrets("short", TimeProvider.System));
    }
}
