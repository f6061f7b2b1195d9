using ImageClassifier.Imaging;
using ImageClassifier.Worker.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Worker.Tests.Data;

public class StoredPhotoTests
{
    [Fact]
    public void Pixels_in_memory_become_the_squares_that_the_file_becomes()
    {
        using Image<Rgb24> picture = Image.Load<Rgb24>(DrawnPhoto.Png(1, 2, 60));
        var upload = new MemoryStream();
        picture.SaveAsJpeg(upload);
        NormalizedPhoto photo = Assert.IsType<NormalizationResult.Accepted>(new PhotoNormalizer().Normalize(upload.ToArray())).Photo;
        Assert.False(photo.Rgb.IsEmpty);
        PhotoSquare[] squares = [new(ResizeFit.Crop, 40, 32), new(ResizeFit.Squash, 72, 72)];

        (IReadOnlyList<byte[]> known, double aspect) = new StoredPhoto(photo.Jpeg, photo).Squares(squares);
        (IReadOnlyList<byte[]> decoded, double decodedAspect) = new StoredPhoto(photo.Jpeg).Squares(squares);

        Assert.Equal(decoded, known);
        Assert.Equal(decodedAspect, aspect);
    }
}
