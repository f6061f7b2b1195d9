using TorchSharp.Modules;
using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public class ModuleTests
{
    [Fact]
    public void A_seeded_network_trains_as_in_PyTorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        using var model = nn.Sequential(nn.Conv2d(3, 8, 3, padding: 1, bias: false), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(8, 4, 3), nn.ReLU6(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(16, 4));
        using var optimizer = optim.SGD(model.parameters(), 0.1, momentum: 0.9);
        var (images, labels) = (Wave([5, 3, 8, 8]), tensor(new long[] { 0, 3, 1, 1, 2 }));
        var losses = new List<double>();

        for (int i = 0; i < 8; i++)
        {
            optimizer.zero_grad();
            var loss = F.cross_entropy(model.call(images), labels);
            loss.backward();
            double norm = nn.utils.clip_grad_norm_(model.parameters(), 0.5);
            optimizer.step();
            losses.AddRange([loss.ToDouble(), norm]);
        }
        model.eval();

        var expected = Section("network");
        double[] recorded = Numbers(expected.GetProperty("losses"));
        Assert.Equal(recorded.Length, losses.Count);
        Assert.All(losses.Zip(recorded), static pair => Assert.Equal(pair.Second, pair.First, 2e-3));
        AssertEqual(expected.GetProperty("running_mean"), model.state_dict()["1.running_mean"], 2e-3);
        AssertEqual(expected.GetProperty("running_var"), model.state_dict()["1.running_var"], 2e-3);
        AssertEqual(expected.GetProperty("output"), model.call(images), 5e-3);
    }

    [Fact]
    public void Parameters_have_the_names_that_PyTorch_gives_them()
    {
        using var model = new Residual();

        Assert.Equal(["layer1.0.conv1.weight", "layer1.0.bn1.weight", "layer1.0.bn1.bias", "layer1.1.conv1.weight", "layer1.1.bn1.weight",
            "layer1.1.bn1.bias", "fc.weight", "fc.bias"], model.named_parameters().Select(static entry => entry.name));
        Assert.Equal(["layer1.0.bn1.running_mean", "layer1.0.bn1.running_var", "layer1.0.bn1.num_batches_tracked",
            "layer1.1.bn1.running_mean",
            "layer1.1.bn1.running_var", "layer1.1.bn1.num_batches_tracked"], model.named_buffers().Select(static entry => entry.name));
        Assert.Equal(14, model.state_dict().Count);
        Assert.Equal(["layer1", "fc"], model.named_children().Select(static entry => entry.name));
        Assert.Contains("layer1.0.conv1", model.named_modules().Select(static entry => entry.name));
        Assert.Equal([10L, 8], model.get_parameter("fc.weight")!.shape);
        Assert.Null(model.get_parameter("fc.gain"));
    }

    [Fact]
    public void A_state_dictionary_moves_a_model_into_another()
    {
        using var scope = NewDisposeScope();
        using var source = new Residual();
        using var target = new Residual();
        source.call(Wave([2, 4, 5, 5]));

        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        source.eval();
        target.eval();

        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.True(target.call(Wave([2, 4, 5, 5])).Equals(source.call(Wave([2, 4, 5, 5]))));
        Assert.Equal(1, target.state_dict()["layer1.0.bn1.num_batches_tracked"].ToInt64());
        Assert.False(ReferenceEquals(target.get_parameter("fc.bias"), source.get_parameter("fc.bias")));
    }

    [Fact]
    public void A_state_dictionary_with_other_names_is_refused_unless_told_otherwise()
    {
        using var scope = NewDisposeScope();
        using var model = new Residual();
        var state = new Dictionary<string, Tensor>(model.state_dict()) { ["head.weight"] = zeros(1) };
        state.Remove("fc.weight");
        var copy = state.ToDictionary(static entry => entry.Key, static entry => entry.Value);

        Assert.Throws<InvalidOperationException>(() => model.load_state_dict(copy));
        var (missing, unexpected) = model.load_state_dict(copy, strict: false);
        var skipped = model.load_state_dict(copy, strict: true, skip: ["fc.weight", "head.weight"]);

        Assert.Equal(["fc.weight"], missing);
        Assert.Equal(["head.weight"], unexpected);
        Assert.Empty(skipped.missing_keys);
    }

    [Fact]
    public void Training_and_evaluation_reach_every_submodule()
    {
        using var model = new Residual();
        Assert.All(model.modules(), static module => Assert.True(module.training));

        model.eval();
        Assert.All(model.modules(), static module => Assert.False(module.training));
        model.train();

        Assert.All(model.modules(), static module => Assert.True(module.training));
        var names = new List<string>();
        model.apply(module => names.Add(module.GetName()));
        Assert.Equal(nameof(Residual), names[^1]);
        Assert.Equal(2, names.Count(static name => name == "Conv2d"));
    }

    [Fact]
    public void Dropout_acts_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var dropout = nn.Dropout(0.5);

        var trained = dropout.call(ones(1000));
        dropout.eval();
        var evaluated = dropout.call(ones(1000));

        Assert.InRange((trained == 0f).sum().ToInt64(), 400, 600);
        Assert.Equal(2f, trained.max().item<float>());
        Assert.Equal(1000f, evaluated.sum().item<float>());
    }

    [Fact]
    public void Batch_norm_tracks_its_batches_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(3);
        var images = Wave([4, 3, 5, 5]) * 2 + 3;

        var normalized = norm.call(images);
        norm.eval();
        norm.call(images);

        Assert.Equal(1, norm.num_batches_tracked!.ToInt64());
        Assert.True(normalized.mean(new long[] { 0, 2, 3 }).abs().max().item<float>() < 1e-5);
        Assert.True(norm.running_mean!.allclose(images.mean(new long[] { 0, 2, 3 }) * 0.1, rtol: 1e-4));
        Assert.Throws<ArgumentException>(() => norm.call(ones(2, 3)));
    }

    [Fact]
    public void Another_element_type_applies_to_floating_point_tensors_only()
    {
        using var scope = NewDisposeScope();
        using var model = new Residual();

        model.to(float64);

        Assert.All(model.parameters(), static parameter => Assert.Equal(float64, parameter.dtype));
        Assert.Equal(float64, model.state_dict()["layer1.0.bn1.running_var"].dtype);
        Assert.Equal(int64, model.state_dict()["layer1.0.bn1.num_batches_tracked"].dtype);
        Assert.All(model.parameters(), static parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.Equal(float64, model.call(Wave([2, 4, 5, 5]).to(float64)).dtype);
        Assert.Throws<ArgumentException>(() => model.to(int64));
    }

    [Fact]
    public void Frozen_parameters_get_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = new Residual();
        model.get_parameter("layer1.0.conv1.weight")!.requires_grad = false;

        model.call(Wave([2, 4, 5, 5])).sum().backward();

        Assert.Null(model.get_parameter("layer1.0.conv1.weight")!.grad);
        Assert.NotNull(model.get_parameter("fc.weight")!.grad);
        model.zero_grad();
        Assert.Null(model.get_parameter("fc.weight")!.grad);
    }

    [Fact]
    public void Hooks_see_and_change_what_passes()
    {
        using var scope = NewDisposeScope();
        using var identity = nn.Identity();
        var before = identity.register_forward_pre_hook((_, input) => input + 1);
        identity.register_forward_hook((_, _, output) => output * 10);

        Assert.Equal(20f, identity.call(tensor(1f)).item<float>());
        before.remove();
        Assert.Equal(10f, identity.call(tensor(1f)).item<float>());
    }

    [Fact]
    public void In_place_layers_do_not_spoil_what_follows()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace: true), nn.Identity(), nn.Dropout(0.0, inplace: true),
            nn.Linear(4, 2));
        var input = Wave([2, 3]).requires_grad_();

        var output = model.call(input);
        output.sum().backward();

        var (first, second) = ((Linear)model[0], (Linear)model[4]);
        Assert.True(output.allclose(second.call(first.call(input).relu()), atol: 1e-6));
        Assert.Equal([2L, 3], input.grad!.shape);
    }

    [Fact]
    public void Convolutions_pad_as_asked()
    {
        using var scope = NewDisposeScope();
        var image = Wave([1, 3, 7, 7]);
        using var same = nn.Conv2d(3, 4, 3, Padding.Same, dilation: 2);
        using var reflected = nn.Conv2d(3, 4, 3, padding: 1, padding_mode: PaddingModes.Reflect);
        using var strided = nn.Conv2d(3, 4, (3, 5), stride: (2, 1), padding: (1, 2));

        Assert.Equal([1L, 4, 7, 7], same.call(image).shape);
        Assert.True(reflected.call(image).Equals(F.conv2d(F.pad(image, (1, 1, 1, 1), PaddingModes.Reflect), reflected.weight,
            reflected.bias)));
        Assert.Equal([1L, 4, 4, 7], strided.call(image).shape);
        Assert.Throws<ArgumentException>(() => nn.Conv2d(3, 4, 3, groups: 2));
    }

    [Fact]
    public void A_list_of_modules_is_registered_under_its_numbers()
    {
        using var list = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(2, 2), nn.Identity());
        list.append(nn.Linear(2, 3));

        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias"], list.named_parameters().Select(static entry => entry.name));
        Assert.Equal(3, list.Count);
    }

    [Fact]
    public void The_cross_entropy_module_is_the_function()
    {
        using var scope = NewDisposeScope();
        var (scores, labels) = (Wave([5, 4]), tensor(new long[] { 0, 3, 1, 1, 2 }));
        using var loss = new CrossEntropyLoss(label_smoothing: 0.1);

        Assert.Equal(F.cross_entropy(scores, labels, label_smoothing: 0.1).item<float>(), loss.call(scores, labels).item<float>());
    }

    [Fact]
    public void A_name_can_be_registered_once()
    {
        using var model = nn.Sequential(("a", nn.Identity()));
        Assert.Throws<InvalidOperationException>(() => model.register_module("a", nn.Identity()));
        Assert.Throws<ArgumentException>(() => model.register_module("a.b", nn.Identity()));
    }

    private sealed class Residual : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential layer1;
        private readonly Linear fc;

        internal Residual()
            : base(nameof(Residual))
        {
            layer1 = nn.Sequential(new Block(4), new Block(4));
            fc = nn.Linear(8, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var pooled = F.adaptive_avg_pool2d(layer1.call(input), (2, 1));
            return fc.call(pooled.flatten(1));
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d conv1;
        private readonly BatchNorm2d bn1;

        internal Block(long channels)
            : base(nameof(Block))
        {
            conv1 = nn.Conv2d(channels, channels, 3, padding: 1, bias: false);
            bn1 = nn.BatchNorm2d(channels);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => F.relu(bn1.call(conv1.call(input)) + input);
    }
}
