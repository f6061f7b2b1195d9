using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Imaging;
using ImageClassifier.Imaging.Folders;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Runtime;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Local;

/// <summary>Draws what an experiment makes of photos: a row for each photo, its view first and then what it becomes in the first
/// epochs.</summary>
internal static class AugmentationPreview
{
    private const int Rows = 6, Epochs = 8, Gap = 4;

    /// <param name="folder">With one sub-folder for each class.</param>
    /// <param name="experiment">Whose augmentation is shown.</param>
    /// <param name="seed">Of the training that is imagined.</param>
    /// <param name="path">Of the PNG.</param>
    /// <exception cref="WorkerException">There are no photos.</exception>
    public static void Write(string folder, Experiment experiment, int seed, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        DataOptions data = experiment.Data;
        int size = data.ImageSize;
        using PhotoStore store = Open(PhotosOf(folder), data);
        int count = store.Aspects.Count;
        int[] all = [.. Enumerable.Range(0, count)];
        using var photos = new PhotoSet(store, all, all, CPU);
        using var augmenter = new Augmenter(data, PhotoNormalization.ImageNet, seed, CPU);
        List<Tensor> columns = [photos.View(all).to(ScalarType.Float32), .. Enumerable.Range(1, Epochs)
            .Select(epoch => Pixels(augmenter.Apply(photos, all, epoch)))];

        int width = columns.Count * (size + Gap) - Gap, height = count * (size + Gap) - Gap;
        Tensor sheet = full([3, height, width], 255f);
        for (int column = 0; column < columns.Count; column++)
            for (int row = 0; row < count; row++)
                sheet.narrow(1, row * (size + Gap), size).narrow(2, column * (size + Gap), size).copy_(columns[column].select(0, row));
        byte[] interleaved = sheet.clamp(0, 255).round().to(ScalarType.Byte).permute(1, 2, 0).contiguous().bytes.ToArray();
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(interleaved, width, height);
        image.SaveAsPng(path);
    }

    /// <summary>The first photos of each class in turn, normalized as uploads are.</summary>
    private static List<ReadOnlyMemory<byte>> PhotosOf(string folder)
    {
        var normalizer = new PhotoNormalizer();
        IEnumerable<string> files = LocalFolders.Usable(() => PhotoFolder.Scan(folder)).Photos.GroupBy(photo => photo.Label)
            .SelectMany(label => label.Select((photo, k) => (photo.Path, k))).OrderBy(entry => entry.k).Select(entry => entry.Path);
        List<ReadOnlyMemory<byte>> photos =
            [.. files.Select(file => normalizer.Normalize(File.ReadAllBytes(file))).OfType<NormalizationResult.Accepted>().Take(Rows)
                .Select(accepted => accepted.Photo.Jpeg)];
        return photos.Count > 0 ? photos : throw new WorkerException(
            $"{folder} has no sub-folder with a usable photo; give a folder with one sub-folder for each class");
    }

    private static PhotoStore Open(List<ReadOnlyMemory<byte>> photos, DataOptions data)
    {
        PhotoSquare view = Preprocessing.View(data), whole = PhotoSquares.Whole(data);
        using var views = new PixelMemory(photos.Count, view.Size);
        using var wholes = new PixelMemory(photos.Count, whole.Size);
        for (int i = 0; i < photos.Count; i++)
        {
            (IReadOnlyList<byte[]> squares, double aspect) = PhotoPixels.LoadSquares(photos[i], view, whole);
            views.Write(i, squares[0], aspect);
            wholes.Write(i, squares[1], aspect);
        }
        return new PhotoStore(views.Complete(), wholes.Complete());
    }

    /// <summary>Values from 0 to 255 again.</summary>
    private static Tensor Pixels(Tensor input)
    {
        Tensor std = tensor(PhotoNormalization.ImageNet.Std.ToArray()).reshape(1, 3, 1, 1),
            mean = tensor(PhotoNormalization.ImageNet.Mean.ToArray()).reshape(1, 3, 1, 1);
        return input.mul(std).add_(mean).mul_(255);
    }
}
