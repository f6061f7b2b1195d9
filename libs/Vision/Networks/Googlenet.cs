using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Szegedy et al. 2015, table 1, with batch norm and without auxiliary classifiers, as torchvision's <c>googlenet(aux_logits=False)</c>
/// that leaves its input as it is. A stage for each size of map, and the classifier <c>fc</c>.
/// </summary>
internal sealed class Googlenet : ImageNetwork
{
    // The fields' names are the first part of their parameters' names.
    private readonly InceptionConv conv1, conv2, conv3;
    private readonly Inception inception3a, inception3b, inception4a, inception4b, inception4c, inception4d, inception4e, inception5a,
        inception5b;
    private readonly MaxPool2d maxpool1, maxpool2, maxpool3, maxpool4;
    private readonly Dropout dropout;
    private readonly Linear fc;

    public Googlenet(int classes, double dropoutProbability)
        : base(nameof(Googlenet), ["conv1."], ["conv2.", "conv3."], ["inception3a.", "inception3b."],
            ["inception4a.", "inception4b.", "inception4c.", "inception4d.", "inception4e."], ["inception5a.", "inception5b."], ["fc."])
    {
        conv1 = new InceptionConv(3, 64, kernel: 7, stride: 2);
        maxpool1 = nn.MaxPool2d(kernel_size: 3, stride: 2, ceil_mode: true);
        conv2 = new InceptionConv(64, 64, kernel: 1);
        conv3 = new InceptionConv(64, 192, kernel: 3);
        maxpool2 = nn.MaxPool2d(kernel_size: 3, stride: 2, ceil_mode: true);
        inception3a = new Inception(192, 64, (96, 128), (16, 32), 32);
        inception3b = new Inception(256, 128, (128, 192), (32, 96), 64);
        maxpool3 = nn.MaxPool2d(kernel_size: 3, stride: 2, ceil_mode: true);
        inception4a = new Inception(480, 192, (96, 208), (16, 48), 64);
        inception4b = new Inception(512, 160, (112, 224), (24, 64), 64);
        inception4c = new Inception(512, 128, (128, 256), (24, 64), 64);
        inception4d = new Inception(512, 112, (144, 288), (32, 64), 64);
        inception4e = new Inception(528, 256, (160, 320), (32, 128), 128);
        maxpool4 = nn.MaxPool2d(kernel_size: 2, stride: 2, ceil_mode: true);
        inception5a = new Inception(832, 256, (160, 320), (32, 128), 128);
        inception5b = new Inception(832, 384, (192, 384), (48, 128), 128);
        dropout = nn.Dropout(dropoutProbability);
        fc = nn.Linear(1024, classes);
        RegisterComponents();
        // As torchvision begins: it cuts the distribution off at 2, which is two hundred of these standard deviations away.
        foreach (Conv2d conv in modules().OfType<Conv2d>()) nn.init.normal_(conv.weight, std: 0.01);
        nn.init.normal_(fc.weight, std: 0.01);
    }

    private protected override Tensor Map(Tensor input) => Through(input,
        conv1, maxpool1, conv2, conv3, maxpool2, inception3a, inception3b, maxpool3,
        inception4a, inception4b, inception4c, inception4d, inception4e, maxpool4, inception5a, inception5b);

    public override Tensor Pool(Tensor map) => Average(map);

    public override Tensor Classify(Tensor features)
    {
        using Tensor kept = dropout.call(features);
        return fc.call(kept);
    }

    private static Tensor Through(Tensor input, params ReadOnlySpan<nn.Module<Tensor, Tensor>> layers)
    {
        Tensor current = input.alias();
        foreach (nn.Module<Tensor, Tensor> layer in layers)
        {
            using Tensor before = current;
            current = layer.call(before);
        }
        return current;
    }
}
