using System.Net;
using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Setup;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ImageClassifier.Hosting.Http;

/// <summary>The port that people and programs call: the app's HTTP functions, and the durable extension's management API.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private const long LongestBody = 210_000_000;

    // Requests under way have this long to finish when the host stops.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly WebApplication _server;

    private HttpServer(WebApplication server) => _server = server;

    /// <summary>Where it listens, as <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Address => new(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Opens the port, with the routes that <paramref name="map"/> adds; a port that is taken is a <see
    /// cref="HostException"/>.</summary>
    public static async Task<HttpServer> StartAsync(
        int port, CorsSettings? cors, IConfiguration configuration, ILoggerFactory logs, Action<WebApplication> map)
    {
        WebApplicationBuilder builder = BareHost.CreateBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize =
                long.TryParse(configuration["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"], out long limit) && limit > 0 ? limit : LongestBody;
        });
        builder.Services.AddHttpForwarder();
        builder.Services.AddCors();
        WebApplication server = builder.Build();
        if (cors is not null) server.UseCors(policy => Allow(policy, cors));
        map(server);
        try
        {
            await server.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await server.DisposeAsync();
            throw new HostException(
                ExitCode.CannotStart,
                    $"Port {port} of 127.0.0.1 is in use: stop what listens there, or choose another port with --port.", e);
        }
        return new HttpServer(server);
    }

    // As `func` does: any method, any header.
    private static void Allow(CorsPolicyBuilder policy, CorsSettings cors)
    {
        policy.WithOrigins([.. cors.Origins]).AllowAnyHeader().AllowAnyMethod();
        if (cors.Credentials) policy.AllowCredentials();
    }

    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _server.StopAsync(timeout.Token);
        await _server.DisposeAsync();
    }
}
