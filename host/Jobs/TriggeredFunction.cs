using Microsoft.Azure.WebJobs;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>
/// What the WebJobs SDK calls: a subclass is made at run time, with one method per function whose parameter carries the trigger's
/// attribute. Public because the subclass lives in an assembly of its own.
/// </summary>
/// <param name="runner">Hands the call to the app.</param>
public abstract class TriggeredFunction(ITriggeredFunctionRunner runner)
{
    /// <summary>Runs the function and returns what it answers.</summary>
    /// <param name="name">The function.</param>
    /// <param name="trigger">The trigger's value.</param>
    /// <param name="binder">Gives its other inputs.</param>
    /// <param name="cancellationToken">The host stops.</param>
    protected Task<object?> RunAsync(string name, object trigger, Binder binder, CancellationToken cancellationToken) =>
        runner.RunAsync(name, trigger, binder, cancellationToken);
}

/// <summary>Hands the calls of <see cref="TriggeredFunction"/> to the app.</summary>
public interface ITriggeredFunctionRunner
{
    /// <summary>Runs the function and returns what it answers.</summary>
    /// <param name="name">The function.</param>
    /// <param name="trigger">The trigger's value.</param>
    /// <param name="binder">Gives its other inputs, and what the trigger knows besides its value.</param>
    /// <param name="cancellationToken">The host stops.</param>
    Task<object?> RunAsync(string name, object trigger, Binder binder, CancellationToken cancellationToken);
}
