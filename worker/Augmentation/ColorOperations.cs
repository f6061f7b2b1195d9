using ImageClassifier.Vision.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Augmentation;

/// <summary>
/// torchvision's changes of colour, for whole batches of values from 0 to 255, with a magnitude for each photo. A photo's result is the
/// same to the last bit in every batch and with every number of threads: sums are of whole numbers, everything else is one operation
/// on each number after the other.
/// </summary>
internal static class ColorOperations
{
    /// <param name="operation">What to do.</param>
    /// <param name="values">[N, 3, H, W] float32; overwritten.</param>
    /// <param name="magnitude">[N, 1, 1, 1] float32; see <see cref="ColorStep"/>.</param>
    /// <returns>Of the same shape; the same tensor or a new one.</returns>
    public static Tensor Apply(ColorOperation operation, Tensor values, Tensor magnitude)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor result = operation switch
        {
            ColorOperation.Brightness => values.mul_(magnitude).clamp_(0, 255),
            ColorOperation.Contrast => Blend(values, Mean(Gray(values)), magnitude),
            ColorOperation.Saturation => Blend(values, Gray(values), magnitude),
            ColorOperation.Hue => TurnHue(values, magnitude),
            ColorOperation.Sharpness => Sharpen(values, magnitude),
            ColorOperation.Posterize => Posterize(values, magnitude),
            ColorOperation.Solarize => where(values.ge(magnitude), values.neg().add_(255), values),
            ColorOperation.AutoContrast => AutoContrast(values),
            ColorOperation.Equalize => Equalize(values),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "not a change of colour"),
        };
        return ReferenceEquals(result, values) ? values : result.MoveToOuterDisposeScope();
    }

    /// <summary>factor · values + (1 - factor) · other.</summary>
    private static Tensor Blend(Tensor values, Tensor other, Tensor factor) =>
        values.mul_(factor).add_(other.mul(factor.neg().add_(1))).clamp_(0, 255);

    /// <summary>[N, 1, H, W]: ITU-R 601-2 luma.</summary>
    private static Tensor Gray(Tensor values) =>
        values.narrow(1, 0, 1).mul(0.2989).add_(values.narrow(1, 1, 1).mul(0.587)).add_(values.narrow(1, 2, 1).mul(0.114));

    /// <summary>[N, 1, 1, 1]. In whole 256ths: their sum is exact, in whatever order it is made.</summary>
    private static Tensor Mean(Tensor gray)
    {
        double count = gray.shape[2] * gray.shape[3] * 256.0;
        return gray.mul(256).round_().sum([1, 2, 3], keepdim: true, type: ScalarType.Float64).div_(count).to(ScalarType.Float32);
    }

    /// <summary>
    /// To hue, chroma and value, a turn of the hue, and back: channel = value - chroma · clamp(min(k, 4 - k), 0, 1) with k = (n + hue /
    /// 60°) mod 6 and n = 5, 3, 1 for red, green and blue. That clamp is 1 - clamp(|k - 2| - 1, 0, 1), and the smallest channel is value -
    /// chroma.
    /// </summary>
    private static Tensor TurnHue(Tensor values, Tensor turn)
    {
        Tensor red = values.narrow(1, 0, 1), green = values.narrow(1, 1, 1), blue = values.narrow(1, 2, 1);
        Tensor most = red.maximum(green).maximum(blue), least = red.minimum(green).minimum(blue);
        Tensor chroma = most.sub(least);
        // A grey pixel has no hue; whichever is taken, its chroma of 0 wipes it out.
        Tensor divisor = chroma.clamp_min(1e-6);
        Tensor hue = green.sub(blue).div_(divisor);
        Tensor ofGreen = blue.sub(red).div_(divisor).add_(2), ofBlue = red.sub(green).div_(divisor).add_(4);
        // 0 where the channel is the largest and 1 elsewhere: several times faster than masks and where().
        Tensor notRed = most.sub(red).sign_(), notGreen = most.sub(green).sign_();
        Tensor ofOthers = ofBlue.sub_(ofGreen).mul_(notGreen).add_(ofGreen);
        hue = ofOthers.sub_(hue).mul_(notRed).add_(hue);
        hue.add_(turn.mul(6));
        Tensor k = hue.add(tensor(new float[] { 3, 1, -1 }).reshape(1, 3, 1, 1).to(values.device));
        // k is n - 2 + hue; brought to [-3, 3], where its absolute value is the distance that counts.
        k.sub_(k.mul(1.0 / 6).round_().mul_(6)).abs_();
        return k.sub_(1).clamp_(0, 1).mul_(chroma).add_(least);
    }

    /// <summary>Away from a copy that is blurred by [1 1 1; 1 5 1; 1 1 1] / 13; the outermost pixels stay.</summary>
    private static Tensor Sharpen(Tensor values, Tensor factor)
    {
        long height = values.shape[2], width = values.shape[3];
        Tensor rows = values.narrow(2, 0, height - 2).add(values.narrow(2, 1, height - 2)).add_(values.narrow(2, 2, height - 2));
        Tensor box = rows.narrow(3, 0, width - 2).add(rows.narrow(3, 1, width - 2)).add_(rows.narrow(3, 2, width - 2));
        Tensor inside = values.narrow(2, 1, height - 2).narrow(3, 1, width - 2);
        Tensor blurred = box.add_(inside.mul(4)).mul_(1.0 / 13);
        inside.mul_(factor).add_(blurred.mul_(factor.neg().add_(1))).clamp_(0, 255);
        return values;
    }

    /// <summary>Keeps the upper bits.</summary>
    private static Tensor Posterize(Tensor values, Tensor bits)
    {
        // 2 to the power of (8 - bits), as a product of exact numbers: pow may be off in the last bit.
        float[] steps = [.. bits.to(ScalarType.Float32).cpu().ToArray<float>().Select(kept => (float)(1 << (8 - (int)kept)))];
        Tensor step = tensor(steps).reshape(steps.Length, 1, 1, 1).to(values.device);
        return values.div_(step).floor_().mul_(step);
    }

    /// <summary>Stretches each channel to the full range; one of a single value stays.</summary>
    private static Tensor AutoContrast(Tensor values)
    {
        Tensor flat = values.flatten(2);
        Tensor least = flat.min(2).values.unsqueeze(2).unsqueeze(3), most = flat.max(2).values.unsqueeze(2).unsqueeze(3);
        Tensor range = most.sub(least), single = range.le(0);
        Tensor scale = where(single, ones_like(range), range.clamp_min(1e-6).reciprocal().mul_(255));
        return values.sub_(least.masked_fill(single, 0)).mul_(scale).clamp_(0, 255);
    }

    /// <summary>Spreads the values of each channel evenly, through its histogram.</summary>
    private static Tensor Equalize(Tensor values)
    {
        long channels = values.shape[0] * values.shape[1];
        Tensor levels = values.round().clamp_(0, 255).to(ScalarType.Int64).reshape(channels, -1);
        Tensor rows = arange(channels, ScalarType.Int64, values.device).unsqueeze(1).mul(256);
        Tensor histogram = levels.add(rows).flatten().bincount(null, channels * 256).reshape(channels, 256);
        // The brightest level that occurs is left out of the count.
        Tensor brightest = histogram.gather(1, levels.max(1, keepdim: true).values);
        Tensor step = levels.shape[1] - brightest;
        step = step.div(255, RoundingMode.floor);
        Tensor divisor = step.clamp_min(1);
        Tensor above = histogram.cumsum(1).add(divisor.div(2, RoundingMode.floor)).div(divisor, RoundingMode.floor);
        // A level becomes the share of what is darker than it.
        Tensor table = cat([zeros_like(above.narrow(1, 0, 1)), above.narrow(1, 0, 255)], 1).clamp_(0, 255);
        Tensor equalized = where(step.eq(0), levels, table.gather(1, levels));
        return equalized.to(ScalarType.Float32).reshape(values.shape);
    }
}
