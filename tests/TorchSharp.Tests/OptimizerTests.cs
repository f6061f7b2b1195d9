using TorchSharp.Modules;
using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public class OptimizerTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, OptimizerHelper>> Cases = new()
    {
        ["sgd"] = p => optim.SGD(p, 0.1),
        ["sgd_momentum"] = p => optim.SGD(p, 0.05, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        ["sgd_nesterov"] = p => optim.SGD(p, 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.01),
        ["adam"] = p => optim.Adam(p, lr: 0.05),
        ["adam_decay"] = p => optim.Adam(p, lr: 0.05, beta1: 0.8, beta2: 0.99, eps: 1e-6, weight_decay: 0.02),
        ["adam_amsgrad"] = p => optim.Adam(p, lr: 0.05, amsgrad: true, weight_decay: 0.02),
        ["adam_maximize"] = p => optim.Adam(p, lr: 0.001, maximize: true),
        ["adamw"] = p => optim.AdamW(p, lr: 0.05, weight_decay: 0.1),
        ["adamw_amsgrad"] = p => optim.AdamW(p, lr: 0.05, weight_decay: 0.1, amsgrad: true),
        ["rmsprop"] = p => optim.RMSProp(p, lr: 0.02),
        ["rmsprop_centered"] = p => optim.RMSProp(p, lr: 0.02, alpha: 0.9, momentum: 0.5, centered: true, weight_decay: 0.01),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Twenty_steps_end_where_PyTorch_ends(string name)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        using var optimizer = Cases[name]([weight, bias]);

        Train(optimizer, weight, bias, 20);

        var expected = Section("optimizers").GetProperty(name);
        AssertEqual(expected.GetProperty("weight"), weight, 1e-4);
        AssertEqual(expected.GetProperty("bias"), bias, 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_and_restored_optimizer_goes_on_bit_for_bit(string name)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        using var optimizer = Cases[name]([weight, bias]);
        Train(optimizer, weight, bias, 7);
        using var saved = new MemoryStream();
        using var writer = new BinaryWriter(saved);
        optimizer.save_state_dict(writer);
        var otherWeight = new Parameter(weight.detach().clone());
        var otherBias = new Parameter(bias.detach().clone());

        using var other = Cases[name]([otherWeight, otherBias]);
        saved.Position = 0;
        using var reader = new BinaryReader(saved);
        other.load_state_dict(reader);
        Train(optimizer, weight, bias, 5);
        Train(other, otherWeight, otherBias, 5);

        Assert.Equal(weight.data<float>().ToArray(), otherWeight.data<float>().ToArray());
        Assert.Equal(bias.data<float>().ToArray(), otherBias.data<float>().ToArray());
    }

    [Fact]
    public void A_state_dictionary_holds_the_moments_and_loads_into_another_optimizer()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        using var optimizer = optim.Adam([weight, bias], lr: 0.05);
        Train(optimizer, weight, bias, 3);
        var (otherWeight, otherBias) = Problem();
        using var other = optim.Adam([otherWeight, otherBias], lr: 0.5);

        var dictionary = optimizer.state_dict();
        other.load_state_dict(dictionary);

        var first = Assert.IsType<Adam.State>(dictionary.State[0]);
        Assert.Equal(3, first.step);
        Assert.Equal(weight.shape, first.exp_avg!.shape);
        Assert.Equal([0, 1], Assert.Single(dictionary.StateIndexRef));
        Assert.Equal(0.05, other.ParamGroups.Single().LearningRate);
        Assert.True(other.state_dict().State[1].ApproximatelyEquals(dictionary.State[1]));
    }

    [Fact]
    public void A_state_of_another_number_of_parameters_is_refused()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        using var both = optim.SGD([weight, bias], 0.1);
        using var one = optim.SGD([weight], 0.1);

        var error = Assert.Throws<ArgumentException>(() => one.load_state_dict(both.state_dict()));

        Assert.Contains("number of states", error.Message);
    }

    [Fact]
    public void Each_parameter_group_has_its_own_options()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        var before = bias.detach().clone();
        using var optimizer = optim.SGD([new SGD.ParamGroup([weight], lr: 0.1), new SGD.ParamGroup([bias], lr: 0.0)], 0.5);

        Train(optimizer, weight, bias, 1);

        Assert.Equal([0.1, 0.0], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.True(bias.detach().Equals(before));
        Assert.False(weight.detach().Equals(Wave([3, 4])));
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_left_alone()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        var unused = new Parameter(ones(2));
        using var optimizer = optim.Adam([weight, bias, unused], lr: 0.1, weight_decay: 0.5);

        Train(optimizer, weight, bias, 2);

        Assert.Equal([1f, 1f], unused.data<float>().ToArray());
    }

    [Fact]
    public void Zeroed_gradients_are_zeros()
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Problem();
        using var optimizer = optim.SGD([weight, bias], 0.1);
        Train(optimizer, weight, bias, 1);

        optimizer.zero_grad();

        Assert.Equal(0f, weight.grad!.abs().sum().item<float>());
    }

    private static (Parameter Weight, Parameter Bias) Problem() => (new(Wave([3, 4])), new(Wave([3], 0.5)));

    private static void Train(OptimizerHelper optimizer, Parameter weight, Parameter bias, int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            F.mse_loss(F.linear(Wave([6, 4], 1), weight, bias), Wave([6, 3], 2)).backward();
            optimizer.step();
        }
    }
}
