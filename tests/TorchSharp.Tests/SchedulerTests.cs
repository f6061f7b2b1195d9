using TorchSharp.Modules;
using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.Tests;

public class SchedulerTests
{
    private static readonly double[] Improving = [5, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3];

    private static readonly Dictionary<string, Func<optim.Optimizer, LRScheduler>> Cases = new()
    {
        ["step"] = o => StepLR(o, 4, 0.5),
        ["multistep"] = o => MultiStepLR(o, [3, 7], 0.5),
        ["exponential"] = o => ExponentialLR(o, 0.9),
        ["constant"] = o => ConstantLR(o, 0.5, 4),
        ["linear"] = o => LinearLR(o, 0.1, 1.0, 6),
        ["cosine"] = o => CosineAnnealingLR(o, 5, 0.01),
        ["lambda"] = o => LambdaLR(o, static epoch => 1.0 / (1 + epoch)),
        ["sequential"] = o => SequentialLR(o, [LinearLR(o, 0.1, 1.0, 4), CosineAnnealingLR(o, 10)], [4]),
        ["one_cycle"] = o => OneCycleLR(o, 0.4, total_steps: 14),
        ["one_cycle_three"] = o => OneCycleLR(o, 0.4, epochs: 7, steps_per_epoch: 2, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear,
            three_phase: true),
        ["plateau"] = o => ReduceLROnPlateau(o, factor: 0.5, patience: 1, cooldown: 1),
        ["plateau_max"] = o => ReduceLROnPlateau(o, mode: "max", factor: 0.1, patience: 2, min_lr: [0.005]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rates_and_momenta_follow_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([new Parameter(zeros(1))], 0.1, momentum: 0.9);
        var scheduler = Cases[name](optimizer);
        var group = Assert.IsType<SGD.ParamGroup>(optimizer.ParamGroups.Single());
        var expected = Section("schedulers").GetProperty(name);
        double[] rates = Numbers(expected.GetProperty("rates")), momenta = Numbers(expected.GetProperty("momenta"));

        for (int i = 0; i < rates.Length; i++)
        {
            Assert.Equal(rates[i], group.LearningRate, 1e-9);
            Assert.Equal(momenta[i], group.Momentum, 1e-9);
            if (name.StartsWith("plateau", StringComparison.Ordinal))
            {
                scheduler.step(name == "plateau" ? Improving[i] : 0.5);
            }
            else
            {
                scheduler.step();
            }
        }
    }

    [Fact]
    public void A_plateau_scheduler_without_its_metric_is_an_error()
    {
        using var optimizer = optim.SGD([new Parameter(zeros(1))], 0.1);
        var scheduler = ReduceLROnPlateau(optimizer);

        Assert.Throws<InvalidOperationException>(() => scheduler.step());
    }

    [Fact]
    public void More_steps_than_one_cycle_has_are_an_error()
    {
        using var optimizer = optim.SGD([new Parameter(zeros(1))], 0.1);
        var scheduler = OneCycleLR(optimizer, 0.4, total_steps: 3);

        var error = Assert.Throws<InvalidOperationException>(() =>
        {
            for (int i = 0; i < 9; i++)
            {
                scheduler.step();
            }
        });

        Assert.Contains("total steps is 3", error.Message);
    }
}
