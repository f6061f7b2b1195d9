using Azure;
using ImageClassifier.Contracts.Datasets;

namespace Contracts.Tests.Datasets;

public sealed class IngestedPhotoTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Its_metadata_holds_all_of_it()
    {
        IngestedPhoto photo = Photo("Blumen & Co/größe 1.jpg");

        Assert.Equal(photo, IngestedPhoto.FromMetadata(photo.Upload, photo.ToMetadata()));
        Assert.Equal("Blumen & Co", photo.Label);
    }

    [Fact]
    public void A_version_is_the_same_with_quotes_and_without()
    {
        IngestedPhoto photo = Photo("a/b.jpg") with { UploadETag = new ETag("\"0x1\"") };

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
        IDictionary<string, string> metadata = Photo("a/b.jpg").ToMetadata();
        metadata.Remove(missing);

        Assert.Null(IngestedPhoto.FromMetadata("a/b.jpg", metadata));
    }

    private static IngestedPhoto Photo(string upload) => new(upload, new ETag("\"0x8\""), Hash, Hash, 512, 384);
}
