using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using ImageClassifier.Hosting.Rpc;
using ImageClassifier.Hosting.Setup;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImageClassifier.Hosting.Worker;

/// <summary>The endpoint that an app's process connects to: gRPC on a free port of the loopback interface.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<AppConnection>> _expected = new();
    private readonly ILoggerFactory _logs;
    private readonly WebApplication _server;

    private RpcServer(ILoggerFactory logs)
    {
        _logs = logs;
        WebApplicationBuilder builder = BareHost.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        builder.Services.AddSingleton(this);
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        _server = builder.Build();
        _server.MapGrpcService<Service>();
    }

    /// <summary>Where it listens, as <c>http://127.0.0.1:PORT</c>.</summary>
    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<RpcServer> StartAsync(ILoggerFactory logs)
    {
        var server = new RpcServer(logs);
        await server._server.StartAsync();
        return server;
    }

    /// <summary>The connection of the process that was started with this id, once it has called.</summary>
    public Task<AppConnection> ExpectAsync(string workerId, CancellationToken cancellationToken) =>
        _expected.GetOrAdd(workerId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(timeout.Token);
        await _server.DisposeAsync();
    }

    private sealed class Service(RpcServer server) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requests, IServerStreamWriter<StreamingMessage> responses, ServerCallContext context)
        {
            if (!await requests.MoveNext(context.CancellationToken) || requests.Current.StartStream is not { } start)
                throw new Grpc.Core.RpcException(new Status(StatusCode.FailedPrecondition, "The first message must be StartStream."));
            if (!server._expected.TryRemove(start.WorkerId, out TaskCompletionSource<AppConnection>? expected))
                throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, $"No worker {start.WorkerId} was started."));
            var connection = new AppConnection(server._logs);
            expected.SetResult(connection);
            await connection.RunAsync(requests, responses, context.CancellationToken);
        }
    }
}
