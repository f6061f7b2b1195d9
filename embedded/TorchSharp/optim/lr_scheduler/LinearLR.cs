namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0,
                int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>A factor that goes from start_factor to end_factor in total_iters epochs: a warm-up.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double start;
                    private readonly double end;
                    private readonly int totalIterations;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        start = start_factor;
                        end = end_factor;
                        totalIterations = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        double change = LastEpoch == 0 ? start
                            : LastEpoch > totalIterations ? 1
                            : 1 + (end - start) / (totalIterations * start + (LastEpoch - 1) * (end - start));
                        return Rates.Select(rate => rate * change);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        double factor = start + (end - start) * Math.Min(totalIterations, LastEpoch) / totalIterations;
                        return BaseRates.Select(rate => rate * factor);
                    }
                }
            }
        }
    }
}
