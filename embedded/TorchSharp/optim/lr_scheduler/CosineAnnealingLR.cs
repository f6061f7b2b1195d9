namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Half a cosine from the first rate down to eta_min in T_max epochs; Loshchilov and Hutter 2017.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double period;
                    private readonly double lowest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        period = T_max;
                        lowest = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                        {
                            return Rates;
                        }
                        if ((LastEpoch - 1 - period) % (2 * period) == 0)
                        {
                            // The rate before was eta_min, of which no factor leads up again.
                            double rise = (1 - Math.Cos(Math.PI / period)) / 2;
                            return Rates.Zip(BaseRates, (rate, first) => rate + (first - lowest) * rise);
                        }
                        double factor = (1 + Math.Cos(Math.PI * LastEpoch / period)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / period));
                        return Rates.Select(rate => factor * (rate - lowest) + lowest);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                    {
                        double share = (1 + Math.Cos(Math.PI * LastEpoch / period)) / 2;
                        return BaseRates.Select(rate => lowest + (rate - lowest) * share);
                    }
                }
            }
        }
    }
}
