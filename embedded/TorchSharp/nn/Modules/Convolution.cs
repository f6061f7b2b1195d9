using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What convolutions of any number of dimensions share: their sizes, a weight and perhaps a bias.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
        Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode,
        Device? device = null, ScalarType? dtype = null)
        : base(name)
    {
        if (groups <= 0 || in_channels % groups != 0 || out_channels % groups != 0)
        {
            throw new ArgumentException($"{in_channels} and {out_channels} channels cannot be split into {groups} groups.", nameof(groups));
        }
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding ?? [.. kernel_size.Select(static _ => 0L)];
        this.padding_type = padding_type;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        weight = new(empty([out_channels, in_channels / groups, .. kernel_size], dtype, device));
        this.bias = bias ? new(empty(out_channels, dtype, device)) : null;
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; }

    public Padding? padding_type { get; }

    public long[] dilation { get; set; }

    public bool transposed { get; }

    public long[] output_padding { get; set; }

    public long groups { get; set; }

    public PaddingModes padding_mode { get; set; }

    /// <summary>[out, in / groups, kernel…].</summary>
    public Parameter weight
    {
        get => OwnParameter(nameof(weight))!;
        set => Own(nameof(weight), value);
    }

    /// <summary>[out], or null.</summary>
    public Parameter? bias
    {
        get => OwnParameter(nameof(bias));
        set => Own(nameof(bias), value);
    }

    /// <summary>Draws the weights anew, as PyTorch does.</summary>
    public void reset_parameters() => nn.init.ResetAsPyTorch(weight, bias);

    /// <summary>The amounts that `pad` takes, last dimension first, for "same" or for the padding given.</summary>
    internal long[] AmountsToPad()
    {
        var amounts = new long[2 * kernel_size.Length];
        for (int i = 0; i < kernel_size.Length; i++)
        {
            long total = padding_type switch
            {
                Padding.Same => dilation[i] * (kernel_size[i] - 1),
                Padding.Valid => 0,
                _ => 2 * padding[i],
            };
            int place = 2 * (kernel_size.Length - 1 - i);
            amounts[place] = total / 2;
            amounts[place + 1] = total - total / 2;
        }
        return amounts;
    }
}
