using System.Net;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>Searches of the registry and of logged models, in the ways in which MLflow's Python client asks.</summary>
[Trait("Tier", "integration")]
public sealed class ModelSearchTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task A_search_for_models_leaves_prompts_out_and_one_for_prompts_models()
    {
        await server.PostAsync(
            "registered-models/create", new { name = "a-model", tags = new[] { new { key = "mlflow.prompt.other", value = "x" } } });
        await server.PostAsync(
            "registered-models/create",
                new { name = "a-prompt", tags = new[] { new { key = "mlflow.prompt.is_prompt", value = "true" } } });

        Assert.Equal(["a-model"], await ModelsAsync("tag.`mlflow.prompt.is_prompt` != 'true'"));
        Assert.Equal(["a-model"], await ModelsAsync("name LIKE 'a-%' AND tag.`mlflow.prompt.is_prompt` = 'false'"));
        Assert.Equal(["a-model"], await ModelsAsync("name LIKE 'a-%'"));
        Assert.Equal(["a-prompt"], await ModelsAsync("tags.`mlflow.prompt.is_prompt` = 'true'"));
        Assert.Empty(await ModelsAsync("name LIKE 'a-%' AND tag.missing != 'x'"));
    }

    [Fact]
    public async Task A_version_of_a_logged_model_has_the_run_of_that_model()
    {
        var run = await server.NewRunAsync();
        var model = await NewModelAsync(run.ExperimentId, run.RunId);
        await server.PostAsync("registered-models/create", new { name = "from-logged" });

        await server.PostAsync("model-versions/create", new { name = "from-logged", source = $"models:/{model.Id}", model_id = model.Id });
        await server.PostAsync("model-versions/create", new { name = "from-logged", source = model.Uri, model_id = model.Id });

        var found = await server.GetAsync($"model-versions/search?filter=run_id%3D'{run.RunId}'");
        Assert.Equal(
            ["2", "1"], found.GetProperty("model_versions").EnumerateArray().Select(version => version.GetProperty("version").GetString()));
    }

    [Theory]
    [InlineData("s3://bucket/model")]
    [InlineData("gs://bucket/model")]
    [InlineData("abfss://files@account.dfs.core.windows.net/model")]
    public async Task A_source_in_a_clouds_storage_is_kept_and_never_opened(string source)
    {
        string name = "m" + Guid.NewGuid().ToString("N");
        await server.PostAsync("registered-models/create", new { name });

        await server.PostAsync("model-versions/create", new { name, source });

        Assert.Equal(source, (await server.GetAsync($"model-versions/get-download-uri?name={name}&version=1")).GetProperty("artifact_uri")
            .GetString());
        using var answer = await server.Http.GetAsync($"/model-versions/get-artifact?name={name}&version=1&path=x");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Logged_models_are_compared_and_ordered_by_what_was_measured_on_a_data_set()
    {
        var run = await server.NewRunAsync();
        var (first, second) = (await NewModelAsync(run.ExperimentId, run.RunId), await NewModelAsync(run.ExperimentId, run.RunId));
        await MeasureAsync(run.RunId, first.Id, "train", 0.9, 1);
        await MeasureAsync(run.RunId, first.Id, "test", 0.2, 2);
        await MeasureAsync(run.RunId, second.Id, "train", 0.3, 1);
        await MeasureAsync(run.RunId, second.Id, "test", 0.8, 2);
        object train = new[] { new { dataset_name = "train", dataset_digest = "d-train" } };

        Assert.Equal([first.Id],
            await LoggedAsync(new { experiment_ids = new[] { run.ExperimentId }, filter = "metrics.acc > 0.5", datasets = train }));
        Assert.Equal([second.Id, first.Id], await LoggedAsync(new { experiment_ids = new[] { run.ExperimentId }, datasets = train }));
        Assert.Equal([first.Id, second.Id], await LoggedAsync(
            new
            {
                experiment_ids = new[] { run.ExperimentId },
                order_by = new[] { new { field_name = "metrics.acc", ascending = false, dataset_name = "train" } }
            }));
        Assert.Equal([second.Id, first.Id], await LoggedAsync(
            new
            {
                experiment_ids = new[] { run.ExperimentId },
                order_by = new[] { new { field_name = "metrics.acc", ascending = false, dataset_digest = "d-test" } }
            }));
        Assert.Contains("must be specified", (await server.RefusedAsync(
            "logged-models/search",
                new { experiment_ids = new[] { run.ExperimentId }, datasets = new[] { new { dataset_digest = "d-test" } } })).Message);
    }

    [Fact]
    public async Task Parameters_of_a_logged_model_may_be_long()
    {
        var run = await server.NewRunAsync();
        var model = await NewModelAsync(run.ExperimentId, run.RunId);

        await server.PostAsync($"logged-models/{model.Id}/params",
            new { @params = new[] { new { key = new string('k', 251), value = new string('v', 6001) } } });

        var data = (await server.GetAsync($"logged-models/{model.Id}")).GetProperty("model").GetProperty("data");
        Assert.Equal(6001, data.GetProperty("params")[0].GetProperty("value").GetString()!.Length);
    }

    [Theory]
    [InlineData("registered-models/search?order_by=tags.x")]
    [InlineData("registered-models/search?order_by=name&order_by=name%20DESC")]
    [InlineData("model-versions/search?order_by=metrics.x")]
    [InlineData("experiments/search?order_by=tags.x")]
    [InlineData("experiments/search?order_by=nothing")]
    public async Task An_order_that_there_is_not_is_refused(string path) => await server.GetAsync(path, HttpStatusCode.BadRequest);

    private async Task<List<string?>> ModelsAsync(string filter)
    {
        var answer = await server.GetAsync($"registered-models/search?filter={Uri.EscapeDataString(filter)}");
        return answer.TryGetProperty("registered_models", out var models)
            ? [.. models.EnumerateArray().Select(model => model.GetProperty("name").GetString())
                .Where(name => name!.StartsWith("a-", StringComparison.Ordinal))]
            : [];
    }

    private async Task<List<string?>> LoggedAsync(object request) =>
        [.. (await server.PostAsync("logged-models/search", request)).GetProperty("models").EnumerateArray()
            .Select(model => model.GetProperty("info").GetProperty("model_id").GetString())];

    private async Task<(string Id, string Uri)> NewModelAsync(string experiment, string run)
    {
        var info = (await server.PostAsync("logged-models", new { experiment_id = experiment, source_run_id = run })).GetProperty("model")
            .GetProperty("info");
        return (info.GetProperty("model_id").GetString()!, info.GetProperty("artifact_uri").GetString()!);
    }

    private Task MeasureAsync(string run, string model, string dataset, double value, long at) => server.PostAsync(
        "runs/log-metric",
        new
        {
            run_id = run,
            key = "acc",
            value,
            timestamp = at,
            model_id = model,
            dataset_name = dataset,
            dataset_digest = $"d-{dataset}"
        });
}
