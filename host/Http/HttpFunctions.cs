using System.Diagnostics;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Invocation;
using ImageClassifier.Hosting.Jobs;
using ImageClassifier.Hosting.Rpc;
using ImageClassifier.Hosting.Worker;
using Microsoft.Azure.WebJobs;
using Yarp.ReverseProxy.Forwarder;

namespace ImageClassifier.Hosting.Http;

/// <summary>Runs HTTP functions: the invocation goes to the app over RPC, the request itself over HTTP, and the app joins the two by an
/// id.</summary>
/// <param name="forwarder">Passes requests on.</param>
/// <param name="invoker">Runs the functions.</param>
/// <param name="jobs">Gives their other inputs.</param>
/// <param name="keys">What requests must carry; null for nothing.</param>
/// <param name="logs">Tells of each run.</param>
internal sealed class HttpFunctions(IHttpForwarder forwarder, FunctionInvoker invoker, JobRunner jobs, FunctionKeys? keys,
    ILoggerFactory logs)
{
    // Azure's load balancer gives up on a request then.
    private static readonly ForwarderRequestConfig ForwarderOptions = new() { ActivityTimeout = TimeSpan.FromSeconds(240) };

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
    });

    /// <summary>Answers a request with what the function says.</summary>
    public async Task HandleAsync(FunctionDefinition function, HttpContext context)
    {
        if (keys?.Allow(function.Trigger["authLevel"], context.Request) == false)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        ILogger logger = logs.CreateLogger($"Function.{function.Name}");
        var id = Guid.NewGuid();
        long started = Stopwatch.GetTimestamp();
        logger.LogInformation("Executing '{Function}' (Reason='An HTTP request.', Id={Id})", function.LogName, id);
        try
        {
            await RunAsync(function, id, context);
            logger.LogInformation(
                "Executed '{Function}' (Succeeded, Id={Id}, Duration={Duration}ms)", function.LogName, id, Milliseconds(started));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.LogInformation(
                "Executed '{Function}' (Canceled by the caller, Id={Id}, Duration={Duration}ms)", function.LogName, id,
                    Milliseconds(started));
        }
        catch (Exception e) when (e is FunctionFailedException or WorkerProcessExitException or InvalidOperationException)
        {
            logger.LogError(e, "Executed '{Function}' (Failed, Id={Id}, Duration={Duration}ms)", function.LogName, id,
                Milliseconds(started));
            if (!context.Response.HasStarted) context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private async Task RunAsync(FunctionDefinition function, Guid id, HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        // The request travels as HTTP; its input only says so.
        var inputs = new List<ParameterBinding> { new() { Name = function.Trigger.Name, Data = new TypedData { Http = new RpcHttp() } } };
        foreach (FunctionBinding client in function.DurableClients)
        {
            var request = new InputRequest(TriggerAttributes.DurableClient(client));
            var jobHost = (JobHost)(await jobs.ReadyAsync(aborted)).GetRequiredService<IJobHost>();
            await jobHost.CallAsync(InputFunctions.ReadInputMethod, new { request }, aborted);
            inputs.Add(new ParameterBinding { Name = client.Name, Data = RpcValues.ToRpc(request.Value) });
        }
        AppConnection connection = await invoker.ConnectAsync(aborted);
        var running = invoker.InvokeAsync(connection, function, id, inputs, TriggerData(context.Request), aborted);
        string address = connection.HttpAddress!.ToString();
        ForwarderError error = await forwarder.SendAsync(context, address, _http, ForwarderOptions, new AddInvocationId(id));
        await running;
        aborted.ThrowIfCancellationRequested();
        if (error != ForwarderError.None)
            throw new InvalidOperationException($"The request could not be passed to the app: {error}",
                context.GetForwarderErrorFeature()?.Exception);
    }

    // Parameters of the function may take values of the query and of the route; the route's win.
    private static Dictionary<string, TypedData> TriggerData(HttpRequest request)
    {
        var data = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in request.Query) data[pair.Key] = RpcValues.ToRpc(pair.Value.ToString());
        foreach (var pair in request.RouteValues)
            if (pair.Value is not null) data[pair.Key] = RpcValues.ToRpc(pair.Value.ToString());
        return data;
    }

    private static long Milliseconds(long started) => (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds;

    private sealed class AddInvocationId(Guid id) : HttpTransformer
    {
        private const string Header = "x-ms-invocation-id";

        public override async ValueTask TransformRequestAsync(
            HttpContext context, HttpRequestMessage request, string prefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(context, request, prefix, cancellationToken);
            request.Headers.Remove(Header);
            request.Headers.Add(Header, id.ToString());
        }
    }
}
