using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Shared;

namespace Functions.Host.Tests;

public sealed class AzuriteServerTests
{
    [Fact]
    public async Task The_storage_emulator_keeps_its_data_and_ports_over_a_restart()
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync();
        var container = new BlobContainerClient(azurite.ConnectionString, "photos");
        await container.CreateAsync();
        await container.UploadBlobAsync("a.txt", new BinaryData("hello"));
        await new QueueClient(azurite.ConnectionString, "messages").CreateAsync();
        string before = azurite.ConnectionString;

        await azurite.StopAsync();
        await azurite.InitializeAsync();

        Assert.Equal(before, azurite.ConnectionString);
        var read = await container.GetBlobClient("a.txt").DownloadContentAsync();
        Assert.Equal("hello", Encoding.UTF8.GetString(read.Value.Content));
    }
}
