using System.Diagnostics;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Rpc;
using ImageClassifier.Hosting.Worker;

namespace ImageClassifier.Hosting.Invocation;

/// <summary>Runs functions in the app, each within the time that host.json allows.</summary>
internal sealed class FunctionInvoker(AppSupervisor app, TimeSpan? timeout, ILoggerFactory logs)
{
    private readonly ILogger _logger = logs.CreateLogger("FunctionsHost.Executor");

    /// <summary>A connection to the app; waits while it starts.</summary>
    public Task<AppConnection> ConnectAsync(CancellationToken cancellationToken) => app.ReadyAsync(cancellationToken);

    /// <summary>Runs a function.</summary>
    /// <param name="connection">From <see cref="ConnectAsync"/>.</param>
    /// <param name="function">What to run.</param>
    /// <param name="id">The invocation's id.</param>
    /// <param name="inputs">Values of its bindings, by parameter.</param>
    /// <param name="triggerData">What the trigger knows besides.</param>
    /// <param name="cancellationToken">Tells the function to stop; the answer is waited for nevertheless.</param>
    public async Task<InvocationResponse> InvokeAsync(
        AppConnection connection, FunctionDefinition function, Guid id, IEnumerable<ParameterBinding> inputs,
        IEnumerable<KeyValuePair<string, TypedData>> triggerData, CancellationToken cancellationToken)
    {
        var request = new InvocationRequest { InvocationId = id.ToString(), TraceContext = Trace() };
        request.InputData.Add(inputs);
        foreach ((string name, TypedData value) in triggerData) request.TriggerMetadata[name] = value;
        Task<InvocationResponse> running = connection.InvokeAsync(function, request, cancellationToken);
        if (timeout is not { } limit) return await running;
        try
        {
            return await running.WaitAsync(limit, CancellationToken.None);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            // As on Azure: the function may be stuck, so its process goes.
            _logger.LogError(
                "{Function} took longer than functionTimeout of host.json, {Timeout}; the app is started again.", function.LogName, limit);
            app.Restart();
            return await running;
        }
    }

    private static RpcTraceContext Trace() => new()
    {
        TraceParent = Activity.Current?.Id ?? "",
        TraceState = Activity.Current?.TraceStateString ?? "",
    };
}
