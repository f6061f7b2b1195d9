using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class RandomTests
{
    [Fact]
    public void A_seed_gives_the_numbers_that_PyTorch_draws()
    {
        using var scope = NewDisposeScope();
        var expected = Section("random");
        manual_seed(42);
        var drawn = new (string Name, Tensor Value)[]
        {
            ("randn", randn(4)),
            ("rand", rand(4)),
            ("randint", randint(100, new long[] { 5 })),
            ("randperm", randperm(6)),
            ("normal_", empty(3).normal_(1, 2)),
            ("uniform_", empty(3).uniform_(-1, 1)),
            ("bernoulli_", empty(6).bernoulli_(0.3)),
            ("multinomial", tensor(new[] { 0.1f, 0.7f, 0.2f }).multinomial(6, replacement: true)),
            ("dropout", nn.functional.dropout(ones(6), 0.5)),
            ("kaiming_uniform_", nn.init.kaiming_uniform_(empty(2, 3), a: 0.2)),
            ("kaiming_normal_", nn.init.kaiming_normal_(empty(2, 3), mode: nn.init.FanInOut.FanOut,
                nonlinearity: nn.init.NonlinearityType.ReLU)),
            ("xavier_uniform_", nn.init.xavier_uniform_(empty(2, 3), gain: 1.5)),
            ("xavier_normal_", nn.init.xavier_normal_(empty(2, 3))),
            ("trunc_normal_", nn.init.trunc_normal_(empty(5), 0.1, 0.5, -0.4, 0.6)),
        };
        Assert.All(drawn, entry => AssertEqual(expected.GetProperty(entry.Name), entry.Value));
    }

    [Fact]
    public void The_same_seed_trains_the_same_model_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Trained(3), Trained(3));
        Assert.NotEqual(Trained(3), Trained(4));
    }

    [Fact]
    public void The_state_of_the_generator_can_be_kept_and_restored()
    {
        using var scope = NewDisposeScope();
        rand(3);
        var state = get_rng_state();
        var first = rand(5);

        set_rng_state(state);

        Assert.True(rand(5).Equals(first));
    }

    [Fact]
    public void A_generator_of_its_own_leaves_the_default_one_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var expected = rand(3);
        manual_seed(1);
        using var own = new Generator(5);

        var drawn = rand(3, generator: own);

        Assert.True(rand(3).Equals(expected));
        own.manual_seed(5);
        Assert.Equal(5, own.initial_seed());
        Assert.True(rand(3, generator: own).Equals(drawn));
    }

    private static float[] Trained(long seed)
    {
        manual_seed(seed);
        using var model = new SmallNetwork(classes: 2);
        using var optimizer = optim.AdamW(model.parameters());
        for (int i = 0; i < 3; i++)
        {
            optimizer.zero_grad();
            nn.functional.cross_entropy(model.call(randn(8, 3, 16, 16)), randint(2, new long[] { 8 })).backward();
            optimizer.step();
        }
        return model.get_parameter("classifier.weight")!.data<float>().ToArray();
    }
}
