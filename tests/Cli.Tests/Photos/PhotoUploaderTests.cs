using Azure.Storage.Blobs.Models;
using ImageClassifier.Cli;
using ImageClassifier.Cli.Photos;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Storage;

namespace Cli.Tests.Photos;

[Trait("Tier", "integration")]
public sealed class PhotoUploaderTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly StorageAccount _storage = new(azurite.ConnectionString);

    public async ValueTask InitializeAsync()
    {
        await _storage.EnsureCreatedAsync(CancellationToken.None);
        foreach (string container in (string[])[StorageLayout.Uploads, StorageLayout.Rejected])
            await foreach (BlobItem blob in _storage.Container(container).GetBlobsAsync())
                await _storage.Container(container).DeleteBlobAsync(blob.Name);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<UploadPlan> SyncAsync(bool exactly = true, ForeignUploads foreign = ForeignUploads.Refuse) =>
        new PhotoUploader(_storage).SyncAsync(PhotoFolder.Scan(_folder.Path), exactly, foreign, (_, _) => { }, CancellationToken.None);

    private async Task<List<string>> NamesAsync()
    {
        var names = new List<string>();
        await foreach (BlobItem blob in _storage.Container(StorageLayout.Uploads).GetBlobsAsync()) names.Add(blob.Name);
        return names;
    }

    [Fact]
    public async Task Awkward_names_arrive_as_they_are()
    {
        string[] names = ["daisy/with space.jpg", "daisy/100%.jpg", "daisy/#1.jpg", "daisy/ä日本.jpg", "daisy/a?b&c=d+e.jpg",
            $"daisy/{new string('n', 200)}.jpg", "daisy/deep/er/x.jpg"];
        foreach (string name in names) _folder.Write(name, name);
        await SyncAsync();
        Assert.Equal(names.Order(StringComparer.Ordinal), (await NamesAsync()).Order(StringComparer.Ordinal));
        foreach (string name in names)
            Assert.Equal(name, (await _storage.Blob(StorageLayout.Uploads, name).DownloadContentAsync()).Value.Content.ToString());
    }

    [Fact]
    public async Task A_marker_of_a_folder_is_in_nobodys_way()
    {
        await _storage.Blob(StorageLayout.Uploads, "rose/").UploadAsync(BinaryData.FromString(""));
        _folder.Write("daisy/a.jpg");

        UploadPlan plan = await SyncAsync();

        Assert.Empty(plan.InTheWay);
        Assert.Equal(["daisy/a.jpg", "rose/"], (await NamesAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_second_time_nothing_is_uploaded()
    {
        _folder.Write("daisy/a.jpg");
        _folder.Write("daisy/empty.jpg", "");
        Assert.Equal(2, (await SyncAsync()).Upload.Count);
        UploadPlan again = await SyncAsync();
        Assert.Empty(again.Upload);
        Assert.Equal(2, again.Unchanged);
    }

    [Fact]
    public async Task A_file_that_left_the_folder_leaves_the_uploads()
    {
        _folder.Write("daisy/a.jpg");
        string gone = _folder.Write("daisy/b.jpg");
        await SyncAsync();
        File.Delete(gone);
        await SyncAsync();
        Assert.Equal(["daisy/a.jpg"], await NamesAsync());
    }

    [Fact]
    public async Task Another_uploaders_photos_are_named_and_nothing_is_changed()
    {
        _folder.Write("daisy/a.jpg");
        await _storage.Blob(StorageLayout.Uploads, "rose/theirs.jpg").UploadAsync(BinaryData.FromString("x"));
        CliException refused = await Assert.ThrowsAsync<CliException>(() => SyncAsync());
        Assert.Contains("rose/theirs.jpg", refused.Message);
        Assert.Contains("--replace", refused.Message);
        Assert.Equal(["rose/theirs.jpg"], await NamesAsync());
    }

    [Fact]
    public async Task An_old_verdict_is_forgotten_when_the_file_is_uploaded_again()
    {
        _folder.Write("daisy/a.jpg");
        await _storage.Blob(StorageLayout.Rejected, "daisy/a.jpg").UploadAsync(BinaryData.FromString("x"));
        await _storage.Blob(StorageLayout.Rejected, StorageLayout.ReasonBlob("daisy/a.jpg"))
            .WriteAsync(new RejectedUpload("daisy/a.jpg", "empty", "is empty", DateTimeOffset.UnixEpoch), CancellationToken.None);
        PhotoFolder folder = PhotoFolder.Scan(_folder.Path);
        Assert.Single(await new RejectedFiles(_storage).AmongAsync(folder.Photos, CancellationToken.None));
        await SyncAsync();
        Assert.Empty(await new RejectedFiles(_storage).AmongAsync(folder.Photos, CancellationToken.None));
    }
}
