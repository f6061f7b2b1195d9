namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Sets the learning rates of an optimizer's groups. Making one takes its first step; from there on
            /// <see cref="step()"/> is called after each epoch, or after each batch, of training.
            /// </summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Optimizer = optimizer;
                    LastEpoch = last_epoch;
                    Verbose = verbose;
                    BaseRates = [.. optimizer.ParamGroups.Select(static group => group.InitialLearningRate)];
                    LastRates = Rates;
                }

                internal Optimizer Optimizer { get; }

                /// <summary>How many steps were taken after the first.</summary>
                internal int LastEpoch { get; set; }

                /// <summary>The rates that the groups began with.</summary>
                internal double[] BaseRates { get; }

                internal double[] LastRates { get; set; }

                private protected bool Verbose { get; }

                /// <summary>The groups' rates now.</summary>
                private protected double[] Rates => [.. Optimizer.ParamGroups.Select(static group => group.LearningRate)];

                public virtual void step() => step(null);

                /// <param name="epoch">Null for the next one; a number jumps there, where the scheduler has a closed form.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    double[] rates = [.. epoch is null ? get_lr() : get_closed_form_lr()];
                    foreach (var (group, rate) in Optimizer.ParamGroups.Zip(rates))
                    {
                        if (Verbose && rate != group.LearningRate)
                        {
                            Console.WriteLine($"Adjusting learning rate to {rate}");
                        }
                        group.LearningRate = rate;
                    }
                    LastRates = rates;
                }

                /// <summary>A step after an epoch whose result was <paramref name="current"/>; most schedulers do not look at it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => LastRates;

                /// <summary>The rates at the present epoch, from those of the one before.</summary>
                protected virtual IEnumerable<double> get_lr() => Rates;

                /// <summary>The rates at the present epoch, from those at the beginning.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }
        }
    }
}
