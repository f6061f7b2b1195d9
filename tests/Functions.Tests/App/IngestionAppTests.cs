using System.Text.RegularExpressions;
using Functions.Tests.Support;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Storage;

namespace Functions.Tests.App;

/// <summary>Uploads in the running app.</summary>
[Collection(AppCollection.Name)]
[Trait("Tier", "integration")]
public sealed partial class IngestionAppTests(AppHost app)
{
    [Fact]
    public async Task A_hundred_uploads_are_ingested_once_each()
    {
        string[] uploads = [.. Enumerable.Range(0, 100).Select(i => $"flood/{i:000}.jpg")];
        await Parallel.ForAsync(0, uploads.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => await app.Storage.UploadAsync(uploads[i], TestPhotos.Jpeg(5000 + i)));
        try
        {
            DatasetSummary dataset = await app.ProcessedAsync();

            Assert.Equal(100, Assert.Single(dataset.Classes, summary => summary.Label == "flood").Photos);
            Assert.Equal(uploads, Ingestions().Matches(app.Output).Select(match => match.Groups["upload"].Value)
                .Order(StringComparer.Ordinal));
        }
        finally
        {
            // The other tests count what is there.
            await Parallel.ForEachAsync(uploads, async (upload, _) => await app.Storage.Storage.Blob(StorageLayout.Uploads, upload)
                .DeleteIfExistsAsync(cancellationToken: CancellationToken.None));
        }
    }

    [Fact]
    public async Task An_upload_that_its_trigger_does_not_get_to_is_looked_at_when_asked_for()
    {
        const string Upload = "lost/a.jpg";
        await app.Storage.UploadAsync(Upload, TestPhotos.Jpeg(7000));
        await app.ProcessedAsync();
        try
        {
            // Its trigger has fired for this version, and does not again.
            await app.Storage.Storage.Blob(StorageLayout.Ingested, Upload).DeleteAsync();
            Assert.Equal(1, (await app.GetAsync<DatasetSummary>("/api/dataset")).Pending);

            using HttpResponseMessage answer = await app.PostAsync("/api/dataset/rescan");

            Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal("""{"requested":1}""", await answer.Content.ReadAsStringAsync());
            await app.ProcessedAsync();
        }
        finally
        {
            await app.Storage.Storage.Blob(StorageLayout.Uploads, Upload).DeleteIfExistsAsync();
        }
    }

    [Fact]
    public async Task What_lies_in_no_folder_is_rejected_and_a_marker_of_a_folder_is_left_alone()
    {
        await app.Storage.UploadAsync("root.jpg", TestPhotos.Jpeg(7001));
        await app.Storage.UploadAsync("marked/", []);
        try
        {
            DatasetSummary dataset = await app.ProcessedAsync();

            Assert.Equal("no-folder", Assert.Single(dataset.Rejected, rejected => rejected.Upload == "root.jpg").Code);
            Assert.Contains("marked/", await app.Storage.ListAsync(StorageLayout.Uploads));
        }
        finally
        {
            await app.Storage.Storage.Blob(StorageLayout.Uploads, "marked/").DeleteIfExistsAsync();
        }
    }

    [GeneratedRegex(@"Executing 'Functions\.IngestPhoto' \(Reason='[^']*: uploads/(?<upload>flood/[^']+)'")]
    private static partial Regex Ingestions();
}
