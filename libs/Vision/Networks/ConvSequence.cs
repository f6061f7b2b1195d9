using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ImageClassifier.Vision.Networks;

/// <summary>
/// Layers one after another, under their names or their numbers, as <c>torch.nn.Sequential</c>; convolutions and the batch norms behind
/// them go through
/// <see cref="Convolve"/>.
/// </summary>
internal sealed class ConvSequence : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor>[] _layers;

    public ConvSequence(params IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> layers)
        : base(nameof(ConvSequence))
    {
        var all = layers.ToList();
        _layers = [.. all.Select(entry => entry.Layer)];
        foreach ((string name, nn.Module<Tensor, Tensor> layer) in all) register_module(name, layer);
        RegisterComponents();
    }

    public ConvSequence(params IEnumerable<nn.Module<Tensor, Tensor>> layers)
        : this(layers.Select((layer, i) => (i.ToString(CultureInfo.InvariantCulture), layer)))
    {
    }

    public override Tensor forward(Tensor input)
    {
        Tensor current = input.alias();
        for (int i = 0; i < _layers.Length; i++)
        {
            using Tensor before = current;
            switch (_layers[i])
            {
                case Conv2d conv when i + 1 < _layers.Length && _layers[i + 1] is BatchNorm2d norm:
                    current = Convolve.Apply(conv, norm, before);
                    i++;
                    break;
                case Conv2d conv:
                    current = Convolve.Apply(conv, before);
                    break;
                default:
                    current = _layers[i].call(before);
                    break;
            }
        }
        return current;
    }
}
