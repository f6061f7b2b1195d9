using ImageClassifier.Worker.Augmentation;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Augmentation;

public sealed class ColorOperationsTests
{
    [Theory]
    [InlineData("brightness_0.6", "Brightness", 0.6)]
    [InlineData("brightness_1.4", "Brightness", 1.4)]
    [InlineData("contrast_0.3", "Contrast", 0.3)]
    [InlineData("contrast_1.8", "Contrast", 1.8)]
    [InlineData("saturation_0", "Saturation", 0)]
    [InlineData("saturation_1.7", "Saturation", 1.7)]
    [InlineData("hue_0.1", "Hue", 0.1)]
    [InlineData("hue_-0.4", "Hue", -0.4)]
    [InlineData("hue_0.5", "Hue", 0.5)]
    [InlineData("sharpness_0.1", "Sharpness", 0.1)]
    [InlineData("sharpness_1.9", "Sharpness", 1.9)]
    [InlineData("posterize_4", "Posterize", 4)]
    [InlineData("posterize_2", "Posterize", 2)]
    [InlineData("solarize_100", "Solarize", 100)]
    [InlineData("solarize_255", "Solarize", 255)]
    [InlineData("equalize", "Equalize", 0)]
    public void AnOperationGivesWhatTorchvisionGives(string recorded, string operation, double magnitude)
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor changed = Apply(RecordedTransforms.Pictures(), operation, magnitude);

        RecordedTransforms.AssertEqual(RecordedTransforms.Of("colors", recorded), changed, tolerance: 0.02);
    }

    [Theory]
    [InlineData("autocontrast", "AutoContrast")]
    [InlineData("equalize_dim", "Equalize")]
    public void ADimPictureIsSpreadAsTorchvisionSpreadsIt(string recorded, string operation)
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor changed = Apply(RecordedTransforms.DimPictures(), operation, 0);

        RecordedTransforms.AssertEqual(RecordedTransforms.Of("colors", recorded), changed, tolerance: 0.02);
    }

    [Fact]
    public void APictureOfOneColourStaysWhereThereIsNothingToSpread()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor grey = full([1, 3, 8, 8], 77f);

        Assert.Equal(grey.data<float>().ToArray(), Apply(grey, "AutoContrast", 0).data<float>().ToArray());
        Assert.Equal(grey.data<float>().ToArray(), Apply(grey, "Equalize", 0).data<float>().ToArray());
    }

    [Fact]
    public void EachPhotoTakesItsOwnStepsInItsOwnOrder()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = RecordedTransforms.Pictures(3);
        ColorStep bright = new(ColorOperation.Brightness, 1.3), grey = new(ColorOperation.Contrast, 0.5),
            turn = new(ColorOperation.Hue, 0.2);
        ColorStep[][] steps = [[bright, grey], [], [grey, bright, turn]];

        Tensor together = Colors.Apply(pictures, steps);

        for (int i = 0; i < steps.Length; i++)
        {
            Tensor alone = Colors.Apply(pictures.narrow(0, i, 1).clone(), [steps[i]]).to(ScalarType.Float32);
            Assert.Equal(alone.data<float>().ToArray(), together.narrow(0, i, 1).contiguous().data<float>().ToArray());
        }
    }

    private static Tensor Apply(Tensor pictures, string operation, double magnitude) =>
        ColorOperations.Apply(Enum.Parse<ColorOperation>(operation), pictures.to(ScalarType.Float32).clone(),
            full([pictures.shape[0], 1, 1, 1], (float)magnitude));
}
