using ImageClassifier.Imaging.Files;
using ImageClassifier.Imaging.Pixels;
using NetVips;

namespace ImageClassifier.Imaging.Libvips;

/// <summary>Decodes what <see cref="PhotoFile"/> left of a file, to upright 8-bit sRGB over white.</summary>
internal static class VipsDecoder
{
    /// <param name="file">What to decode.</param>
    /// <param name="shorterSide">The result is scaled down to this shorter side; a smaller picture stays as it is.</param>
    /// <param name="declared">Width and height that the headers were seen to declare; another size is an error. Null reads them, and
    /// decodes at full size.</param>
    /// <exception cref="PhotoDecodingException">Pixels are missing or wrong.</exception>
    internal static RgbImage Decode(PhotoFile file, int shorterSide = int.MaxValue, (int Width, int Height)? declared = null)
    {
        VipsLibrary.Require();
        try
        {
            int shrink = 1;
            if (declared is { } size) shrink = Shrink(file.Format, size.Width, Target(size.Width, size.Height, shorterSide).Width);
            using var pipeline = new VipsPipeline(Open(file, shrink));
            (int width, int height) = declared ?? (pipeline.Image.Width, pipeline.Image.Height);
            if (Math.Abs(pipeline.Image.Width * shrink - width) >= shrink || Math.Abs(pipeline.Image.Height * shrink - height) >= shrink)
            {
                throw new PhotoDecodingException(
                    $"The headers declare {width} × {height} pixels, and the decoder "
                        + $"sees {pipeline.Image.Width} × {pipeline.Image.Height} at 1/{shrink}");
            }
            (int Width, int Height) target = Target(width, height, shorterSide);
            if (DepthFactors(file, pipeline.Image) is { } factors) VipsDepth.Apply(pipeline, factors);

            // Over white first: hidden colour must not bleed into what is visible.
            if (pipeline.Image.HasAlpha())
                pipeline.Apply(image => image.Flatten(background: [image.Format == Enums.BandFormat.Ushort ? 65535 : 255]));
            if (pipeline.Image.Width != target.Width || pipeline.Image.Height != target.Height)
            {
                pipeline.Apply(image =>
                    image.Resize((double)target.Width / image.Width, Enums.Kernel.Lanczos3, vscale: (double)target.Height / image.Height));
            }
            // Here the file is read, from top to bottom.
            pipeline.Apply(image => image.CopyMemory());
            VipsColours.ToSrgb(pipeline, file.Profile);
            Turn(pipeline, file.Orientation);
            return new RgbImage(pipeline.Image.WriteToMemory<byte>(), pipeline.Image.Width, pipeline.Image.Height);
        }
        catch (VipsException error)
        {
            // Its words may be about another photo: libvips collects them in one place for all threads.
            throw new PhotoDecodingException(
                $"The {file.Format.Name()} cannot be decoded: {error.Message.ReplaceLineEndings("; ").Trim(' ', ';')}", error);
        }
    }

    private static double[]? DepthFactors(PhotoFile file, Image image)
    {
        if (image.Format != Enums.BandFormat.Ushort) return null;
        // A second time, because an image is read from top to bottom and once.
        using Image again = Open(file, shrink: 1);
        return VipsDepth.Factors(again, file.Profile is { } profile
            && profile.Channels == (again.HasAlpha() ? again.Bands - 1 : again.Bands) ? profile : null);
    }

    private static Image Open(PhotoFile file, int shrink)
    {
        byte[] bytes = file.Pixels;
        // Pixels that are missing or wrong are an error, not a grey area; but for the last eight rows of a baseline JPEG, whose warnings
        // nobody asks for.
        const Enums.FailOn failOn = Enums.FailOn.Warning;
        const Enums.Access access = Enums.Access.Sequential;
        return file.Format switch
        {
            PhotoFormat.Jpeg => Image.JpegloadBuffer(bytes, shrink: shrink, access: access, failOn: failOn),
            PhotoFormat.Png => Image.PngloadBuffer(bytes, access: access, failOn: failOn),
            PhotoFormat.Webp => Image.WebploadBuffer(bytes, scale: 1.0 / shrink, access: access, failOn: failOn),
            _ => Image.GifloadBuffer(bytes, n: 1, access: access, failOn: failOn),
        };
    }

    private static (int Width, int Height) Target(int width, int height, int shorterSide)
    {
        double factor = Math.Min(1, (double)shorterSide / Math.Min(width, height));
        return ((int)Math.Round(width * factor), (int)Math.Round(height * factor));
    }

    // JPEG and WebP decode at a fraction of their size, at a fraction of the time. At least a factor of two is left to the sampler, which
    // has the better filter.
    private static int Shrink(PhotoFormat format, int width, int target) => format is not (PhotoFormat.Jpeg or PhotoFormat.Webp)
        ? 1
        : ((double)width / target) switch
        {
            >= 16 => 8,
            >= 8 => 4,
            >= 4 => 2,
            _ => 1,
        };

    // EXIF 2.32, section 4.6.4, tag 274: which edges of the scene the first row and column are.
    private static void Turn(VipsPipeline pipeline, int orientation)
    {
        if (orientation is 2 or 5 or 7) pipeline.Apply(image => image.FlipHor());
        if (orientation is 4) pipeline.Apply(image => image.FlipVer());
        if (orientation is 3) pipeline.Apply(image => image.Rot180());
        if (orientation is 6 or 7) pipeline.Apply(image => image.Rot90());
        if (orientation is 5 or 8) pipeline.Apply(image => image.Rot270());
    }
}
