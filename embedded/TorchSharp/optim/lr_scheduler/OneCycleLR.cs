namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4,
                bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                    cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static LRScheduler OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1,
                int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true,
                IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy,
                    cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Up to max_lr and far down again, momentum the other way; Smith and Topin 2018. One step a batch.</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly Phase[] phases;
                    private readonly AnnealStrategy strategy;
                    private readonly int totalSteps;
                    private readonly bool cycleMomentum;
                    private readonly Dictionary<Point, double[]> rates;
                    private readonly Dictionary<Point, double[]> momenta;

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25,
                        double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => max_lr), total_steps, epochs, steps_per_epoch, pct_start,
                            anneal_strategy, cycle_momentum, optimizer.ParamGroups.Select(_ => base_momentum),
                            optimizer.ParamGroups.Select(_ => max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">
                    /// No number of steps, pct_start outside of [0, 1], or no momentum to cycle.
                    /// </exception>
                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1,
                        int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos,
                        bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        totalSteps = total_steps != -1 ? total_steps : epochs > 0 && steps_per_epoch > 0 ? epochs * steps_per_epoch
                            : throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (totalSteps <= 0)
                        {
                            throw new ArgumentException($"Expected positive integer total_steps, but got {total_steps}");
                        }
                        if (pct_start is < 0 or > 1)
                        {
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        }
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                        {
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        }
                        strategy = anneal_strategy;
                        cycleMomentum = cycle_momentum;
                        double[] max = [.. max_lr];
                        double[] initial = [.. max.Select(rate => rate / div_factor)];
                        double[] min = [.. initial.Select(rate => rate / final_div_factor)];
                        rates = new() { [Point.Initial] = initial, [Point.Max] = max, [Point.Min] = min };
                        // The momentum is highest where the rate is lowest.
                        double[] low = [.. base_momentum ?? max.Select(static _ => 0.85)];
                        double[] high = [.. max_momentum ?? max.Select(static _ => 0.95)];
                        momenta = new() { [Point.Initial] = high, [Point.Max] = low, [Point.Min] = high };
                        double peak = pct_start * totalSteps - 1;
                        phases = three_phase
                            ? [new(peak, Point.Initial, Point.Max), new(2 * pct_start * totalSteps - 2, Point.Max, Point.Initial),
                                new(totalSteps - 1, Point.Initial, Point.Min)]
                            : [new(peak, Point.Initial, Point.Max), new(totalSteps - 1, Point.Max, Point.Min)];
                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    private enum Point
                    {
                        Initial,
                        Max,
                        Min,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch > totalSteps)
                        {
                            throw new InvalidOperationException(
                                $"Tried to step {LastEpoch + 1} times. The specified number of total steps is {totalSteps}");
                        }
                        double begin = 0;
                        Phase phase = phases[^1];
                        foreach (Phase candidate in phases)
                        {
                            if (LastEpoch <= candidate.End || candidate == phases[^1])
                            {
                                phase = candidate;
                                break;
                            }
                            begin = candidate.End;
                        }
                        double progress = (LastEpoch - begin) / (phase.End - begin);
                        if (cycleMomentum)
                        {
                            int i = 0;
                            foreach (var group in Optimizer.ParamGroups)
                            {
                                SetMomentum(group, Anneal(momenta[phase.From][i], momenta[phase.To][i], progress));
                                i++;
                            }
                        }
                        return rates[phase.From].Zip(rates[phase.To], (from, to) => Anneal(from, to, progress));
                    }

                    private double Anneal(double from, double to, double progress) => strategy == AnnealStrategy.Cos
                        ? to + (from - to) / 2 * (Math.Cos(Math.PI * progress) + 1)
                        : from + (to - from) * progress;

                    private static void SetMomentum(ILearningRateController group, double momentum)
                    {
                        if (group is IBetas adam)
                        {
                            adam.Betas = (momentum, adam.Betas.Item2);
                        }
                        else if (group is IMomentum sgd)
                        {
                            sgd.Momentum = momentum;
                        }
                    }

                    private sealed record Phase(double End, Point From, Point To);
                }
            }
        }
    }
}
