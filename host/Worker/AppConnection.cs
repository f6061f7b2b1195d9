using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Rpc;
using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.Worker;

/// <summary>The stream of messages to and from one process of the app.</summary>
internal sealed class AppConnection(ILoggerFactory logs)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>(new() { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _answers = new();
    private readonly ConcurrentDictionary<string, Invocation> _invocations = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyDictionary<string, string> _functionIds = new Dictionary<string, string>();

    /// <summary>Where the app answers HTTP; null for an app that does not.</summary>
    public Uri? HttpAddress { get; private set; }

    /// <summary>The process is gone, or going.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Carries messages until the process closes its end.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> requests, IServerStreamWriter<StreamingMessage> responses, CancellationToken cancellationToken)
    {
        Task writing = WriteAsync(responses, cancellationToken);
        try
        {
            while (await requests.MoveNext(cancellationToken)) Receive(requests.Current);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Grpc.Core.RpcException or InvalidOperationException)
        {
            // The process is gone, which its supervisor sees too.
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            _ended.TrySetResult();
            await writing;
        }
    }

    /// <summary>Introduces the host, and has the app load these functions.</summary>
    public async Task InitializeAsync(AppFolder app, IReadOnlyList<FunctionDefinition> functions, CancellationToken cancellationToken)
    {
        var hello = new WorkerInitRequest { HostVersion = "4.0.0", WorkerDirectory = app.Path, FunctionAppDirectory = app.Path };
        WorkerInitResponse worker = (await AskAsync(new() { WorkerInitRequest = hello }, cancellationToken)).WorkerInitResponse;
        Check(worker.Result, "The app refused to start");
        if (worker.Capabilities.TryGetValue("HttpUri", out string? address)) HttpAddress = new Uri(address);

        var question = new FunctionsMetadataRequest { FunctionAppDirectory = app.Path };
        FunctionMetadataResponse known =
            (await AskAsync(new() { FunctionsMetadataRequest = question }, cancellationToken)).FunctionMetadataResponse;
        Check(known.Result, "The app could not list its functions");
        var byName = known.FunctionMetadataResults.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);
        await Task.WhenAll(functions.Select(function => LoadAsync(function, byName, cancellationToken)));
        _functionIds = byName.ToDictionary(pair => pair.Key, pair => pair.Value.FunctionId, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Runs a function and returns what it answers; its failure, and the end of its process, are exceptions.</summary>
    public async Task<InvocationResponse> InvokeAsync(FunctionDefinition function, InvocationRequest request,
        CancellationToken cancellationToken)
    {
        request.FunctionId = _functionIds[function.Name];
        var invocation = new Invocation(function);
        _invocations[request.InvocationId] = invocation;
        try
        {
            Send(new StreamingMessage { InvocationRequest = request });
            var cancel = new InvocationCancel { InvocationId = request.InvocationId };
            await using var cancelling = cancellationToken.Register(() => Send(new StreamingMessage { InvocationCancel = cancel }));
            await Task.WhenAny(invocation.Response.Task, _ended.Task);
            if (!invocation.Response.Task.IsCompleted) throw new WorkerProcessExitException(function.LogName);
            StatusResult result = (await invocation.Response.Task).Result;
            return result.Status == StatusResult.Types.Status.Success ? await invocation.Response.Task
                : throw FunctionFailedException.From(result);
        }
        finally
        {
            _invocations.TryRemove(request.InvocationId, out _);
        }
    }

    /// <summary>Asks the process to finish and end.</summary>
    public void Terminate(TimeSpan grace) =>
        Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(grace) } });

    private static void Check(StatusResult? result, string what)
    {
        if (result?.Status is StatusResult.Types.Status.Failure)
            throw new HostException(ExitCode.Failed, $"{what}: {result.Exception?.Message ?? result.Result}");
    }

    private async Task LoadAsync(FunctionDefinition function, Dictionary<string, RpcFunctionMetadata> known,
        CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(function.Name, out RpcFunctionMetadata? metadata))
            throw new HostException(ExitCode.Failed,
                $"functions.metadata lists {function.Name}, which the app does not have; build the app again.");
        var request = new FunctionLoadRequest { FunctionId = metadata.FunctionId, Metadata = metadata };
        FunctionLoadResponse loaded = (await AskAsync(new() { FunctionLoadRequest = request }, cancellationToken)).FunctionLoadResponse;
        Check(loaded.Result, $"The app could not load {function.Name}");
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        string id = Guid.NewGuid().ToString();
        _answers[id] = answer;
        question.RequestId = id;
        Send(question);
        Task first = await Task.WhenAny(answer.Task, _ended.Task).WaitAsync(cancellationToken);
        if (first == _ended.Task) throw new WorkerProcessExitException("its start");
        return await answer.Task;
    }

    // A message to a process that is gone is dropped: whoever waits for an answer waits for the end too.
    private void Send(StreamingMessage message)
    {
        if (message.RequestId.Length == 0) message.RequestId = Guid.NewGuid().ToString();
        _outgoing.Writer.TryWrite(message);
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> responses, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (StreamingMessage message in _outgoing.Reader.ReadAllAsync(cancellationToken))
                await responses.WriteAsync(message, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Grpc.Core.RpcException or InvalidOperationException)
        {
            // The process is gone, which the reading side sees too.
            _outgoing.Writer.TryComplete();
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.RpcLog:
                Log(message.RpcLog);
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                if (_invocations.TryGetValue(message.InvocationResponse.InvocationId, out Invocation? invocation))
                    invocation.Response.TrySetResult(message.InvocationResponse);
                break;
            default:
                if (_answers.TryRemove(message.RequestId, out TaskCompletionSource<StreamingMessage>? answer)) answer.TrySetResult(message);
                break;
        }
    }

    // What a function logs has the official host's category, so that host.json's levels mean the same.
    // What libraries log keeps their own: their levels differ.
    private void Log(RpcLog log)
    {
        if (log.Message.Length == 0 && log.Exception is null) return;
        bool ofLibrary = log.Category.StartsWith("Microsoft.", StringComparison.Ordinal)
            || log.Category.StartsWith("Azure.", StringComparison.Ordinal);
        string category = !ofLibrary && _invocations.TryGetValue(log.InvocationId, out Invocation? invocation)
            ? $"Function.{invocation.Function.Name}.User"
            : log.Category;
        string text = log.Exception is { } exception ? $"{log.Message}\n{exception.Message}\n{exception.StackTrace}" : log.Message;
        logs.CreateLogger(category).Log((LogLevel)log.Level, "{Message}", text);
    }

    private sealed record Invocation(FunctionDefinition Function)
    {
        public TaskCompletionSource<InvocationResponse> Response { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
