using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What batch norms share: an affine map and running statistics.</summary>
public abstract class NormBase : nn.Module<Tensor, Tensor>
{
    public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype, string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = new(empty(num_features, dtype, device));
            bias = new(empty(num_features, dtype, device));
        }
        if (track_running_stats)
        {
            running_mean = zeros(num_features, dtype, device);
            running_var = ones(num_features, dtype, device);
            num_batches_tracked = tensor(0L, ScalarType.Int64, device);
        }
        reset_parameters();
    }

    public long num_features { get; }

    public double eps { get; set; }

    /// <summary>Share of the newest batch in the running statistics; null for the plain mean over all batches.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public Parameter? weight
    {
        get => OwnParameter(nameof(weight));
        set => Own(nameof(weight), value);
    }

    public Parameter? bias
    {
        get => OwnParameter(nameof(bias));
        set => Own(nameof(bias), value);
    }

    public Tensor? running_mean
    {
        get => OwnBuffer(nameof(running_mean));
        set => Own(nameof(running_mean), value);
    }

    public Tensor? running_var
    {
        get => OwnBuffer(nameof(running_var));
        set => Own(nameof(running_var), value);
    }

    /// <summary>An int64 without dimensions.</summary>
    public Tensor? num_batches_tracked
    {
        get => OwnBuffer(nameof(num_batches_tracked));
        set => Own(nameof(num_batches_tracked), value);
    }

    public void reset_running_stats()
    {
        running_mean?.zero_();
        running_var?.fill_(1);
        num_batches_tracked?.zero_();
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (affine)
        {
            nn.init.ones_(weight!);
            nn.init.zeros_(bias!);
        }
    }

    /// <exception cref="ArgumentException">The input has the wrong number of dimensions.</exception>
    protected abstract void ValidateInputDimensions(Tensor input);
}
