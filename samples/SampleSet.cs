using ImageClassifier.Samples.Subjects;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageClassifier.Samples;

/// <summary>A set of drawn photos. The same seed gives the same set.</summary>
/// <param name="Seed">What all randomness follows from.</param>
/// <param name="Width">Width of a photo in pixels.</param>
/// <param name="Height">Height of a photo in pixels.</param>
internal sealed record SampleSet(int Seed, int Width = 320, int Height = 240)
{
    /// <summary>Draws one photo. Each has randomness of its own, so their order and number change nothing.</summary>
    /// <param name="subject">One of <see cref="Staging.Classes"/>.</param>
    /// <param name="number">From 1.</param>
    public Image<Rgb24> Draw(string subject, int number)
    {
        int index = Array.IndexOf([.. Staging.Classes], subject);
        var random = new Random(unchecked((Seed * 1_000_003) + (index * 10_007) + number));
        (Rendering.Scene scene, Rendering.Film film) = Staging.Arrange(subject, random);
        return film.Expose(scene, Width, Height, random);
    }

    /// <summary>Writes <c>{class}/{class}-01.jpg</c> and so on below a folder.</summary>
    /// <param name="folder">Where to; made if it does not exist.</param>
    /// <param name="count">Photos of each class.</param>
    public void Write(string folder, int count)
    {
        foreach (string subject in Staging.Classes) Directory.CreateDirectory(Path.Combine(folder, subject));
        (string Subject, int Number)[] photos =
            [.. Staging.Classes.SelectMany(subject => Enumerable.Range(1, count).Select(number => (subject, number)))];
        Parallel.ForEach(photos, photo =>
        {
            using Image<Rgb24> image = Draw(photo.Subject, photo.Number);
            string name = $"{photo.Subject}-{photo.Number:00}.jpg";
            image.SaveAsJpeg(Path.Combine(folder, photo.Subject, name), new JpegEncoder { Quality = 82 });
        });
    }
}
