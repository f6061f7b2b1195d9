using SixLabors.ImageSharp;

namespace ImageClassifier.Imaging;

/// <summary>A picture of ours in the two formats that MLflow's page asks for: one to open and one to show small.</summary>
/// <param name="Png">Without loss.</param>
/// <param name="Webp">Compressed.</param>
public sealed record PagePicture(byte[] Png, byte[] Webp)
{
    /// <param name="jpeg">That this project has drawn.</param>
    public static PagePicture Of(byte[] jpeg)
    {
        using Image image = Image.Load(jpeg);
        using MemoryStream png = new(), webp = new();
        image.SaveAsPng(png);
        image.SaveAsWebp(webp);
        return new PagePicture(png.ToArray(), webp.ToArray());
    }
}
