using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Residual networks, He et al. 2016, table 1, as torchvision's <c>resnet18</c>, <c>resnet34</c> and <c>resnet50</c>. Five stages of
/// half the size each, and the classifier <c>fc</c>.
/// </summary>
internal sealed class Resnet : ImageNetwork
{
    // The fields' names are the first part of their parameters' names.
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential layer1, layer2, layer3, layer4;
    private readonly Dropout dropout;
    private readonly Linear fc;

    private Resnet(string name, Func<long, long, long, ResidualBlock> block, int expansion, int[] depths, int classes,
        double dropoutProbability)
        : base(name, ["conv1.", "bn1."], ["layer1."], ["layer2."], ["layer3."], ["layer4."], ["fc."])
    {
        conv1 = nn.Conv2d(3, 64, kernel_size: 7, stride: 2, padding: 3, bias: false);
        bn1 = nn.BatchNorm2d(64);
        layer1 = Layer(block, 64, 64, expansion, depths[0], stride: 1);
        layer2 = Layer(block, 64 * expansion, 128, expansion, depths[1], stride: 2);
        layer3 = Layer(block, 128 * expansion, 256, expansion, depths[2], stride: 2);
        layer4 = Layer(block, 256 * expansion, 512, expansion, depths[3], stride: 2);
        dropout = nn.Dropout(dropoutProbability);
        fc = nn.Linear(512 * expansion, classes);
        RegisterComponents();
        // He et al. 2015, eq. 10, with the fan that keeps the variance of gradients.
        foreach (Conv2d conv in modules().OfType<Conv2d>())
            nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
    }

    public static Resnet With18Layers(int classes, double dropout) =>
        new("Resnet18", (inputs, width, stride) => new BasicBlock(inputs, width, stride), 1, [2, 2, 2, 2], classes, dropout);

    public static Resnet With34Layers(int classes, double dropout) =>
        new("Resnet34", (inputs, width, stride) => new BasicBlock(inputs, width, stride), 1, [3, 4, 6, 3], classes, dropout);

    public static Resnet With50Layers(int classes, double dropout) =>
        new("Resnet50", (inputs, width, stride) =>
            new Bottleneck(inputs, width, stride), Bottleneck.Expansion, [3, 4, 6, 3], classes, dropout);

    private protected override Tensor Map(Tensor input)
    {
        using Tensor stem = Stem(input);
        using Tensor first = layer1.call(stem);
        using Tensor second = layer2.call(first);
        using Tensor third = layer3.call(second);
        return layer4.call(third);
    }

    public override Tensor Pool(Tensor map) => Average(map);

    public override Tensor Classify(Tensor features)
    {
        using Tensor kept = dropout.call(features);
        return fc.call(kept);
    }

    private Tensor Stem(Tensor input)
    {
        using Tensor normalized = Convolve.Apply(conv1, bn1, input);
        using Tensor active = nn.functional.relu(normalized, inplace: true);
        return nn.functional.max_pool2d(active, kernel_size: 3, stride: 2, padding: 1);
    }

    private static Sequential Layer(Func<long, long, long, ResidualBlock> block, long inputs, long width, int expansion, int depth,
        long stride) =>
        nn.Sequential(Enumerable.Range(0, depth).Select(i =>
            (nn.Module<Tensor, Tensor>)(i == 0 ? block(inputs, width, stride) : block(width * expansion, width, 1))));
}
