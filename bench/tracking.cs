#:property PublishAot=false
// Measures the tracking server, as a process of its own with a fresh database:
//   dotnet build tracking && dotnet run bench/tracking.cs [-- --seconds 10 --runs 10000 --points 2000000]
// or only what MLflow's server was measured with, alternately of this build and of another one (built elsewhere before a change):
//   dotnet run bench/tracking.cs -- --baseline OTHER/tracking.dll [--rounds 5]
// Prints what it measures and appends a line for each build to bench/tracking.csv.
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

var options = Enumerable.Range(0, args.Length / 2).ToDictionary(i => args[2 * i], i => args[2 * i + 1]);
int Option(string name, int byDefault) =>
    options.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : byDefault;
int seconds = Option("--seconds", 10);
int runs = Option("--runs", 10_000);
int points = Option("--points", 2_000_000);
string root = FindRoot();
string dll = Path.Combine(root, "tracking", "bin", "Release", "net10.0", "tracking.dll");
string csv = Path.Combine(root, "bench", "tracking.csv");
string folder = Directory.CreateTempSubdirectory("bench-tracking-").FullName;

try
{
    if (options.TryGetValue("--baseline", out var baseline))
    {
        await CompareBuildsAsync([("before", baseline), ("after", dll)], Option("--rounds", 5));
        return;
    }
    double start, logged, searched, compared, peak;
    Lines lines;
    using (var server = await Server.StartAsync(dll, Path.Combine(folder, "data")))
    {
        start = server.StartSeconds;
        Console.WriteLine($"start                {start * 1000:F0} ms until the first answer");
        logged = await LogAsync(server, clients: 4, TimeSpan.FromSeconds(seconds));
        Console.WriteLine($"log-batch            {logged:N0} metrics/s from 4 clients, {seconds} s");
        string experiment = await SeedRunsAsync(server, runs);
        searched = await SearchAsync(server, experiment, times: 200);
        Console.WriteLine($"search               {searched:F1} ms at the 95th percentile, {runs:N0} runs of 30 params and 20 metrics");
        var curves = await SeedPointsAsync(server, points);
        compared = await CompareAsync(server, curves, times: 40);
        Console.WriteLine($"compare              {compared:F1} ms at the 95th percentile for 5 runs x 4 curves, {points:N0} points stored");
        peak = server.PeakMegabytes();
        Console.WriteLine($"memory               {peak:F0} MB at the most");
    }
    using (var server = await Server.StartAsync(dll, Path.Combine(folder, "lines")))
    {
        lines = Lines.Middle([await Lines.MeasureAsync(server, await Lines.SeedAsync(server))]);
        Console.WriteLine(lines);
    }
    int lost = await KillAsync(dll, Path.Combine(folder, "killed"));
    Console.WriteLine($"kill -9 under load   {lost} acknowledged batches lost");

    File.AppendAllText(csv, string.Create(CultureInfo.InvariantCulture,
        $"{DateTime.UtcNow:yyyy-MM-dd},{Environment.ProcessorCount},{start * 1000:F0},{logged:F0},"
        + $"{runs},{searched:F1},{points},{compared:F1},{peak:F0},{lost},,{lines.Csv()}\n"));
}
finally
{
    Directory.Delete(folder, recursive: true);
}

// One round of each build after the other, so that whatever else the machine does meets all of them alike.
async Task CompareBuildsAsync((string Name, string Dll)[] builds, int rounds)
{
    var servers = new List<(string Name, Server Server, SeededData Seeded, List<Lines> Measured)>();
    try
    {
        foreach (var (name, path) in builds)
        {
            var server = await Server.StartAsync(path, Path.Combine(folder, name));
            servers.Add((name, server, await Lines.SeedAsync(server), []));
        }
        for (int round = -1; round < rounds; round++)
        {
            foreach (var (_, server, seeded, measured) in servers)
            {
                var lines = await Lines.MeasureAsync(server, seeded);
                if (round >= 0) measured.Add(lines); // the first round warms up
            }
        }
        foreach (var (name, _, _, measured) in servers)
        {
            var middle = Lines.Middle(measured);
            Console.WriteLine($"{name}:\n{middle}");
            File.AppendAllText(csv, string.Create(CultureInfo.InvariantCulture,
                $"{DateTime.UtcNow:yyyy-MM-dd},{Environment.ProcessorCount},,{middle.MetricsPerSecond:F0},,,,,,,{name},{middle.Csv()}\n"));
        }
    }
    finally
    {
        foreach (var (_, server, _, _) in servers) server.Dispose();
    }
}

static string FindRoot()
{
    for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
    {
        if (File.Exists(Path.Combine(folder.FullName, "ImageClassifier.Serverless.sln"))) return folder.FullName;
    }
    throw new InvalidOperationException("Run this inside the project.");
}

// Each client logs batches of 1000 metrics to a run of its own, one after the other.
static async Task<double> LogAsync(Server server, int clients, TimeSpan duration)
{
    string experiment = await server.CreateExperimentAsync("log-batch");
    await LogForAsync(TimeSpan.FromSeconds(1)); // warm up
    var clock = Stopwatch.StartNew();
    int batches = await LogForAsync(duration);
    return batches * 1000 / clock.Elapsed.TotalSeconds;

    async Task<int> LogForAsync(TimeSpan time)
    {
        var until = Stopwatch.StartNew();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            string run = await server.CreateRunAsync(experiment, "");
            int count = 0;
            while (until.Elapsed < time)
                await server.PostAsync("runs/log-batch", Batch.Of(run, keys: 10, steps: 100, firstStep: 100 * count++));
            return count;
        })));
        return counts.Sum();
    }
}

static async Task<string> SeedRunsAsync(Server server, int count)
{
    string experiment = await server.CreateExperimentAsync("many runs");
    await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
    {
        string run = await server.CreateRunAsync(experiment, $"run-{i}");
        await server.LogAsync(run, parameters: 30, metrics: 20, new Random(i));
    });
    return experiment;
}

// A filter on a metric and a parameter, ordered by a metric; the first page of a hundred, as a table shows it.
static async Task<double> SearchAsync(Server server, string experiment, int times)
{
    var random = new Random(1);
    var took = new List<double>();
    for (int i = -20; i < times; i++)
    {
        string filter = FormattableString.Invariant(
            $"metrics.m{random.Next(20)} > {0.5 + random.NextDouble() / 4:F3} and params.p{random.Next(30)} = '{random.Next(10)}'");
        byte[] body = Encoding.UTF8.GetBytes(
            $$"""{"experiment_ids":["{{experiment}}"],"filter":"{{filter}}","order_by":["metrics.m{{random.Next(20)}} DESC"],"max_results":100}""");
        var clock = Stopwatch.StartNew();
        await server.PostAsync("runs/search", body);
        if (i >= 0) took.Add(clock.Elapsed.TotalMilliseconds);
    }
    return Percentile(took, 0.95);
}

static async Task<List<string>> SeedPointsAsync(Server server, int points)
{
    string experiment = await server.CreateExperimentAsync("long runs");
    const int Steps = 5000, Keys = 4;
    var runs = new List<string>();
    for (int i = 0; i < Math.Max(5, points / (Steps * Keys)); i++) runs.Add(await server.CreateRunAsync(experiment, $"long-{i}"));
    await Parallel.ForEachAsync(runs, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (run, _) =>
    {
        for (int step = 0; step < Steps; step += 250) await server.PostAsync("runs/log-batch", Batch.Of(run, Keys, steps: 250, step));
    });
    return runs;
}

// What a page asks for to compare five runs: who they are, and four of their curves, sampled for a chart.
static async Task<double> CompareAsync(Server server, List<string> runs, int times)
{
    var random = new Random(2);
    var took = new List<double>();
    for (int i = -5; i < times; i++)
    {
        string[] five = [.. Enumerable.Range(0, 5).Select(_ => runs[random.Next(runs.Count)])];
        string ids = string.Join('&', five.Select(run => $"run_ids={run}"));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
        [
            .. five.Select(run => server.GetAsync($"runs/get?run_id={run}")),
            .. Enumerable.Range(0, 4)
                .Select(key => server.GetAsync($"metrics/get-history-bulk-interval?{ids}&metric_key=k{key}&max_results=320")),
        ]);
        if (i >= 0) took.Add(clock.Elapsed.TotalMilliseconds);
    }
    return Percentile(took, 0.95);
}

// Four clients log until the process is killed; afterwards every batch that was answered must be there whole.
static async Task<int> KillAsync(string dll, string data)
{
    var acknowledged = new Dictionary<string, int>();
    using (var server = await Server.StartAsync(dll, data))
    {
        string experiment = await server.CreateExperimentAsync("killed");
        var runs = new List<string>();
        for (int i = 0; i < 4; i++) runs.Add(await server.CreateRunAsync(experiment, $"{i}"));
        var clients = runs.Select(run => Task.Run(async () =>
        {
            try
            {
                for (int batch = 0; ; batch++)
                {
                    await server.PostAsync("runs/log-batch", Batch.Of(run, keys: 1, steps: 1000, firstStep: 1000 * batch));
                    lock (acknowledged) acknowledged[run] = batch + 1;
                }
            }
            catch (HttpRequestException)
            {
                // The server is gone.
            }
        })).ToList();
        while (true)
        {
            lock (acknowledged)
            {
                if (acknowledged.Count == 4 && acknowledged.Values.Min() >= 10) break;
            }
            await Task.Delay(10);
        }
        server.Kill();
        await Task.WhenAll(clients);
    }
    using var again = await Server.StartAsync(dll, data);
    int lost = 0;
    foreach (var (run, batches) in acknowledged)
    {
        using var history = JsonDocument.Parse(await again.GetAsync($"metrics/get-history?run_id={run}&metric_key=k0"));
        lost += Math.Max(0, batches - history.RootElement.GetProperty("metrics").GetArrayLength() / 1000);
    }
    return lost;
}

static double Percentile(List<double> values, double part)
{
    values.Sort();
    return values[(int)Math.Ceiling(values.Count * part) - 1];
}

/// <summary>A batch of metrics as JSON.</summary>
static class Batch
{
    public static byte[] Of(string run, int keys, int steps, int firstStep)
    {
        var text = new StringBuilder(keys * steps * 80);
        text.Append("{\"run_id\":\"").Append(run).Append("\",\"metrics\":[");
        for (int key = 0; key < keys; key++)
        {
            for (int step = 0; step < steps; step++)
            {
                if (key + step > 0) text.Append(',');
                text.Append(CultureInfo.InvariantCulture,
                    $"{{\"key\":\"k{key}\",\"value\":{1.0 / (firstStep + step + 1)},"
                    + $"\"timestamp\":{1_700_000_000_000 + firstStep + step},\"step\":{firstStep + step}}}");
            }
        }
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}

/// <summary>An experiment with runs, and a run with a curve.</summary>
sealed record SeededData(string Experiment, string Curve);

/// <summary>What MLflow's own server was measured with, too.</summary>
sealed record Lines(double RunsPerSecond, double MetricsPerSecond, double ListMs, double SearchMs, double HistoryMs)
{
    private const int Runs = 1200;

    public static async Task<SeededData> SeedAsync(Server server)
    {
        string experiment = await server.CreateExperimentAsync("lines");
        for (int i = 0; i < Runs; i++) await CreateRunAsync(server, experiment, i);
        string curve = await server.CreateRunAsync(experiment, "curve");
        await server.PostAsync("runs/log-batch", Batch.Of(curve, keys: 1, steps: 300, firstStep: 0));
        return new SeededData(experiment, curve);
    }

    public static async Task<Lines> MeasureAsync(Server server, SeededData seeded)
    {
        string others = await server.CreateExperimentAsync(Guid.NewGuid().ToString());
        double run = await MiddleAsync(40, i => CreateRunAsync(server, others, i));
        double metrics = await LogForASecondAsync(server, others);
        double list = await MiddleAsync(20, _ => server.PostAsync("runs/search", Encoding.UTF8.GetBytes(
            $$"""{"experiment_ids":["{{seeded.Experiment}}"],"max_results":1000}""")));
        double search = await MiddleAsync(40, i => server.PostAsync("runs/search", Encoding.UTF8.GetBytes(
            $$"""
            {"experiment_ids":["{{seeded.Experiment}}"],"filter":"metrics.m{{i % 10}} > 0.5 and params.p{{i % 7}} = '{{i % 10}}'",
             "order_by":["metrics.m{{(i + 1) % 10}} DESC"],"max_results":100}
            """)));
        double history = await MiddleAsync(40, _ => server.GetAsync($"metrics/get-history?run_id={seeded.Curve}&metric_key=k0"));
        return new Lines(1000 / run, metrics, list, search, history);
    }

    public static Lines Middle(IReadOnlyList<Lines> all)
    {
        double Of(Func<Lines, double> value) => all.Select(value).Order().ElementAt(all.Count / 2);
        return new(Of(l => l.RunsPerSecond), Of(l => l.MetricsPerSecond), Of(l => l.ListMs), Of(l => l.SearchMs), Of(l => l.HistoryMs));
    }

    public string Csv() => string.Create(
        CultureInfo.InvariantCulture, $"{RunsPerSecond:F0},{ListMs:F1},{SearchMs:F1},{HistoryMs:F1}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"""
        create and log       {RunsPerSecond:F0} runs/s from one client, each with 10 params and 10 metrics
        log-batch            {MetricsPerSecond:F0} metrics/s from 4 clients
        list                 {ListMs:F1} ms for 1,000 runs
        search               {SearchMs:F1} ms for a filtered and ordered search of {Runs} runs
        history              {HistoryMs:F1} ms for 300 points
        """);

    private static async Task<string> CreateRunAsync(Server server, string experiment, int i)
    {
        var random = new Random(i);
        string run = await server.CreateRunAsync(experiment, $"run-{i}");
        await server.LogAsync(run, parameters: 10, metrics: 10, random);
        return run;
    }

    private static async Task<double> LogForASecondAsync(Server server, string experiment)
    {
        var clock = Stopwatch.StartNew();
        int[] batches = await Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            string run = await server.CreateRunAsync(experiment, "");
            int count = 0;
            while (clock.Elapsed < TimeSpan.FromSeconds(1))
                await server.PostAsync("runs/log-batch", Batch.Of(run, keys: 10, steps: 100, firstStep: 100 * count++));
            return count;
        })));
        return batches.Sum() * 1000 / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> MiddleAsync(int times, Func<int, Task<string>> request)
    {
        var took = new List<double>();
        for (int i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await request(i);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }
        took.Sort();
        return took[took.Count / 2];
    }
}

/// <summary>The tracking server as a process.</summary>
sealed class Server : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private Server(Process process, Uri address, double startSeconds)
    {
        (_process, StartSeconds) = (process, startSeconds);
        _http = new HttpClient { BaseAddress = new Uri(address, "/api/2.0/mlflow/") };
    }

    public double StartSeconds { get; }

    public static async Task<Server> StartAsync(string dll, string data)
    {
        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(
            "dotnet", [dll, "--port", "0", "--data", data])
        { RedirectStandardOutput = true })!;
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        var server = new Server(process, new Uri(Regex.Match(line, @"http://127\.0\.0\.1:\d+").Value), clock.Elapsed.TotalSeconds);
        await server.GetAsync("experiments/get?experiment_id=0");
        return server;
    }

    public async Task<string> CreateExperimentAsync(string name) =>
        Field(await PostAsync("experiments/create", Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}""")), "experiment_id");

    public async Task<string> CreateRunAsync(string experiment, string name) =>
        Field(await PostAsync("runs/create", Encoding.UTF8.GetBytes($$"""{"experiment_id":"{{experiment}}","run_name":"{{name}}"}""")),
            "run_id");

    public Task<string> LogAsync(string run, int parameters, int metrics, Random random)
    {
        var logged = Enumerable.Range(0, parameters).Select(p => $$"""{"key":"p{{p}}","value":"{{random.Next(10)}}"}""").ToList();
        var measured = Enumerable.Range(0, metrics).Select(m => FormattableString.Invariant(
            $$"""{"key":"m{{m}}","value":{{random.NextDouble()}},"timestamp":1,"step":0}"""));
        return PostAsync("runs/log-batch", Encoding.UTF8.GetBytes(
            $$"""{"run_id":"{{run}}","params":[{{string.Join(',', logged)}}],"metrics":[{{string.Join(',', measured)}}]}"""));
    }

    public async Task<string> PostAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await _http.PostAsync(path, content);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    public Task<string> GetAsync(string path) => _http.GetStringAsync(path);

    public double PeakMegabytes() => double.Parse(
        Regex.Match(File.ReadAllText($"/proc/{_process.Id}/status"), @"VmHWM:\s+(\d+)").Groups[1].Value,
            CultureInfo.InvariantCulture) / 1024;

    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _http.Dispose();
    }

    private static string Field(string json, string name) => Regex.Match(json, $"\"{name}\":\"([^\"]+)\"").Groups[1].Value;
}
