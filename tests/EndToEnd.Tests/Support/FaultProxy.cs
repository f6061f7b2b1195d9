using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace EndToEnd.Tests.Support;

/// <summary>What a <see cref="FaultProxy"/> does to requests.</summary>
public enum Fault
{
    /// <summary>Hands them on.</summary>
    None,

    /// <summary>503.</summary>
    Unavailable,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>Hands them on and breaks the connection in the place of an answer.</summary>
    LostAnswer,
}

/// <summary>A tracking server that somebody else runs, behind a proxy that does to it what networks and administrators do.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("imgc-e2e-proxy-").FullName;
    private readonly PortLease _port = PortLease.Take(), _serverPort = PortLease.Take();
    private readonly HttpListener _listener = new();
    private readonly HttpClient _http = new();
    private readonly ChildProcess _server;
    private readonly Task _serving;
    private int _left;

    public FaultProxy()
    {
        _server = new ChildProcess(
            new ProcessStartInfo(
                "dotnet", [Repository.Built("tracking", "tracking.dll"), "--port", $"{_serverPort.Port}", "--data", _data]),
            new Dictionary<string, string?>());
        _listener.Prefixes.Add($"http://127.0.0.1:{_port.Port}/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>Host and port, to which a test adds a user.</summary>
    public string Authority => $"127.0.0.1:{_port.Port}";

    /// <summary>Of all requests from now on.</summary>
    public Fault Fault { get; set; }

    /// <summary>Of so many requests that change something; then there is none.</summary>
    public void Set(Fault fault, int requests) => (Fault, _left) = (fault, requests);

    /// <summary>Method and path of what was asked.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public Task ReadyAsync() => _server.WaitForLineAsync(line => line.Contains("http://127.0.0.1", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        await _server.DisposeAsync();
        _http.Dispose();
        _port.Dispose();
        _serverPort.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private async Task ServeAsync()
    {
        var answers = new List<Task>();
        while (true)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                answers.Add(AnswerAsync(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                await Task.WhenAll(answers);
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest asked = context.Request;
        Requests.Enqueue($"{asked.HttpMethod} {asked.RawUrl}");
        Fault fault = Fault;
        // A lost answer matters where something was done.
        if (fault == Fault.LostAnswer && asked.HttpMethod == "GET") fault = Fault.None;
        if (fault == Fault.LostAnswer && Interlocked.Decrement(ref _left) <= 0) Fault = Fault.None;
        try
        {
            (int status, string type, byte[] body) = fault switch
            {
                Fault.Unavailable => (503, "text/plain", "away"u8.ToArray()),
                Fault.Unauthorized => (401, "text/plain", "who are you?"u8.ToArray()),
                _ => await HandOnAsync(asked),
            };
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            if (fault == Fault.LostAnswer)
            {
                // More is announced than comes.
                context.Response.ContentLength64 = body.Length + 100;
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Abort();
                return;
            }
            await context.Response.OutputStream.WriteAsync(body);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or HttpRequestException)
        {
            // Whoever asked has gone, or the test is over.
            context.Response.Abort();
        }
    }

    private async Task<(int Status, string Type, byte[] Body)> HandOnAsync(HttpListenerRequest asked)
    {
        using var request = new HttpRequestMessage(new HttpMethod(asked.HttpMethod), $"http://127.0.0.1:{_serverPort.Port}{asked.RawUrl}");
        var body = new MemoryStream();
        await asked.InputStream.CopyToAsync(body);
        if (asked.HasEntityBody)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            if (asked.ContentType is { } type) request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        using HttpResponseMessage response = await _http.SendAsync(request);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "application/json",
            await response.Content.ReadAsByteArrayAsync());
    }
}
