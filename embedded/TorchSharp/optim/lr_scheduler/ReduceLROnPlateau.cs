namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1,
                int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0,
                IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);

            public static partial class impl
            {
                /// <summary>Times a factor when a metric has not become better for more than `patience` epochs.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool smallerIsBetter;
                    private readonly bool relative;
                    private readonly double factor;
                    private readonly double threshold;
                    private readonly double eps;
                    private readonly int patience;
                    private readonly int cooldown;
                    private readonly double[] lowest;
                    private double best;
                    private int badEpochs;
                    private int cooling;

                    /// <exception cref="ArgumentException">The factor is not below 1, or a mode is unknown.</exception>
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null,
                        double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                        {
                            throw new ArgumentException("Factor should be < 1.0");
                        }
                        if (mode is not ("min" or "max"))
                        {
                            throw new ArgumentException($"mode {mode} is unknown!");
                        }
                        if (threshold_mode is not ("rel" or "abs"))
                        {
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        }
                        smallerIsBetter = mode == "min";
                        relative = threshold_mode == "rel";
                        this.factor = factor;
                        this.threshold = threshold;
                        this.eps = eps;
                        this.patience = patience;
                        this.cooldown = cooldown;
                        double[] every = [.. BaseRates.Select(_ => min_lr is { Count: 1 } ? min_lr[0] : 0)];
                        lowest = min_lr is { Count: > 1 } ? [.. min_lr] : every;
                        best = smallerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (IsBetter(current))
                        {
                            best = current;
                            badEpochs = 0;
                        }
                        else
                        {
                            badEpochs++;
                        }
                        if (cooling > 0)
                        {
                            cooling--;
                            badEpochs = 0;
                        }
                        if (badEpochs > patience)
                        {
                            Reduce();
                            cooling = cooldown;
                            badEpochs = 0;
                        }
                        LastRates = Rates;
                    }

                    /// <exception cref="InvalidOperationException">Always: without the metric there is nothing to decide by.</exception>
                    public override void step() => throw new InvalidOperationException(
                        "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    /// <exception cref="InvalidOperationException">Always: without the metric there is nothing to decide by.</exception>
                    public override void step(int? epoch) => throw new InvalidOperationException(
                        "step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    private bool IsBetter(double current) => (smallerIsBetter, relative) switch
                    {
                        (true, true) => current < best * (1 - threshold),
                        (true, false) => current < best - threshold,
                        (false, true) => current > best * (threshold + 1),
                        (false, false) => current > best + threshold,
                    };

                    private void Reduce()
                    {
                        foreach (var (group, floor) in Optimizer.ParamGroups.Zip(lowest))
                        {
                            double rate = Math.Max(group.LearningRate * factor, floor);
                            if (group.LearningRate - rate > eps)
                            {
                                group.LearningRate = rate;
                                if (Verbose)
                                {
                                    Console.WriteLine($"Epoch {LastEpoch}: reducing learning rate to {rate:g4}.");
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
