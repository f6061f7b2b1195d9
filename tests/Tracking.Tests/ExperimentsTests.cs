using System.Net;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class ExperimentsTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task A_new_server_has_the_default_experiment()
    {
        var experiment = (await server.GetAsync("experiments/get?experiment_id=0")).GetProperty("experiment");

        Assert.Equal("Default", experiment.GetProperty("name").GetString());
        Assert.Equal("mlflow-artifacts:/0", experiment.GetProperty("artifact_location").GetString());
        Assert.Equal("active", experiment.GetProperty("lifecycle_stage").GetString());
    }

    [Fact]
    public async Task An_experiment_is_found_by_id_and_by_name()
    {
        string name = Name();
        string id =
            (await server.PostAsync("experiments/create", new { name, tags = new[] { new { key = "study", value = "regularization" } } }))
            .GetProperty("experiment_id").GetString()!;

        var byId = (await server.GetAsync($"experiments/get?experiment_id={id}")).GetProperty("experiment");
        var byName = (await server.GetAsync($"experiments/get-by-name?experiment_name={name}")).GetProperty("experiment");

        Assert.Equal(byId.GetRawText(), byName.GetRawText());
        Assert.Equal($"mlflow-artifacts:/{id}", byId.GetProperty("artifact_location").GetString());
        Assert.Equal("regularization", byId.GetProperty("tags")[0].GetProperty("value").GetString());
    }

    [Fact]
    public async Task A_name_is_used_once()
    {
        string name = Name();
        await server.PostAsync("experiments/create", new { name });

        Assert.Equal("RESOURCE_ALREADY_EXISTS", (await server.RefusedAsync("experiments/create", new { name })).Code);
    }

    [Fact]
    public async Task Twenty_callers_who_ask_at_once_get_one_experiment()
    {
        string name = Name();

        string[] ids =
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.Client.GetOrCreateExperimentAsync(name, CancellationToken.None)));

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Deleting_hides_an_experiment_with_its_runs_and_restoring_brings_them_back()
    {
        var run = await server.NewRunAsync();
        string id = run.ExperimentId;

        await server.PostAsync("experiments/delete", new { experiment_id = id });
        Assert.Equal("deleted", (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).LifecycleStage);
        Assert.DoesNotContain(id, await IdsAsync(new { max_results = 1000 }));
        Assert.Contains(id, await IdsAsync(new { view_type = "DELETED_ONLY" }));
        Assert.Equal("INVALID_STATE",
            (await server.RefusedAsync("runs/create", new { experiment_id = id }, HttpStatusCode.InternalServerError)).Code);

        await server.PostAsync("experiments/restore", new { experiment_id = id });
        Assert.Equal("active", (await server.Client.GetRunAsync(run.RunId, CancellationToken.None)).LifecycleStage);
        Assert.Contains(id, await IdsAsync(new { view_type = "ALL" }));
    }

    [Fact]
    public async Task An_experiment_is_renamed_and_tagged()
    {
        string id = await server.Client.GetOrCreateExperimentAsync(Name(), CancellationToken.None);
        string renamed = Name();

        await server.PostAsync("experiments/update", new { experiment_id = id, new_name = renamed });
        await server.PostAsync("experiments/set-experiment-tag", new { experiment_id = id, key = "owner", value = "a" });
        await server.PostAsync("experiments/set-experiment-tag", new { experiment_id = id, key = "owner", value = "b" });

        var experiment = (await server.GetAsync($"experiments/get?experiment_id={id}")).GetProperty("experiment");
        Assert.Equal(renamed, experiment.GetProperty("name").GetString());
        Assert.Equal("b", Assert.Single(experiment.GetProperty("tags").EnumerateArray()).GetProperty("value").GetString());
    }

    [Fact]
    public async Task Experiments_are_searched_by_name_and_tag()
    {
        string prefix = Name();
        string first = await CreateAsync($"{prefix}-One", "x");
        string second = await CreateAsync($"{prefix}-two", "y");

        Assert.Equal([first], await IdsAsync(new { filter = $"name = '{prefix}-One'" }));
        Assert.Equal([first], await IdsAsync(new { filter = $"attribute.name LIKE '{prefix}%' AND tags.kind = 'x'" }));
        Assert.Equal([first, second],
            await IdsAsync(new { filter = $"name ILIKE '{prefix.ToUpperInvariant()}-%'", order_by = new[] { "name ASC" } }));
        Assert.Equal([second, first], await IdsAsync(new { filter = $"name LIKE '{prefix}%'", order_by = new[] { "name DESC" } }));
        var byGet = await server.GetAsync($"experiments/search?max_results=5&filter={Uri.EscapeDataString($"name = '{prefix}-two'")}");
        Assert.Equal(second, byGet.GetProperty("experiments")[0].GetProperty("experiment_id").GetString());
    }

    [Fact]
    public async Task Pages_together_are_the_whole_list()
    {
        string prefix = Name();
        for (int i = 0; i < 5; i++) await server.Client.GetOrCreateExperimentAsync($"{prefix}{i}", CancellationToken.None);
        var names = new List<string>();
        string? token = null;
        do
        {
            var page = await server.PostAsync(
                "experiments/search",
                    new { filter = $"name LIKE '{prefix}%'", order_by = new[] { "name" }, max_results = 2, page_token = token });
            names.AddRange(page.GetProperty("experiments").EnumerateArray()
                .Select(experiment => experiment.GetProperty("name").GetString()!));
            token = page.TryGetProperty("next_page_token", out var next) ? next.GetString() : null;
        }
        while (token is not null);

        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"{prefix}{i}"), names);
    }

    [Theory]
    [InlineData("experiments/get?experiment_id=99999")]
    [InlineData("experiments/get-by-name?experiment_name=nobody")]
    public async Task What_is_not_there_is_a_404(string path) =>
        Assert.Equal("RESOURCE_DOES_NOT_EXIST", (await server.GetAsync(path, HttpStatusCode.NotFound)).GetProperty("error_code")
            .GetString());

    [Fact]
    public async Task A_missing_field_is_named() =>
        Assert.Contains("'name'", (await server.RefusedAsync("experiments/create", new { })).Message);

    private static string Name() => "e" + Guid.NewGuid().ToString("N");

    private async Task<string> CreateAsync(string name, string kind) =>
        (await server.PostAsync("experiments/create", new { name, tags = new[] { new { key = "kind", value = kind } } }))
            .GetProperty("experiment_id").GetString()!;

    private async Task<List<string>> IdsAsync(object request)
    {
        var answer = await server.PostAsync("experiments/search", request);
        return answer.TryGetProperty("experiments", out var found)
            ? [.. found.EnumerateArray().Select(experiment => experiment.GetProperty("experiment_id").GetString()!)]
            : [];
    }
}
