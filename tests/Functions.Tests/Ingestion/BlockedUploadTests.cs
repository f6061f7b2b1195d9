using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Functions.Datasets;
using ImageClassifier.Functions.Ingestion;
using ImageClassifier.Functions.Retraining;

namespace Functions.Tests.Ingestion;

/// <summary>Blobs of the uploads container that never become photos nor rejects: they must not be waited for.</summary>
[Trait("Tier", "integration")]
public sealed class BlockedUploadTests(StorageFixture fixture) : IClassFixture<StorageFixture>, IAsyncLifetime
{
    private const string Bad = "daisy/bad.jpg";

    public async ValueTask InitializeAsync() => await fixture.ClearAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("daisy/", null)]
    [InlineData("daisy/holidays/", null)]
    [InlineData("daisy_$folder$", null)]
    [InlineData("daisy", "hdi_isfolder")]
    [InlineData("daisy/holidays", "Hdi_IsFolder")]
    public async Task A_marker_of_a_folder_is_no_upload(string name, string? metadata)
    {
        await fixture.Storage.Blob(StorageLayout.Uploads, name).UploadAsync(BinaryData.FromString(""),
            new BlobUploadOptions { Metadata = metadata is null ? null : new Dictionary<string, string> { [metadata] = "true" } });
        Assert.Equal([name], await fixture.ListAsync(StorageLayout.Uploads));

        Assert.Equal(0, (await SummarizeAsync()).Pending);
        Assert.Equal(0, await new UploadRescan(fixture.Storage, fixture.Dataset).RequestAsync(CancellationToken.None));
        Assert.Equal(IngestionOutcome.Folder, await IngestAsync(name));
        Assert.Single(await fixture.ListAsync(StorageLayout.Uploads));
        Assert.Empty(await fixture.ListAsync(StorageLayout.Rejected));
    }

    [Theory]
    [InlineData("daisy/empty.jpg", 0)]
    [InlineData("daisy/", 3)]
    [InlineData("/daisy.jpg", 3)]
    [InlineData("daisy.jpg", 3)]
    public async Task An_empty_file_and_a_file_with_a_strange_name_are_uploads(string name, int bytes)
    {
        await fixture.UploadAsync(name, new byte[bytes]);
        Assert.Equal([name], await fixture.ListAsync(StorageLayout.Uploads));

        Assert.Equal(1, (await SummarizeAsync()).Pending);
        Assert.Equal(IngestionOutcome.Rejected, await IngestAsync(name));
        Assert.Equal(0, (await SummarizeAsync()).Pending);
    }

    [Theory]
    [InlineData(Bad)]
    [InlineData("without-a-folder.jpg")]
    public async Task A_bad_upload_under_a_lease_is_named_with_the_reason_and_not_waited_for(string name)
    {
        await UploadBadAsync(name);
        BlobLeaseClient lease = await LeaseAsync(name);

        Assert.Equal(IngestionOutcome.Blocked, await IngestAsync(name));

        DatasetSummary summary = await SummarizeAsync();
        Assert.Equal((1, 1), (summary.Pending, summary.Blocked));
        PendingUpload pending = Assert.Single(summary.PendingUploads);
        Assert.Equal((name, (await fixture.Storage.Blob(StorageLayout.Uploads, name).GetPropertiesAsync()).Value.LastModified),
            (pending.Name, pending.Since));
        Assert.StartsWith("is leased by another program; end that program or break the lease. It is to be moved aside: The file ",
            pending.Why);
        PendingCount count = PendingCount.Of(await fixture.Dataset.ReadAsync(CancellationToken.None));
        Assert.Equal((0, 1), (count.Waiting, count.Blocked));
        Assert.StartsWith($"1 upload could not be processed and is not part of this retrain: {name} (is leased by another program;",
            count.Warning());
        await lease.ReleaseAsync();
    }

    [Fact]
    public async Task A_blocked_upload_is_moved_aside_once_its_lease_has_ended()
    {
        await UploadBadAsync(Bad);
        BlobLeaseClient lease = await LeaseAsync(Bad);
        await IngestAsync(Bad);
        await lease.ReleaseAsync();

        Assert.Equal(1, await new UploadRescan(fixture.Storage, fixture.Dataset).RequestAsync(CancellationToken.None));
        Assert.Equal(IngestionOutcome.Rejected, await IngestAsync(Bad));

        Assert.Equal(0, (await SummarizeAsync()).Pending);
        await fixture.Dataset.CleanAsync(CancellationToken.None);
        Assert.Empty(await fixture.ListAsync(StorageLayout.Ingested));
    }

    [Fact]
    public async Task A_photo_that_takes_the_place_of_a_blocked_upload_has_its_turn()
    {
        await UploadBadAsync(Bad);
        BlobLeaseClient lease = await LeaseAsync(Bad);
        await IngestAsync(Bad);
        await lease.ReleaseAsync();
        await fixture.UploadAsync(Bad, TestPhotos.Jpeg(1));

        DatasetSummary replaced = await SummarizeAsync();

        Assert.Equal((1, 0), (replaced.Pending, replaced.Blocked));
        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync(Bad));
        Assert.Equal(0, (await SummarizeAsync()).Pending);
    }

    [Fact]
    public async Task A_good_photo_under_a_lease_is_accepted()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(2));
        BlobLeaseClient lease = await LeaseAsync("daisy/1.jpg");

        Assert.Equal(IngestionOutcome.Accepted, await IngestAsync("daisy/1.jpg"));

        Assert.Equal(0, (await SummarizeAsync()).Pending);
        await lease.ReleaseAsync();
    }

    [Fact]
    public async Task What_is_only_waiting_has_no_reason_and_comes_after_what_is_blocked()
    {
        await fixture.UploadAsync("daisy/1.jpg", TestPhotos.Jpeg(3));
        await UploadBadAsync(Bad);
        BlobLeaseClient lease = await LeaseAsync(Bad);
        await IngestAsync(Bad);

        DatasetSummary summary = await SummarizeAsync();

        Assert.Equal([(Bad, true), ("daisy/1.jpg", false)], summary.PendingUploads.Select(upload => (upload.Name, upload.Why is not null)));
        await lease.ReleaseAsync();
    }

    [Theory]
    [InlineData("ä & \"x\"\r\n日本 🌼")]
    [InlineData("100 % ; = ,")]
    public async Task The_reason_may_have_any_characters(string reason)
    {
        var problem = new UploadProblem("daisy/1.jpg", new Azure.ETag("0x1"), reason);
        await fixture.Storage.Blob(StorageLayout.Ingested, "daisy/1.jpg")
            .UploadAsync(BinaryData.FromString(""), new BlobUploadOptions { Metadata = problem.ToMetadata() });

        BlobProperties stored = await fixture.Storage.Blob(StorageLayout.Ingested, "daisy/1.jpg").GetPropertiesAsync();

        UploadProblem? read = UploadProblem.FromMetadata("daisy/1.jpg", stored.Metadata);
        Assert.Equal(reason, read?.Message);
        Assert.True(read!.IsOf(problem.UploadETag));
    }

    private Task<IngestionOutcome> IngestAsync(string path) => fixture.Ingestor().IngestAsync(path, CancellationToken.None);

    private Task<DatasetSummary> SummarizeAsync() => fixture.Dataset.SummarizeAsync(CancellationToken.None);

    private Task UploadBadAsync(string path) => fixture.UploadAsync(path, Encoding.UTF8.GetBytes("no photo"));

    private async Task<BlobLeaseClient> LeaseAsync(string path)
    {
        BlobLeaseClient lease = fixture.Storage.Blob(StorageLayout.Uploads, path).GetBlobLeaseClient();
        await lease.AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration);
        return lease;
    }
}
