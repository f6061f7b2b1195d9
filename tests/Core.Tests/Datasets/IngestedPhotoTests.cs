using Azure;
using ImageClassifier.Core.Datasets;

namespace Core.Tests.Datasets;

public sealed class IngestedPhotoTests
{
    [Fact]
    public void Its_metadata_holds_all_of_it()
    {
        IngestedPhoto photo = Photos.Of("Blumen & Co/größe 1.jpg", "x");

        Assert.Equal(photo, IngestedPhoto.FromMetadata(photo.Upload, photo.ToMetadata()));
        Assert.Equal("Blumen & Co", photo.Label);
    }

    [Fact]
    public void A_version_is_the_same_with_quotes_and_without()
    {
        IngestedPhoto photo = Photos.Of("a/b.jpg", "x") with { UploadETag = new ETag("\"0x1\"") };

        Assert.True(photo.IsOf(new ETag("0x1")));
        Assert.True(photo.IsOf(new ETag("\"0x1\"")));
        Assert.False(photo.IsOf(new ETag("0x2")));
    }

    [Theory]
    [InlineData("etag")]
    [InlineData("sha256")]
    [InlineData("dhash")]
    [InlineData("width")]
    [InlineData("height")]
    public void Metadata_that_lacks_a_part_is_no_record(string missing)
    {
        IDictionary<string, string> metadata = Photos.Of("a/b.jpg", "x").ToMetadata();
        metadata.Remove(missing);

        Assert.Null(IngestedPhoto.FromMetadata("a/b.jpg", metadata));
    }
}
