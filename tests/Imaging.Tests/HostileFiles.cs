using NetVips;

namespace Imaging.Tests;

/// <summary>A valid file of every kind, and ways in which files go bad.</summary>
internal static class HostileFiles
{
    public static readonly IReadOnlyList<string> Kinds =
    [
        "jpeg", "jpeg progressive", "jpeg grey", "jpeg cmyk", "jpeg restarts", "png", "png interlaced", "png 16", "png palette",
            "png alpha",
        "webp", "webp lossless", "webp alpha", "gif", "gif interlaced",
    ];

    public static byte[] Valid(string kind)
    {
        using SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgb24> drawn = Photos.Draw(60, 44);
        using Image image = Image.PngloadBuffer(Photos.Png(drawn)).CopyMemory(), alpha = image.Bandjoin(image.ExtractBand(0));
        return kind switch
        {
            "jpeg" => image.JpegsaveBuffer(),
            "jpeg progressive" => image.JpegsaveBuffer(interlace: true),
            "jpeg grey" => image.Colourspace(Enums.Interpretation.Bw).JpegsaveBuffer(),
            "jpeg cmyk" => alpha.Copy(interpretation: Enums.Interpretation.Cmyk).JpegsaveBuffer(keep: Enums.ForeignKeep.None),
            "jpeg restarts" => image.JpegsaveBuffer(restartInterval: 2),
            "png" => image.PngsaveBuffer(),
            "png interlaced" => image.PngsaveBuffer(interlace: true),
            "png 16" => image.Colourspace(Enums.Interpretation.Rgb16).PngsaveBuffer(),
            "png palette" => image.PngsaveBuffer(palette: true),
            "png alpha" => alpha.PngsaveBuffer(),
            "webp" => image.WebpsaveBuffer(),
            "webp lossless" => image.WebpsaveBuffer(lossless: true),
            "webp alpha" => alpha.WebpsaveBuffer(),
            "gif" => image.GifsaveBuffer(),
            _ => image.GifsaveBuffer(interlace: true),
        };
    }

    public static byte[] Mutate(byte[] file, Random random)
    {
        byte[] changed = [.. file];
        switch (random.Next(5))
        {
            case 0:
                return changed[..random.Next(changed.Length)];
            case 1:
                random.NextBytes(changed.AsSpan(random.Next(changed.Length)));
                return changed;
            case 2:
                int cut = random.Next(changed.Length);
                return [.. changed[..cut], .. changed[Math.Min(changed.Length, cut + random.Next(1, 60))..]];
            case 3:
                for (int change = random.Next(1, 5); change > 0; change--)
                    changed[random.Next(Math.Min(changed.Length, 700))] = (byte)random.Next(256);
                return changed;
            default:
                for (int flips = random.Next(1, 6); flips > 0; flips--) changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                return changed;
        }
    }
}
