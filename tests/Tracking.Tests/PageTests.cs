using System.Diagnostics;
using ImageClassifier.Core.Tracking;

namespace Tracking.Tests;

/// <summary>The comparison page in a real browser, where there is one.</summary>
public sealed class PageTests(LocalServer server) : IClassFixture<LocalServer>
{
    private static readonly string? Browser =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    [Fact]
    public async Task The_runs_of_a_retrain_are_shown_in_its_group_with_the_champion()
    {
        var (experiment, parent, runs) = await RetrainAsync();

        string page = await OpenAsync($"#/experiments/{experiment}");

        Assert.Contains(parent.Name, page);
        Assert.All(runs, run => Assert.Contains($"#/runs/{run.RunId}", page));
        Assert.Contains("90.0 %", page);
        Assert.Contains("★", page);
        Assert.Contains("&lt;b&gt;tuned", page); // a name is text, never markup
        Assert.Contains(">dropout<", page); // differs
        Assert.DoesNotContain(">seed<", page); // does not
    }

    [Fact]
    public async Task A_run_is_shown_with_its_curves_and_pictures()
    {
        var (_, _, runs) = await RetrainAsync();

        string page = await OpenAsync($"#/runs/{runs[0].RunId}");

        Assert.Contains("accuracy by epoch: validation, training", page);
        Assert.Contains($"/get-artifact?run_id={runs[0].RunId}&amp;path=confusion_matrix.svg", page);
        Assert.Contains("model.dropout", page);
    }

    [Fact]
    public async Task Runs_are_laid_over_each_other()
    {
        var (_, _, runs) = await RetrainAsync();

        string page = await OpenAsync($"#/compare/{string.Join(',', runs.Select(run => run.RunId))}");

        Assert.Contains("Compare 2 runs", page);
        Assert.Equal(2 * runs.Count, page.Split("class=\"line\"").Length - 1); // accuracy and loss
        Assert.Contains("tr class=\"differs\"", page);
    }

    [Fact]
    public async Task What_does_not_exist_is_said() => Assert.Contains("Run with id=nobody not found", await OpenAsync("#/runs/nobody"));

    private async Task<(string Experiment, MlflowRun Parent, List<MlflowRun> Runs)> RetrainAsync()
    {
        string experiment = await server.Client.GetOrCreateExperimentAsync(Guid.NewGuid().ToString("N"), CancellationToken.None);
        var parent = await server.NewRunAsync("retrain flowers", experimentId: experiment);
        var runs = new List<MlflowRun>();
        foreach (var (name, accuracy, dropout) in new[] { ("baseline", 0.8, "0.3"), ("<b>tuned", 0.9, "0.5") })
        {
            var run = await server.NewRunAsync(name, new() { ["mlflow.parentRunId"] = parent.RunId }, experiment);
            var time = DateTimeOffset.UtcNow;
            var metrics = Enumerable.Range(1, 3).SelectMany(epoch => new[] { "train_accuracy", "val_accuracy", "train_loss", "val_loss" }
                .Select(key => new MlflowMetric(key, accuracy * epoch / 3, time, epoch))).Append(new("best_val_accuracy", accuracy, time, 3));
            var parameters = new Dictionary<string, string> { ["model.dropout"] = dropout, ["seed"] = "42" };
            await server.Client.LogBatchAsync(run.RunId, [.. metrics], parameters, new Dictionary<string, string>(), CancellationToken.None);
            await ArtifactScenarios.UploadAsync(server, run, "confusion_matrix.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
            runs.Add(run);
        }
        string model = Guid.NewGuid().ToString("N");
        await server.Client.EnsureRegisteredModelAsync(model, CancellationToken.None);
        var version = await server.Client.CreateModelVersionAsync(
            model, runs[1].ArtifactUri, runs[1].RunId, new Dictionary<string, string>(), CancellationToken.None);
        await server.Client.SetModelAliasAsync(model, "champion", version.Version, CancellationToken.None);
        return (experiment, parent, runs);
    }

    /// <summary>What the page holds when its scripts have run.</summary>
    private async Task<string> OpenAsync(string address)
    {
        Assert.SkipWhen(Browser is null, "No Chromium on this machine.");
        string profile = Directory.CreateTempSubdirectory("browser-").FullName;
        try
        {
            var start = new ProcessStartInfo(Browser!,
                ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile}", "--virtual-time-budget=4000", "--dump-dom", $"{server.Http.BaseAddress}{address}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var browser = Process.Start(start)!;
            var (page, _) = (browser.StandardOutput.ReadToEndAsync(), browser.StandardError.ReadToEndAsync());
            try
            {
                string shown = await page.WaitAsync(TimeSpan.FromSeconds(60));
                await browser.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
                return shown;
            }
            finally
            {
                if (!browser.HasExited) browser.Kill(entireProcessTree: true);
            }
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }
}
