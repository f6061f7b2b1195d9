using System.IO.Pipelines;
using Azure.Storage.Sas;
using Host.Tests.Support;

namespace Host.Tests;

/// <summary>Blobs of the storage emulator that the extension alone would miss. See NewBlobsPolicy.</summary>
public sealed class EmulatorTests(SharedHost shared)
{
    [Fact]
    public async Task A_blob_whose_upload_began_before_others_were_found_is_found_too()
    {
        Assert.SkipWhen(Programs.IsFunc, "With Azurite, func misses such blobs.");
        TestSettings settings = shared.Settings;
        await settings.Uploads.CreateIfNotExistsAsync();
        const BlobSasPermissions Permissions = BlobSasPermissions.Create | BlobSasPermissions.Write;
        Uri address = settings.Uploads.GetBlobClient("slow/a.jpg").GenerateSasUri(Permissions, DateTimeOffset.MaxValue);
        var body = new Pipe();
        using var http = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new StreamContent(body.Reader.AsStream()) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        // Enough that the client sends the first half before it has the second.
        byte[] half = new byte[100_000];
        request.Content.Headers.ContentLength = 2 * half.Length;
        Task<HttpResponseMessage> upload = http.SendAsync(request);
        await body.Writer.WriteAsync(half);

        // A blob that began and ended meanwhile has a later time.
        await settings.UploadAsync("quick");
        await settings.WroteAsync("photo quick", 1, () => shared.Host.Output);

        await body.Writer.WriteAsync(half);
        await body.Writer.CompleteAsync();
        (await upload).EnsureSuccessStatusCode();
        await settings.WroteAsync("photo slow a.jpg", 1, () => shared.Host.Output);
    }
}
