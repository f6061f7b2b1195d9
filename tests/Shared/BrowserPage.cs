using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Shared;

/// <summary>A page in a real browser, driven by the DevTools protocol (https://chromedevtools.github.io/devtools-protocol).</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly Process _browser;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(Wait.Limit);
    private int _sent;
    private string _session = "";

    private BrowserPage(Process browser, string profile) => (_browser, _profile) = (browser, profile);

    /// <summary>Where the browser is; null on a machine without one.</summary>
    public static string? Browser { get; } =
        new[] { "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome" }.Select(name => $"/usr/bin/{name}")
            .FirstOrDefault(File.Exists);

    /// <summary>Addresses that the page asked for, its own included.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors and warnings of the console.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Starts a browser of its own and waits until the page is loaded.</summary>
    public static async Task<BrowserPage> OpenAsync(string url, int width, int height, bool dark)
    {
        string profile = Directory.CreateTempSubdirectory("browser-").FullName;
        Process browser = Process.Start(new ProcessStartInfo(Browser!,
            ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={profile}",
                "about:blank"])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var page = new BrowserPage(browser, profile);
        try
        {
            await page.ConnectAsync();
            await page.SendAsync("Emulation.setDeviceMetricsOverride",
                new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });
            var scheme = new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" };
            await page.SendAsync("Emulation.setEmulatedMedia", new JsonObject { ["features"] = new JsonArray(scheme) });
            foreach (string domain in new[] { "Page", "Network", "Runtime", "Log" }) await page.SendAsync($"{domain}.enable", []);
            await page.SendAsync("Page.navigate", new JsonObject { ["url"] = url }, untilEvent: "Page.loadEventFired");
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of an expression, as JSON.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression) =>
        (await SendAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true }))["result"]?["value"];

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _limit.Dispose();
        if (!_browser.HasExited) _browser.Kill(entireProcessTree: true);
        await _browser.WaitForExitAsync();
        _browser.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private async Task ConnectAsync()
    {
        const string Announcement = "DevTools listening on ";
        string? line;
        do line = await _browser.StandardError.ReadLineAsync(_limit.Token);
        while (line is not null && !line.StartsWith(Announcement, StringComparison.Ordinal));
        // What it says later is nobody's business, but must not fill the pipe.
        _ = _browser.StandardError.ReadToEndAsync();
        _ = _browser.StandardOutput.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(line![Announcement.Length..]), _limit.Token);
        JsonObject targets = await SendAsync("Target.getTargets", []);
        string target = targets["targetInfos"]!.AsArray()
            .First(info => info!["type"]!.GetValue<string>() == "page")!["targetId"]!.GetValue<string>();
        _session = (await SendAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target, ["flatten"] = true }))[
            "sessionId"]!.GetValue<string>();
    }

    /// <summary>Sends a command and takes what arrives until its answer, and until an event where one is named.</summary>
    private async Task<JsonObject> SendAsync(string method, JsonObject parameters, string? untilEvent = null)
    {
        int id = ++_sent;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session.Length > 0) message["sessionId"] = _session;
        await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, _limit.Token);
        JsonObject? answer = null;
        bool seen = untilEvent is null;
        while (answer is null || !seen)
        {
            JsonNode received = await ReceiveAsync();
            if (received["id"]?.GetValue<int>() == id)
                answer = received["result"]?.AsObject()
                    ?? throw new InvalidOperationException($"{method}: {received["error"]?.ToJsonString()}");
            else if (received["method"]?.GetValue<string>() is { } name)
                seen |= Note(name, received["params"]!) == untilEvent;
        }
        return answer;
    }

    private string Note(string name, JsonNode parameters)
    {
        if (name == "Network.requestWillBeSent") Requests.Add(parameters["request"]!["url"]!.GetValue<string>());
        if (name == "Log.entryAdded") Complaints.Add(parameters["entry"]!["text"]!.GetValue<string>());
        if (name == "Runtime.exceptionThrown"
            || (name == "Runtime.consoleAPICalled" && parameters["type"]!.GetValue<string>() is "error" or "warning" or "assert"))
            Complaints.Add(parameters.ToJsonString());
        return name;
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var content = new MemoryStream();
        byte[] buffer = new byte[65536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), _limit.Token);
            content.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(content.ToArray())!;
    }
}
