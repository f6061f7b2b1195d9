using System.Security.Cryptography;
using System.Text;
using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Imaging;
using ImageClassifier.Vision;
using ImageClassifier.Vision.Networks;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Vision.Weights;
using ImageClassifier.Vision.Weights.Tensors;
using static TorchSharp.torch;

namespace Vision.Tests;

public sealed class ImageClassifierModelTests
{
    private static readonly Experiment Recipe = new()
    {
        Name = "small",
        Model = new ModelOptions { Width = 8, Dropout = 0.9 },
        Data = new DataOptions { ImageSize = 32 },
    };

    [Fact]
    public void EveryClassGetsAProbabilityMostLikelyFirst()
    {
        using ImageClassifierModel model = Load();

        IReadOnlyList<Prediction> predictions = model.Predict(DrawnPhoto.Png(kind: 0, number: 1), topK: 10);

        Assert.Equal(["a", "b", "c"], predictions.Select(prediction => prediction.Label).Order());
        Assert.Equal(predictions.OrderByDescending(prediction => prediction.Probability), predictions);
        Assert.Equal(1, predictions.Sum(prediction => prediction.Probability), 1e-5);
        Assert.Equal(predictions.Take(2), model.Predict(DrawnPhoto.Png(kind: 0, number: 1), topK: 2));
    }

    [Fact]
    public void ManyThreadsGetTheAnswersThatOneGets()
    {
        using ImageClassifierModel model = Load();
        byte[][] photos = [.. Enumerable.Range(0, 8).Select(i => DrawnPhoto.Png(i % 3, i))];
        Prediction[][] alone = [.. photos.Select(photo => model.Predict(photo).ToArray())];

        var together = new Prediction[32][];
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = [.. model.Predict(photos[i % 8])]);

        for (int i = 0; i < 32; i++) Assert.Equal(alone[i % 8], together[i]);
    }

    [Fact]
    public void WhatIsNoPhotoIsRejectedWithAReason()
    {
        using ImageClassifierModel model = Load();

        var error = Assert.Throws<PhotoRejectedException>(() => model.Predict(Encoding.UTF8.GetBytes("hello, this is a text")));

        Assert.Equal(PhotoRejectionCode.NotAnImage, error.Rejection.Code);
    }

    [Fact]
    public void WeightsThatTheCardDoesNotSpeakOfAreRefused()
    {
        (ModelCard card, byte[] weights) = Make();
        weights[^1] ^= 1;

        var error = Assert.Throws<InvalidDataException>(() => ImageClassifierModel.Load(card, weights));

        Assert.Contains(card.WeightsSha256, error.Message);
    }

    [Fact]
    public void ADisposedModelNeitherAnswersNorKeepsTensors()
    {
        (ModelCard card, byte[] weights) = Make();
        ImageClassifierModel model = ImageClassifierModel.Load(card, weights);
        model.Predict(DrawnPhoto.Png(kind: 0, number: 1));

        model.Dispose();
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => model.Predict(DrawnPhoto.Png(kind: 0, number: 1)));
    }

    [Fact]
    public void PredictionsLeaveNoTensorsBehind()
    {
        using ImageClassifierModel model = Load();
        model.Predict(DrawnPhoto.Png(kind: 0, number: 1));
        long before = Tensor.TotalCount;

        for (int i = 0; i < 5; i++) model.Predict(DrawnPhoto.Png(kind: 0, number: i));

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void TheCardsTemperatureMakesAnswersLessSureAndChangesNone()
    {
        (ModelCard card, byte[] weights) = Make();
        using ImageClassifierModel sharp = ImageClassifierModel.Load(card, weights),
            soft = ImageClassifierModel.Load(card with { Temperature = 2 }, weights);

        IReadOnlyList<Prediction> before = sharp.Predict(DrawnPhoto.Png(kind: 0, number: 1)),
            after = soft.Predict(DrawnPhoto.Png(kind: 0, number: 1));

        Assert.Equal(before.Select(prediction => prediction.Label), after.Select(prediction => prediction.Label));
        // softmax(z / 2): the ratio of two probabilities becomes its square root.
        Assert.Equal(Math.Sqrt(before[0].Probability / before[1].Probability), after[0].Probability / after[1].Probability, 4);
        Assert.Contains("temperature",
            Assert.Throws<InvalidDataException>(() => ImageClassifierModel.Load(card with { Temperature = 0 }, weights)).Message);
    }

    [Fact]
    public void APhotoIsStoredForTheNetworkAsTheCardSays()
    {
        (ModelCard card, byte[] weights) = Make();
        byte[] photo = DrawnPhoto.Png(kind: 0, number: 1, size: 300);
        var limits = new PhotoLimits { StoredShortSide = 64, JpegQuality = 20 };
        byte[] stored = Assert.IsType<NormalizationResult.Accepted>(new PhotoNormalizer(limits).Normalize(photo)).Photo.Jpeg.ToArray();

        using ImageClassifierModel plain = ImageClassifierModel.Load(card, weights);
        using ImageClassifierModel coarse = ImageClassifierModel.Load(card with { StoredShortSide = 64, JpegQuality = 20 }, weights);

        // A small JPEG without metadata is not compressed anew, so that the plain model sees the very pixels.
        Assert.Equal(plain.Predict(stored), coarse.Predict(photo));
        Assert.NotEqual(plain.Predict(photo), coarse.Predict(photo));
    }

    [Fact]
    public void ACardWithoutAStandardDeviationIsRefused()
    {
        (ModelCard card, byte[] weights) = Make();

        Assert.Contains("mean and std",
            Assert.Throws<InvalidDataException>(() => ImageClassifierModel.Load(card with { Std = [0, 1, 1] }, weights)).Message);
    }

    private static ImageClassifierModel Load()
    {
        (ModelCard card, byte[] weights) = Make();
        return ImageClassifierModel.Load(card, weights);
    }

    private static (ModelCard Card, byte[] Weights) Make()
    {
        manual_seed(7);
        using nn.Module<Tensor, Tensor> network = NetworkFactory.Create(Recipe.Model, classes: 3);
        byte[] weights = new Safetensors(StateDict.Save(network).ToDictionary()).ToBytes();
        var card = new ModelCard
        {
            JobId = "0123456789abcdef0123456789abcdef",
            Experiment = Recipe,
            Classes = ["a", "b", "c"],
            Mean = PhotoNormalization.ImageNet.Mean,
            Std = PhotoNormalization.ImageNet.Std,
            ManifestDigest = new string('0', 64),
            WeightsSha256 = Convert.ToHexStringLower(SHA256.HashData(weights)),
            ValAccuracy = 0.5,
        };
        return (card, weights);
    }
}
