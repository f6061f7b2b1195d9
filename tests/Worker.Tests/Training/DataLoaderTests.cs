using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Worker.Augmentation;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training.Input;
using Worker.Tests.Support;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

public sealed class DataLoaderTests
{
    private static readonly DataOptions Data = new()
    {
        ImageSize = 32,
        Augmentation =
            new AugmentationOptions { TrivialAugmentWide = true, ColorJitter = new ColorJitterOptions { Contrast = 0.5, Hue = 0.2 } },
    };

    [Fact]
    public async Task BatchesMadeAheadAreThoseMadeHere()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using var augmenter = new Augmenter(Data, PhotoNormalization.ImageNet, 1, CPU);
        using var loader = new DataLoader(photos.Training, augmenter, new Mixing(new RegularizationOptions { MixUp = 0.2, CutMix = 1 }, 1));
        IReadOnlyList<int[]> batches = Batches.Of(25, 4, 1, 3);
        int number = 0;

        foreach (TrainingBatch ahead in loader.Of(batches, 3, CancellationToken.None))
        {
            using TrainingBatch given = ahead, made = loader.Make(batches[number], 3, number);
            Assert.Equal(made.Input.data<float>().ToArray(), given.Input.data<float>().ToArray());
            Assert.Equal(batches[number].Select(photo => (long)photos.Training.Classes[photo]), given.Labels.data<long>().ToArray());
            Assert.Equal(made.Other!.Share, given.Other!.Share);
            number++;
        }
        Assert.Equal(batches.Count, number);
    }

    [Fact]
    public async Task LeavingAnEpochEarlyLeavesNoTensorsBehind()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using var augmenter = new Augmenter(Data, PhotoNormalization.ImageNet, 1, CPU);
        using var loader = new DataLoader(photos.Training, augmenter, new Mixing(new RegularizationOptions(), 1));
        IReadOnlyList<int[]> batches = Batches.Of(25, 2, 1, 1);
        using var stop = new CancellationTokenSource();
        long before = Tensor.TotalCount;

        foreach (TrainingBatch batch in loader.Of(batches, 1, CancellationToken.None))
        {
            batch.Dispose();
            break;
        }
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (TrainingBatch batch in loader.Of(batches, 1, stop.Token))
            {
                batch.Dispose();
                stop.Cancel();
            }
        });

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public async Task WhatGoesWrongOnTheOtherThreadIsThrownHere()
    {
        using PhotoSets photos = await TinyJob.PhotosAsync();
        using var augmenter = new Augmenter(Data, PhotoNormalization.ImageNet, 1, CPU);
        using var loader = new DataLoader(photos.Training, augmenter, new Mixing(new RegularizationOptions(), 1));

        Assert.Throws<IndexOutOfRangeException>(() =>
        {
            foreach (TrainingBatch batch in loader.Of([[0, 1], [99]], 1, CancellationToken.None)) batch.Dispose();
        });
    }
}
