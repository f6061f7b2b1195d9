namespace Microsoft.DurableTask.Embedded.Replay;

/// <summary>
/// Runs an orchestrator's code and its continuations one at a time, on whichever thread calls <see cref="Run"/>, and only
/// then. A continuation that arrives from elsewhere belongs to a task that is not durable: it is refused and reported.
/// </summary>
internal sealed class OrchestratorThread : TaskScheduler
{
    readonly Queue<Task> ready = new();
    readonly OrchestratorSynchronizationContext synchronization;
    readonly Action onForeignContinuation;
    volatile int owner;

    public OrchestratorThread(Action onForeignContinuation)
    {
        this.onForeignContinuation = onForeignContinuation;
        synchronization = new(this);
    }

    /// <summary>True on the thread that runs the orchestrator at this moment.</summary>
    public bool IsCurrent => owner == Environment.CurrentManagedThreadId;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs <paramref name="work"/> and everything that it sets free, until nothing is left to run.</summary>
    public void Run(Action work)
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        owner = Environment.CurrentManagedThreadId;
        SynchronizationContext.SetSynchronizationContext(synchronization);
        try
        {
            new Task(work).Start(this);
            while (ready.TryDequeue(out Task? next)) TryExecuteTask(next);
        }
        finally
        {
            owner = 0;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (IsCurrent) ready.Enqueue(task);
        else onForeignContinuation();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        IsCurrent && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    sealed class OrchestratorSynchronizationContext(OrchestratorThread thread) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => new Task(() => d(state)).Start(thread);

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (!thread.IsCurrent) throw new InvalidOperationException(IllegalAwait.Message);
            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
