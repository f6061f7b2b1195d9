using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Imaging;

namespace Functions.Tests.Ingestion;

[Trait("Tier", "integration")]
public sealed class IngestionTests(StorageFixture fixture) : IClassFixture<StorageFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await fixture.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_photo_is_stored_by_its_pixels_and_recorded_under_its_path()
    {
        await fixture.UploadAsync("daisy/holidays/IMG 1.jpg", TestPhotos.Jpeg(1));

        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync("daisy/holidays/IMG 1.jpg"));

        CurrentPhoto photo = Assert.Single(await PhotosAsync());
        Assert.Equal(("daisy/holidays/IMG 1.jpg", "daisy", 64, 48), (photo.Upload, photo.Label, photo.Width, photo.Height));
        BlobProperties stored = await fixture.Storage.Blob(StorageLayout.Dataset, $"daisy/{photo.Sha256}.jpg").GetPropertiesAsync();
        Assert.Equal("image/jpeg", stored.ContentType);
        Assert.Equal(["daisy/holidays/IMG 1.jpg"], await fixture.ListAsync(StorageLayout.Uploads));
    }

    [Theory]
    [InlineData("große Blüten/Löwenzahn №5 🌼.jpg")]
    [InlineData("100% roses/50%25 #1 & more?.jpg")]
    [InlineData("a b/c+d=e.jpg")]
    [InlineData("x/%2e%2e/y.jpg")]
    public async Task Names_may_have_any_characters(string path)
    {
        await fixture.UploadAsync(path, TestPhotos.Jpeg(2));

        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync(path));

        Assert.Equal(path, Assert.Single(await PhotosAsync()).Upload);
        Assert.Equal(0, (await fixture.Dataset.ReadAsync(CancellationToken.None)).Pending);
    }

    [Fact]
    public async Task Names_may_have_200_characters_and_labels_100()
    {
        string path = $"{new string('l', 100)}/{new string('n', 200)}.jpg";
        await fixture.UploadAsync(path, TestPhotos.Jpeg(3));

        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync(path));
    }

    [Fact]
    public async Task A_rejected_name_of_any_characters_keeps_them()
    {
        const string path = "50% #1/ä & 🌼?.jpg";
        await fixture.UploadAsync(path, Encoding.UTF8.GetBytes("hello"));

        Assert.Equal(IngestionOutcome.Rejected, await IngestAsync(path));

        Assert.Equal([path, $"{path}.reason.json"], (await fixture.ListAsync(StorageLayout.Rejected)).Order(StringComparer.Ordinal));
        Assert.Equal("hello", (await fixture.Storage.Blob(StorageLayout.Rejected, path).DownloadContentAsync()).Value.Content.ToString());
        Assert.Equal(path, (await fixture.ReasonAsync(path)).Upload);
    }

    [Fact]
    public async Task The_longest_name_that_storage_allows_can_be_rejected()
    {
        string path = $"daisy/{new string('n', 1018)}";
        await fixture.UploadAsync(path, [1, 2, 3]);

        Assert.Equal(IngestionOutcome.Rejected, await IngestAsync(path));

        Assert.Empty(await fixture.ListAsync(StorageLayout.Uploads));
        Assert.Equal(path, Assert.Single((await fixture.Dataset.SummarizeAsync(CancellationToken.None)).Rejected).Upload);
    }

    [Fact]
    public async Task The_second_time_nothing_changes()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(4));
        await IngestAsync("daisy/1.jpg");
        ETag record = await ETagAsync(StorageLayout.Ingested, "daisy/1.jpg");

        Assert.Equal(IngestionOutcome.Known, await IngestAsync("daisy/1.jpg"));

        Assert.Equal(record, await ETagAsync(StorageLayout.Ingested, "daisy/1.jpg"));
    }

    [Fact]
    public async Task Two_hosts_at_once_end_in_the_same_blobs()
    {
        string[] paths = [.. Enumerable.Range(0, 12).Select(i => $"daisy/{i}.jpg"), "daisy/copy.jpg", "rose/wrong.jpg", "daisy/bad.jpg"];
        async Task UploadAllAsync()
        {
            for (int i = 0; i < 12; i++) await fixture.UploadAsync($"daisy/{i}.jpg", TestPhotos.Jpeg(100 + i));
            await fixture.UploadAsync("daisy/copy.jpg", TestPhotos.Jpeg(100));
            await fixture.UploadAsync("rose/wrong.jpg", TestPhotos.Jpeg(101));
            await fixture.UploadAsync("daisy/bad.jpg", Encoding.UTF8.GetBytes("no photo"));
        }
        await UploadAllAsync();
        await Task.WhenAll(paths.Select(IngestAsync));
        List<string> alone = [.. (await fixture.SnapshotAsync()).Keys];

        await fixture.ClearAsync();
        await UploadAllAsync();
        PhotoIngestor[] hosts = [fixture.Ingestor(), fixture.Ingestor()];
        await Task.WhenAll(paths.SelectMany(path => hosts.Select(host => host.IngestAsync(path, CancellationToken.None))));

        Assert.Equal(alone, (await fixture.SnapshotAsync()).Keys);
        Assert.Equal(0, (await fixture.Dataset.ReadAsync(CancellationToken.None)).Pending);
        Assert.Equal(13, (await fixture.ListAsync(StorageLayout.Dataset)).Count);
    }

    [Fact]
    public async Task A_replaced_upload_is_taken_anew()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(5));
        await IngestAsync("daisy/1.jpg");
        string before = Assert.Single(await PhotosAsync()).Sha256;
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(6));

        Assert.Equal((0, 1), await CountAsync());
        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync("daisy/1.jpg"));

        Assert.NotEqual(before, Assert.Single(await PhotosAsync()).Sha256);
        Assert.Equal((1, 0), await CountAsync());
        // Manifests of the past still name the old one.
        Assert.Equal(2, (await fixture.ListAsync(StorageLayout.Dataset)).Count);
    }

    [Fact]
    public async Task A_deleted_upload_leaves_the_data_set_and_its_photo_stays()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(7));
        await IngestAsync("daisy/1.jpg");
        await fixture.Storage.Blob(StorageLayout.Uploads, "daisy/1.jpg").DeleteAsync();

        Assert.Equal((0, 0), await CountAsync());
        Assert.Single(await fixture.ListAsync(StorageLayout.Dataset));

        await fixture.Dataset.CleanAsync(CancellationToken.None);
        Assert.Empty(await fixture.ListAsync(StorageLayout.Ingested));
    }

    [Fact]
    public async Task Cleaning_leaves_the_records_of_what_is_there()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(8));
        await IngestAsync("daisy/1.jpg");

        await fixture.Dataset.CleanAsync(CancellationToken.None);

        Assert.Equal((1, 0), await CountAsync());
    }

    [Fact]
    public async Task An_upload_that_is_gone_is_nothing()
    {
        Assert.Equal(IngestionOutcome.Gone, await IngestAsync("daisy/none.jpg"));
        Assert.Empty(await fixture.SnapshotAsync());
    }

    [Theory]
    [InlineData("IMG_1.jpg", "no-folder", "The file lies in no folder; put it into a folder named after its class.")]
    [InlineData("../IMG_1.jpg", "bad-label",
        "The folder's name \"..\" cannot name a class; use letters, digits and spaces, and upload again.")]
    [InlineData("  /IMG_1.jpg", "bad-label",
        "The folder's name \"  \" cannot name a class; use letters, digits and spaces, and upload again.")]
    public void A_path_that_names_no_class_is_rejected_with_what_to_do(string path, string code, string message)
    {
        Assert.Equal(new UploadRejection(code, message), UploadRejection.OfPath(path));
    }

    [Fact]
    public void Labels_have_at_most_100_characters_and_no_control_characters()
    {
        Assert.Null(UploadRejection.OfPath($"{new string('a', 100)}/x.jpg"));
        Assert.Contains("has 101 characters", UploadRejection.OfPath($"{new string('a', 101)}/x.jpg")!.Message);
        Assert.Contains("\"a\\u0007b\"", UploadRejection.OfPath("a\ab/x.jpg")!.Message);
    }

    [Fact]
    public async Task An_upload_without_a_folder_is_moved_aside()
    {
        await fixture.UploadAsync("IMG_1.jpg", TestPhotos.Jpeg(9));

        Assert.Equal(IngestionOutcome.Rejected, await IngestAsync("IMG_1.jpg"));

        Assert.Empty(await fixture.ListAsync(StorageLayout.Uploads));
        Assert.Equal("no-folder", (await fixture.ReasonAsync("IMG_1.jpg")).Code);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_rejected_before_it_is_read()
    {
        await fixture.UploadAsync("daisy/large.jpg", new byte[3 * 1024 * 1024]);

        PhotoIngestor ingestor = fixture.Ingestor(new PhotoLimits { MaxBytes = 1024 * 1024 });
        Assert.Equal(IngestionOutcome.Rejected, await ingestor.IngestAsync("daisy/large.jpg", CancellationToken.None));

        RejectedUpload reason = await fixture.ReasonAsync("daisy/large.jpg");
        Assert.Equal("too-many-bytes", reason.Code);
        Assert.Equal("The file has 3 MB; at most 1 MB are accepted. Save the photo smaller or with more compression.", reason.Message);
    }

    [Fact]
    public async Task A_rejection_that_was_interrupted_is_completed_by_the_next_try()
    {
        var rejection = new UploadRejection("not-an-image", "no photo");
        await fixture.UploadAsync("daisy/bad.jpg", Encoding.UTF8.GetBytes("no photo"));
        // As far as a host came that was killed after its first step, then after its second.
        await fixture.Storage.Blob(StorageLayout.Rejected, "daisy/bad.jpg").UploadAsync(BinaryData.FromString("no photo"));
        Assert.Equal(["daisy/bad.jpg"], await fixture.ListAsync(StorageLayout.Uploads));

        Assert.True(await fixture.Rejected.MoveAsync("daisy/bad.jpg", await ETagAsync(StorageLayout.Uploads, "daisy/bad.jpg"), rejection,
            CancellationToken.None));

        Assert.Empty(await fixture.ListAsync(StorageLayout.Uploads));
        Assert.Equal(["daisy/bad.jpg", "daisy/bad.jpg.reason.json"], await fixture.ListAsync(StorageLayout.Rejected));
    }

    [Fact]
    public async Task A_good_photo_that_replaced_a_bad_one_meanwhile_is_not_deleted()
    {
        await fixture.UploadAsync("daisy/1.jpg", Encoding.UTF8.GetBytes("no photo"));
        ETag looked = await ETagAsync(StorageLayout.Uploads, "daisy/1.jpg");
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(10));

        Assert.False(await fixture.Rejected.MoveAsync("daisy/1.jpg", looked, new UploadRejection("x", "y"), CancellationToken.None));

        Assert.Equal(["daisy/1.jpg"], await fixture.ListAsync(StorageLayout.Uploads));
        Assert.Empty(await fixture.ListAsync(StorageLayout.Rejected));
    }

    [Fact]
    public async Task A_photo_that_was_killed_between_its_two_blobs_is_completed_by_the_next_try()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(11));
        await IngestAsync("daisy/1.jpg");
        SortedDictionary<string, string> whole = await fixture.SnapshotAsync();
        await fixture.Storage.Blob(StorageLayout.Ingested, "daisy/1.jpg").DeleteAsync();
        Assert.Equal((0, 1), await CountAsync());

        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync("daisy/1.jpg"));

        Assert.Equal(whole, await fixture.SnapshotAsync());
    }

    [Fact]
    public async Task The_summary_tells_classes_pending_uploads_rejects_and_warnings()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(12));
        await fixture.UploadAsync("daisy/1-again.jpg", TestPhotos.Jpeg(12));
        await fixture.UploadAsync("rose/1.jpg", TestPhotos.Jpeg(13));
        await fixture.UploadAsync("rose/bad.jpg", Encoding.UTF8.GetBytes("no photo"));
        await fixture.UploadAsync("rose/mended.jpg", Encoding.UTF8.GetBytes("no photo"));
        foreach (string path in await fixture.ListAsync(StorageLayout.Uploads)) await IngestAsync(path);
        await fixture.UploadAsync("rose/mended.jpg", TestPhotos.Jpeg(14));

        DatasetSummary summary = await fixture.Dataset.SummarizeAsync(CancellationToken.None);

        Assert.Equal([new ClassSummary("daisy", 2, 1), new ClassSummary("rose", 1, 1)], summary.Classes);
        Assert.Equal(1, summary.Pending);
        Assert.Equal("rose/bad.jpg", Assert.Single(summary.Rejected).Upload);
        Assert.Contains("the same photo was uploaded 2 times and counts once: daisy/1-again.jpg, daisy/1.jpg", summary.Warnings);
    }

    [Fact]
    public async Task A_file_that_is_named_like_a_reason_does_no_harm()
    {
        await fixture.UploadAsync("daisy/x.reason.json", Encoding.UTF8.GetBytes("{\"a\":1}"));

        Assert.Equal(IngestionOutcome.Rejected, await IngestAsync("daisy/x.reason.json"));

        Assert.Equal("daisy/x.reason.json", Assert.Single((await fixture.Dataset.SummarizeAsync(CancellationToken.None)).Rejected).Upload);
    }

    private Task<IngestionOutcome> IngestAsync(string path) => fixture.Ingestor().IngestAsync(path, CancellationToken.None);

    private async Task<IReadOnlyList<CurrentPhoto>> PhotosAsync() =>
        [.. (await fixture.Dataset.ReadAsync(CancellationToken.None)).Photos.Select(photo =>
            new CurrentPhoto(photo.Upload, photo.Label, photo.Sha256, photo.Width, photo.Height))];

    private async Task<(int Photos, int Pending)> CountAsync()
    {
        ImageClassifier.Functions.Datasets.CurrentDataset dataset = await fixture.Dataset.ReadAsync(CancellationToken.None);
        return (dataset.Photos.Count, dataset.Pending);
    }

    private async Task<ETag> ETagAsync(string container, string name) =>
        (await fixture.Storage.Blob(container, name).GetPropertiesAsync()).Value.ETag;

    private sealed record CurrentPhoto(string Upload, string Label, string Sha256, int Width, int Height);
}
