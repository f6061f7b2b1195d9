using System.Net;
using ImageClassifier.Mlflow;
using Tracking.Tests.Support;

namespace Tracking.Tests;

[Trait("Tier", "integration")]
public sealed class RegistryTests(LocalServer server) : IClassFixture<LocalServer>
{
    private static readonly Dictionary<string, string> None = [];
    private readonly List<string> _runs = [];

    [Fact]
    public async Task The_champion_moves_to_the_better_version()
    {
        string model = Name();
        await server.Client.EnsureRegisteredModelAsync(model, CancellationToken.None);
        Assert.Null(await server.Client.GetModelVersionByAliasAsync(model, "champion", CancellationToken.None));
        var (first, second) = (await server.NewRunAsync(), await server.NewRunAsync());
        await server.Client.CreateModelVersionAsync(model, first.ArtifactUri, first.RunId, None, CancellationToken.None);
        await server.Client.CreateModelVersionAsync(
            model, second.ArtifactUri, second.RunId, new Dictionary<string, string> { ["accuracy"] = "0.9" }, CancellationToken.None);

        await server.Client.SetModelAliasAsync(model, "champion", "1", CancellationToken.None);
        await server.Client.SetModelAliasAsync(model, "champion", "2", CancellationToken.None);
        await server.Client.SetModelAliasAsync(model, "candidate", "2", CancellationToken.None);

        var champion = await server.Client.GetModelVersionByAliasAsync(model, "champion", CancellationToken.None);
        Assert.Equal(("2", second.RunId, second.ArtifactUri, "READY"),
            (champion!.Version, champion.RunId, champion.Source, champion.Status));
        Assert.Equal(["candidate", "champion"], champion.Aliases);
        Assert.Equal("0.9", champion.Tags["accuracy"]);
        Assert.Empty((await server.Client.FindModelVersionByRunAsync(model, first.RunId, CancellationToken.None))!.Aliases);
    }

    [Fact]
    public async Task A_model_is_ensured_any_number_of_times_at_once()
    {
        string model = Name();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.Client.EnsureRegisteredModelAsync(model, CancellationToken.None)));

        Assert.Equal("RESOURCE_ALREADY_EXISTS", (await server.RefusedAsync("registered-models/create", new { name = model })).Code);
    }

    [Fact]
    public async Task A_run_without_a_version_is_null()
    {
        string model = Name();
        await server.Client.EnsureRegisteredModelAsync(model, CancellationToken.None);

        Assert.Null(await server.Client.FindModelVersionByRunAsync(model, "nobody", CancellationToken.None));
        Assert.Null(await server.Client.GetModelVersionByAliasAsync("no-such-model", "champion", CancellationToken.None));
    }

    [Fact]
    public async Task A_model_name_with_a_quote_is_searched_for_as_it_is()
    {
        string model = $"anna's {Name()}";
        await server.Client.EnsureRegisteredModelAsync(model, CancellationToken.None);
        var run = await server.NewRunAsync();
        await server.Client.CreateModelVersionAsync(model, $"runs:/{run.RunId}/model", run.RunId, None, CancellationToken.None);

        Assert.Equal("1", (await server.Client.FindModelVersionByRunAsync(model, run.RunId, CancellationToken.None))!.Version);
    }

    [Fact]
    public async Task A_deleted_versions_number_is_not_given_again_and_its_alias_is_gone()
    {
        string model = await ModelWithVersionsAsync(2);
        await server.Client.SetModelAliasAsync(model, "champion", "2", CancellationToken.None);

        await server.SendAsync(HttpMethod.Delete, "model-versions/delete", new { name = model, version = "2" });

        Assert.Null(await server.Client.GetModelVersionByAliasAsync(model, "champion", CancellationToken.None));
        await server.GetAsync($"model-versions/get?name={model}&version=2", HttpStatusCode.NotFound);
        var run = await server.NewRunAsync();
        Assert.Equal("3",
            (await server.Client.CreateModelVersionAsync(model, run.ArtifactUri, run.RunId, None, CancellationToken.None)).Version);
    }

    [Fact]
    public async Task A_model_is_described_tagged_renamed_and_deleted()
    {
        string model = await ModelWithVersionsAsync(1);
        string renamed = Name();
        await server.Client.SetModelAliasAsync(model, "champion", "1", CancellationToken.None);
        await server.SendAsync(HttpMethod.Patch, "registered-models/update", new { name = model, description = "flowers" });
        await server.PostAsync("registered-models/set-tag", new { name = model, key = "k", value = "v" });
        await server.PostAsync("registered-models/rename", new { name = model, new_name = renamed });

        var found = (await server.GetAsync($"registered-models/get?name={renamed}")).GetProperty("registered_model");
        Assert.Equal("flowers", found.GetProperty("description").GetString());
        Assert.Equal("v", found.GetProperty("tags")[0].GetProperty("value").GetString());
        Assert.Equal("champion", found.GetProperty("aliases")[0].GetProperty("alias").GetString());
        Assert.Equal("1", found.GetProperty("latest_versions")[0].GetProperty("version").GetString());

        await server.SendAsync(HttpMethod.Delete, "registered-models/delete-tag", new { name = renamed, key = "k" });
        await server.SendAsync(HttpMethod.Delete, "registered-models/alias", new { name = renamed, alias = "champion" });
        var bare = (await server.GetAsync($"registered-models/get?name={renamed}")).GetProperty("registered_model");
        Assert.False(bare.TryGetProperty("tags", out _) || bare.TryGetProperty("aliases", out _));

        await server.SendAsync(HttpMethod.Delete, "registered-models/delete", new { name = renamed });
        await server.GetAsync($"registered-models/get?name={renamed}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_version_is_described_tagged_and_found()
    {
        string model = await ModelWithVersionsAsync(3);
        await server.SendAsync(HttpMethod.Patch, "model-versions/update", new { name = model, version = "2", description = "second" });
        await server.PostAsync("model-versions/set-tag", new { name = model, version = "2", key = "stage", value = "trial" });

        var tagged = await VersionsAsync($"name = '{model}' AND tags.stage = 'trial'");
        Assert.Equal("second", Assert.Single(tagged).GetProperty("description").GetString());
        Assert.EndsWith("/artifacts/model-2", (await server.GetAsync($"model-versions/get-download-uri?name={model}&version=2"))
            .GetProperty("artifact_uri").GetString());
        Assert.Equal(2, (await VersionsAsync($"name = '{model}' AND version_number >= 2")).Count);
        Assert.Equal(2, (await VersionsAsync($"name = '{model}' AND run_id IN ('{_runs[0]}', '{_runs[2]}')")).Count);

        await server.SendAsync(HttpMethod.Delete, "model-versions/delete-tag", new { name = model, version = "2", key = "stage" });
        Assert.Empty(await VersionsAsync($"name = '{model}' AND tags.stage = 'trial'"));
    }

    [Fact]
    public async Task Models_are_searched_by_name()
    {
        string model = await ModelWithVersionsAsync(1);

        var found = await server.GetAsync(
            $"registered-models/search?filter={Uri.EscapeDataString($"name ILIKE '%{model[1..].ToUpperInvariant()}%'")}");

        Assert.Equal(model, Assert.Single(found.GetProperty("registered_models").EnumerateArray()).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("v1")]
    [InlineData("a b")]
    public async Task Reserved_and_odd_aliases_are_refused(string alias)
    {
        string model = await ModelWithVersionsAsync(1);

        Assert.Contains(alias, (await server.RefusedAsync("registered-models/alias", new { name = model, alias, version = "1" })).Message);
    }

    [Fact]
    public async Task An_alias_for_a_version_that_does_not_exist_is_a_404()
    {
        string model = await ModelWithVersionsAsync(1);

        var error = await Assert.ThrowsAsync<MlflowException>(() =>
            server.Client.SetModelAliasAsync(model, "champion", "9", CancellationToken.None));

        Assert.Equal("RESOURCE_DOES_NOT_EXIST", error.ErrorCode);
    }

    private static string Name() => "m" + Guid.NewGuid().ToString("N");

    private async Task<string> ModelWithVersionsAsync(int count)
    {
        string model = Name();
        await server.Client.EnsureRegisteredModelAsync(model, CancellationToken.None);
        for (int i = 1; i <= count; i++)
        {
            var run = await server.NewRunAsync();
            _runs.Add(run.RunId);
            await server.Client.CreateModelVersionAsync(model, $"{run.ArtifactUri}/model-{i}", run.RunId, None, CancellationToken.None);
        }
        return model;
    }

    private async Task<List<System.Text.Json.JsonElement>> VersionsAsync(string filter)
    {
        var answer = await server.GetAsync($"model-versions/search?filter={Uri.EscapeDataString(filter)}");
        return answer.TryGetProperty("model_versions", out var versions) ? [.. versions.EnumerateArray()] : [];
    }
}
