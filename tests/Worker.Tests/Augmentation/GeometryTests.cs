using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Worker.Tests.Augmentation;

public sealed class GeometryTests
{
    [Fact]
    public void AQuarterTurnMovesEveryPixelToItsPlace()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = RecordedTransforms.Pictures();

        // Counter-clockwise: the right column becomes the upper row.
        AssertClose(pictures.transpose(2, 3).flip(2), Moved(pictures, AffineMap.Rotate(90)));
        AssertClose(pictures.transpose(2, 3).flip(3), Moved(pictures, AffineMap.Rotate(-90)));
    }

    [Fact]
    public void AShiftByWholePixelsCopiesThemAndRepeatsTheBorder()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = RecordedTransforms.Pictures();
        const int Right = 3;
        Tensor expected =
            cat([pictures.narrow(3, 0, 1).expand(-1, -1, -1, Right), pictures.narrow(3, 0, RecordedTransforms.Size - Right)], 3);

        AssertClose(expected, Moved(pictures, AffineMap.Shift((double)Right / RecordedTransforms.Size, 0)));
    }

    [Fact]
    public void MirrorsAreExact()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = RecordedTransforms.Pictures();

        AssertClose(pictures.flip(3), Moved(pictures, AffineMap.MirrorX));
        Assert.Equal(pictures.flip(3).bytes.ToArray(), Flips.Apply(pictures, [true, true], [false, false]).bytes.ToArray());
        Assert.Equal(cat([pictures.narrow(0, 0, 1).flip(2), pictures.narrow(0, 1, 1)]).bytes.ToArray(),
            Flips.Apply(pictures, [false, false], [true, false]).contiguous().bytes.ToArray());
    }

    [Theory]
    [InlineData(FillMode.Nearest, 255)]
    [InlineData(FillMode.Mean, 100)]
    public void WhatLiesOutsideOfThePhotoIsFilled(FillMode fill, double expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor white = full([1, 3, 8, 8], 255f), mean = full([1, 3, 1, 1], 100f);

        Tensor moved = Resampling.Apply(white, [AffineMap.Shift(0.5, 0)], 8, fill, mean);

        Assert.All(moved.narrow(3, 0, 4).contiguous().data<float>().ToArray(), value => Assert.Equal(expected, value, 1e-3));
        Assert.All(moved.narrow(3, 4, 4).contiguous().data<float>().ToArray(), value => Assert.Equal(255, value, 1e-3));
    }

    [Fact]
    public void ReflectionMirrorsThePhotoAtItsBorder()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = RecordedTransforms.Pictures();

        Tensor moved = Resampling.Apply(pictures, [AffineMap.Shift(0.5, 0), AffineMap.Shift(0.5, 0)], RecordedTransforms.Size,
            FillMode.Reflect, zeros(1, 3, 1, 1));

        AssertClose(pictures.narrow(3, 0, 5).flip(3), moved.narrow(3, 0, 5));
    }

    [Theory]
    [InlineData(2, 1, 0.25, 0, 0.5, 1)]
    [InlineData(0.5, 1, 0, 0.25, 1, 0.5)]
    [InlineData(2, 0.875, 0.28125, 0.0625, 0.4375, 0.875)]
    public void TheMiddleSquareKeepsShapes(double aspect, double kept, double left, double top, double width, double height) =>
        Assert.Equal(new CropBox(left, top, width, height), CropBox.Middle(aspect, kept));

    [Fact]
    public void RandomCropsHaveTheAreasAndRatiosThatWereAskedFor()
    {
        var options = new RandomResizedCropOptions();
        const double Aspect = 4.0 / 3;
        CropBox[] boxes =
            [.. Enumerable.Range(0, 5000).Select(photo => CropBox.Draw(options, Aspect, new RandomDraws(1, RandomPurpose.Crop, 1, photo)))];

        Assert.All(boxes, box =>
        {
            Assert.InRange(box.Left, 0, 1 - box.Width + 1e-9);
            Assert.InRange(box.Top, 0, 1 - box.Height + 1e-9);
            Assert.InRange(box.Width * box.Height, 0.08 - 1e-9, 1);
            Assert.InRange(box.Width * Aspect / box.Height, 0.75 - 1e-9, 4.0 / 3 + 1e-9);
        });
        // Large boxes often do not fit and are drawn again: torchvision's means of 5,000 boxes are 0.435 and 0.032.
        Assert.Equal(0.435, boxes.Average(box => box.Width * box.Height), 0.015);
        Assert.Equal(0.032, boxes.Average(box => Math.Log(box.Width * Aspect / box.Height)), 0.01);
        Assert.InRange(boxes.Average(box => box.Left + box.Width / 2), 0.49, 0.51);
    }

    [Fact]
    public void ACropThatFitsNowhereIsTheMiddle()
    {
        var options = new RandomResizedCropOptions { MinScale = 0.9, MaxScale = 1 };

        CropBox box = CropBox.Draw(options, 5, new RandomDraws(1, RandomPurpose.Crop, 1, 1));

        // A ratio of 4 : 3 of a photo of 5 : 1.
        Assert.Equal(4.0 / 3 / 5, box.Width, 1e-9);
        Assert.Equal(1, box.Height);
        Assert.Equal(0.5, box.Left + box.Width / 2, 1e-9);
    }

    [Fact]
    public void MapsAreComposedInTheOrderInWhichPixelsAreLookedUp()
    {
        AffineMap map = AffineMap.Rotate(90).Then(AffineMap.Shift(0.25, 0));

        // Up on the result is right in the turned picture, which was moved right by a quarter of the side.
        Assert.Equal(0.5, map.Xx * 0 + map.Xy * -1 + map.X0, 1e-9);
        Assert.Equal(0, map.Yx * 0 + map.Yy * -1 + map.Y0, 1e-9);
    }

    private static Tensor Moved(Tensor pictures, AffineMap map) =>
        Resampling.Apply(pictures, [map, map], RecordedTransforms.Size, FillMode.Nearest, zeros(1, 3, 1, 1));

    private static void AssertClose(Tensor expected, Tensor actual) =>
        RecordedTransforms.AssertEqual([.. expected.to(ScalarType.Float64).contiguous().data<double>()], actual);
}
