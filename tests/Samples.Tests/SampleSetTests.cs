using ImageClassifier.Samples;
using ImageClassifier.Samples.Subjects;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Samples.Tests;

public class SampleSetTests
{
    public static TheoryData<string> Classes => [.. Staging.Classes];

    [Theory]
    [MemberData(nameof(Classes))]
    public void The_same_seed_draws_the_same_photo(string subject)
    {
        byte[] first = Pixels(new SampleSet(3, 48, 36), subject, 2);

        Assert.Equal(first, Pixels(new SampleSet(3, 48, 36), subject, 2));
        Assert.NotEqual(first, Pixels(new SampleSet(4, 48, 36), subject, 2));
        Assert.NotEqual(first, Pixels(new SampleSet(3, 48, 36), subject, 3));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Every_photo_shows_something(string subject)
    {
        for (int number = 1; number <= 6; number++)
        {
            byte[] pixels = Pixels(new SampleSet(9, 32, 24), subject, number);
            double mean = pixels.Average(value => value), deviation = Math.Sqrt(pixels.Average(value => Math.Pow(value - mean, 2)));
            Assert.InRange(mean, 15, 240);
            Assert.True(deviation > 10, $"{subject} {number} is flat: {deviation:F1}");
        }
    }

    [Fact]
    public void An_unknown_class_is_named() =>
        Assert.Contains("spoon", Assert.Throws<ArgumentException>(() => new SampleSet(1).Draw("spoon", 1)).Message);

    [Fact]
    public void A_set_is_written_with_a_folder_for_each_class()
    {
        string folder = Directory.CreateTempSubdirectory("samples-").FullName;
        try
        {
            new SampleSet(1, 32, 24).Write(folder, 2);
            Assert.Equal(
                Staging.Classes.SelectMany(subject => new[] { $"{subject}/{subject}-01.jpg", $"{subject}/{subject}-02.jpg" }),
                Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void The_committed_photos_are_26_of_each_class_and_decode(string subject)
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "samples", "photos", subject), "*.jpg");

        Assert.Equal(Enumerable.Range(1, 26).Select(number => $"{subject}-{number:00}.jpg"), files.Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));
        Assert.All(files, file =>
        {
            using Image<Rgb24> image = Image.Load<Rgb24>(file);
            Assert.Equal(new Size(320, 240), image.Size());
        });
    }

    private static byte[] Pixels(SampleSet set, string subject, int number)
    {
        using Image<Rgb24> image = set.Draw(subject, number);
        byte[] pixels = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(pixels);
        return pixels;
    }
}
