using System.Text.Json;
using ImageClassifier.Contracts.Experiments;
using ImageClassifier.Vision.Runtime;
using ImageClassifier.Worker.Data;
using ImageClassifier.Worker.Training.Optimization;
using TorchSharp;
using TorchSharp.Modules;
using OptimizerOptions = ImageClassifier.Contracts.Experiments.OptimizerOptions;
using static TorchSharp.torch;

namespace Worker.Tests.Training;

/// <summary>Optimizers, schedules and losses against what Python's PyTorch computed; see Recorded/record.py.</summary>
public sealed class ParityTests
{
    private static readonly JsonElement Recorded = JsonDocument.Parse(
        typeof(ParityTests).Assembly.GetManifestResourceStream("pytorch.json")
            ?? throw new FileNotFoundException("pytorch.json is no resource of the assembly")).RootElement;

    private static readonly OptimizerOptions Sgd = new() { Name = OptimizerName.Sgd, LearningRate = 0.05, Momentum = 0.9, Nesterov = true };
    private static readonly long[] Labels = [0, 1, 2, 0, 1, 0, 0, 2];

    private static readonly Dictionary<string, OptimizerOptions> Optimizers = new()
    {
        ["sgd"] = Sgd,
        ["adam"] = new() { Name = OptimizerName.Adam, LearningRate = 0.05, Beta1 = 0.8, Beta2 = 0.99 },
        ["adamw"] = new() { Name = OptimizerName.Adamw, LearningRate = 0.05, Beta1 = 0.8, Beta2 = 0.99 },
        ["rmsprop"] = new() { Name = OptimizerName.Rmsprop, LearningRate = 0.01, Alpha = 0.9, Momentum = 0.5 },
    };

    private static readonly Dictionary<string, RegularizationOptions> Losses = new()
    {
        ["plain"] = new(),
        ["smoothing"] = new() { LabelSmoothing = 0.1 },
        ["balanced"] = new() { ClassWeights = ClassWeights.Balanced },
        ["distillation"] = new() { Distillation = new DistillationOptions { Teacher = "recorded", Temperature = 4, Alpha = 0.7 } },
        ["mixed"] = new() { LabelSmoothing = 0.1, MixUp = 1 },
    };

    private static readonly Dictionary<string, ScheduleOptions> Schedules = new()
    {
        ["constant"] = new() { WarmupEpochs = 1 },
        ["step"] = new() { Name = ScheduleName.Step, StepSize = 2, Gamma = 0.5 },
        ["multi_step"] = new() { Name = ScheduleName.MultiStep, Milestones = [1, 4], Gamma = 0.5 },
        ["cosine"] = new() { Name = ScheduleName.Cosine },
        ["warm_cosine"] = new() { Name = ScheduleName.Cosine, WarmupEpochs = 1 },
        ["one_cycle"] = new() { Name = ScheduleName.OneCycle },
        ["plateau"] = new() { Name = ScheduleName.ReduceOnPlateau, Patience = 0, Gamma = 0.5 },
    };

    public static TheoryData<string> OptimizerNames => [.. Optimizers.Keys];

    public static TheoryData<string> LossNames => [.. Losses.Keys];

    public static TheoryData<string> ScheduleNames => [.. Schedules.Keys];

    [Theory]
    [MemberData(nameof(OptimizerNames))]
    public void TwentyStepsOfAnOptimizerEndWherePyTorchEnds(string name) =>
        AssertTraining(Recorded.GetProperty("optimizers").GetProperty(name), Optimizers[name], Losses["plain"], mixed: false);

    [Theory]
    [MemberData(nameof(LossNames))]
    public void TwentyStepsOnALossEndWherePyTorchEnds(string name) =>
        AssertTraining(Recorded.GetProperty("losses").GetProperty(name), Sgd, Losses[name], mixed: name == "mixed");

    [Fact]
    public void TwentyStepsWithClippedGradientsEndWherePyTorchEnds() =>
        AssertTraining(Recorded.GetProperty("clipped"), Optimizers["adam"] with { ClipNorm = 0.1 }, Losses["plain"], mixed: false);

    [Theory]
    [MemberData(nameof(ScheduleNames))]
    public void AScheduleTakesTheRatesThatPyTorchTakes(string name)
    {
        double[] losses = Numbers(Recorded.GetProperty("val_losses"));
        double[] rates = [.. Enumerable.Range(0, 24)
            .Select(step => LearningRates.At(Schedules[name], 0.4, step, stepsPerEpoch: 4, epochs: 6, losses[..(step / 4)]))];

        Assert.Equal(Numbers(Recorded.GetProperty("schedules").GetProperty(name)), rates, (expected, actual) =>
            Math.Abs(expected - actual) < 1e-9);
    }

    private static void AssertTraining(JsonElement expected, OptimizerOptions options, RegularizationOptions regularization, bool mixed)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter weight = nn.Parameter(Wave([3, 4])), bias = nn.Parameter(Wave([3], 0.5));
        Tensor labels = tensor(Labels), inputs = Wave([8, 4], 1), teacher = Wave([8, 3], 2);
        using var batch = new TrainingBatch(inputs, labels, mixed ? new MixedLabels(labels.roll(1, 0), 0.3) : null);
        using var loss = new TrainingLoss(regularization, labels, classes: 3);
        using var optimizer =
            new PhaseOptimizer(options, [new ParameterGroup(1, 0.02, [("weight", weight)]), new ParameterGroup(0.5, 0, [("bias", bias)])]);

        for (int step = 0; step < 20; step++)
        {
            optimizer.ZeroGrad();
            loss.Of(nn.functional.linear(inputs, weight, bias), batch, regularization.Distillation is null ? null : teacher).backward();
            optimizer.Step(options.LearningRate);
        }

        AssertClose(expected.GetProperty("weight"), weight);
        AssertClose(expected.GetProperty("bias"), bias);
    }

    private static void AssertClose(JsonElement expected, Tensor actual) =>
        Assert.Equal(Numbers(expected), actual.detach().ToArray<float>().Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-4);

    private static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>2 · sin(0.7 · i + phase), as float32.</summary>
    private static Tensor Wave(long[] shape, double phase = 0)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, length) => product * length))
            .Select(i => (float)(2 * Math.Sin(0.7 * i + phase)))];
        return tensor(values).reshape(shape);
    }
}
