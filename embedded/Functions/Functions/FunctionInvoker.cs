using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded.Binding;
using Microsoft.Azure.Functions.Worker.Embedded.Durable;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Functions;

/// <summary>Runs functions: a scope of services and a context for each invocation, the middleware, the timeout, the log.</summary>
internal sealed class FunctionInvoker
{
    /// <summary>How long a function that exceeded its timeout may take to notice before it is given up.</summary>
    private static readonly TimeSpan TimeoutGrace = TimeSpan.FromSeconds(5);

    private readonly IServiceProvider services;
    private readonly FunctionExecutionDelegate pipeline;
    private readonly TimeSpan? timeout;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly DurableHost? durable;
    private readonly ConcurrentDictionary<string, string> running = new();

    public FunctionInvoker(
        IServiceProvider services, IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware,
        TimeSpan? timeout, TimeProvider time, ILoggerFactory loggers, DurableHost? durable)
    {
        this.durable = durable;
        this.services = services;
        this.timeout = timeout;
        this.time = time;
        this.loggers = loggers;
        pipeline = middleware.Reverse().Aggregate((FunctionExecutionDelegate)ExecuteAsync, (next, step) => step(next));
    }

    /// <summary>Names of the functions that run now, orchestrators aside.</summary>
    public IEnumerable<string> Running => running.Values;

    /// <summary>Runs a function once and returns its result. Throws what the function throws.</summary>
    /// <param name="quiet">True where single invocations are no news, as with floods of blobs.</param>
    public async Task<object?> InvokeAsync(FunctionDescriptor function, TriggerInput input, CancellationToken cancellation, bool quiet = false)
    {
        string id = Guid.NewGuid().ToString();
        ILogger log = loggers.CreateLogger($"Function.{function.Name}");
        log.LogDebug("Executing 'Functions.{Function}' (Reason='{Reason}', Id={Id})", function.Name, input.Reason, id);
        long started = Stopwatch.GetTimestamp();
        // Orchestrations wait for days, and may be dropped from memory meanwhile.
        if (input.HasTimeout) running[id] = function.Name;
        try
        {
            object? result = input.HasTimeout && timeout is { } limit
                ? await RunWithTimeoutAsync(function, input, id, limit, log, cancellation)
                : await RunAsync(function, input, id, cancellation);
            log.Log(quiet ? LogLevel.Debug : LogLevel.Information, "Executed 'Functions.{Function}' (Succeeded, Id={Id}, Duration={Duration}ms)",
                function.Name, id, Milliseconds(started));
            return result;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogInformation("Executed 'Functions.{Function}' (Cancelled, Id={Id}, Duration={Duration}ms)", function.Name, id, Milliseconds(started));
            throw;
        }
        catch (Exception e) when (e is not TriggerGoneException)
        {
            log.LogError(e, "Executed 'Functions.{Function}' (Failed, Id={Id}, Duration={Duration}ms)", function.Name, id, Milliseconds(started));
            throw;
        }
        finally
        {
            running.TryRemove(id, out _);
        }
    }

    private async Task<object?> RunWithTimeoutAsync(
        FunctionDescriptor function, TriggerInput input, string id, TimeSpan limit, ILogger log, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        // On the pool, so that a function that blocks can be given up too.
        Task<object?> work = Task.Run(() => RunAsync(function, input, id, either.Token), CancellationToken.None);
        using var done = new CancellationTokenSource();
        Task givenUp = Task.Delay(limit + TimeoutGrace, time, done.Token);
        if (await Task.WhenAny(work, givenUp) == givenUp)
        {
            log.LogWarning("'Functions.{Function}' (Id={Id}) ignores its CancellationToken and still runs; its result will not count.", function.Name, id);
            throw new FunctionWorkerException($"Timeout value of {limit} exceeded by function 'Functions.{function.Name}' (Id: '{id}').");
        }
        await done.CancelAsync();
        try
        {
            return await work;
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new FunctionWorkerException($"Timeout value of {limit} exceeded by function 'Functions.{function.Name}' (Id: '{id}').", e);
        }
    }

    private async Task<object?> RunAsync(FunctionDescriptor function, TriggerInput input, string id, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        var context = new HostFunctionContext(function, id, input, scope.ServiceProvider, cancellation);
        await pipeline(context);
        return context.Result;
    }

    // The last step of the pipeline. Awaits keep to the caller's context: orchestrators depend on it.
    private async Task ExecuteAsync(FunctionContext functionContext)
    {
        var context = (HostFunctionContext)functionContext;
        MethodInfo method = context.Function.Method;
        object?[] arguments = await ParameterBinder.BindAsync(context, durable);
        object? instance = method.IsStatic ? null : ActivatorUtilities.CreateInstance(context.InstanceServices, method.DeclaringType!);
        try
        {
            context.Result = await Unwrap(method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null));
        }
        finally
        {
            if (instance is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else (instance as IDisposable)?.Dispose();
        }
    }

    private static async ValueTask<object?> Unwrap(object? returned)
    {
        switch (returned)
        {
            case Task task:
                await task;
                // An async method without a result returns Task<VoidTaskResult> at run time.
                return ResultOf(task);
            case ValueTask valueTask:
                await valueTask;
                return null;
            case not null when IsValueTaskOfT(returned.GetType()):
                return await Unwrap(returned.GetType().GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(returned, null));
            default:
                return returned;
        }
    }

    private static object? ResultOf(Task task)
    {
        for (Type? type = task.GetType(); type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Task<>)) continue;
            return type.GetGenericArguments()[0].Name == "VoidTaskResult" ? null : type.GetProperty(nameof(Task<int>.Result))!.GetValue(task);
        }
        return null;
    }

    private static bool IsValueTaskOfT(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    private static long Milliseconds(long started) => (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
}
