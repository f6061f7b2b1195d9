namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers,
                IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            public static partial class impl
            {
                /// <summary>One scheduler after another: at each milestone the next begins.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;
                    private readonly int[] milestones;

                    /// <exception cref="ArgumentException">
                    /// A scheduler of another optimizer, or not one milestone less than schedulers.
                    /// </exception>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones,
                        int last_epoch = -1)
                        : base(optimizer, last_epoch + 1, false)
                    {
                        this.schedulers = [.. schedulers];
                        this.milestones = [.. milestones];
                        if (this.schedulers.Any(scheduler => scheduler.Optimizer != optimizer))
                        {
                            throw new ArgumentException(
                                "The SequentialLR scheduler expects all its sub-schedulers to be bound to the same optimizer.");
                        }
                        if (this.milestones.Length != this.schedulers.Length - 1)
                        {
                            throw new ArgumentException(
                                $"SequentialLR needs one milestone less than schedulers; it received {this.schedulers.Length} schedulers"
                                + $" and {this.milestones.Length} milestones.");
                        }
                        // Making the schedulers took their first steps; only the first one's counts.
                        foreach (var group in optimizer.ParamGroups)
                        {
                            group.LearningRate = group.InitialLearningRate;
                        }
                        foreach (LRScheduler scheduler in this.schedulers)
                        {
                            scheduler.LastEpoch--;
                        }
                        this.schedulers[0].step();
                        LastRates = this.schedulers[0].LastRates;
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        int passed = milestones.Count(milestone => milestone <= LastEpoch);
                        if (passed > 0 && milestones[passed - 1] == LastEpoch)
                        {
                            schedulers[passed].step((int?)0);
                        }
                        else
                        {
                            schedulers[passed].step();
                        }
                        return Rates;
                    }
                }
            }
        }
    }
}
