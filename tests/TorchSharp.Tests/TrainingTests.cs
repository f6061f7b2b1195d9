using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

public class TrainingTests
{
    [Fact]
    public void A_small_network_learns_to_tell_two_kinds_of_images_apart()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = new SmallNetwork(classes: 2);
        using var optimizer = optim.Adam(model.parameters(), lr: 0.01);
        // Bright upper halves against bright lower halves, with noise.
        var images = rand(32, 3, 16, 16) * 0.5;
        var labels = arange(32, dtype: int64).remainder(2);
        images.index_put_(images[TensorIndex.Slice(0, 32, 2), TensorIndex.Colon, TensorIndex.Slice(0, 8)] + 0.5,
            TensorIndex.Slice(0, 32, 2), TensorIndex.Colon, TensorIndex.Slice(0, 8));
        images.index_put_(images[TensorIndex.Slice(1, 32, 2), TensorIndex.Colon, TensorIndex.Slice(8, 16)] + 0.5,
            TensorIndex.Slice(1, 32, 2), TensorIndex.Colon, TensorIndex.Slice(8, 16));

        double first = 0, last = 0;
        for (int step = 0; step < 30; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = F.cross_entropy(model.call(images), labels, label_smoothing: 0.1);
            loss.backward();
            optimizer.step();
            last = loss.ToDouble();
            first = step == 0 ? last : first;
        }

        model.eval();
        using var mode = inference_mode();
        double accuracy = model.call(images).argmax(1).eq(labels).to(float32).mean().ToDouble();
        Assert.True(last < first / 2, $"loss went from {first} to {last}");
        Assert.Equal(1.0, accuracy);
    }
}

/// <summary>Convolution, batch norm, ReLU, pooling, dropout and a linear classifier.</summary>
internal sealed class SmallNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Linear classifier;

    internal SmallNetwork(long classes)
        : base(nameof(SmallNetwork))
    {
        features = nn.Sequential(
            ("conv", nn.Conv2d(3, 8, 3, padding: 1, bias: false)),
            ("norm", nn.BatchNorm2d(8)),
            ("relu", nn.ReLU(inplace: true)),
            ("pool", nn.MaxPool2d(2)),
            ("average", nn.AdaptiveAvgPool2d(4)),
            ("flatten", nn.Flatten()),
            ("dropout", nn.Dropout(0.1)));
        classifier = nn.Linear(8 * 4 * 4, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var found = features.call(input);
        return classifier.call(found);
    }
}
