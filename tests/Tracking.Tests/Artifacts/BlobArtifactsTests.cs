using Tracking.Tests.Support;

namespace Tracking.Tests.Artifacts;

[Trait("Tier", "integration")]
public sealed class BlobArtifactsTests(AzuriteServer storage) : IClassFixture<AzuriteServer>
{
    [Fact]
    public Task Artifacts_in_a_container_come_back_as_they_were_sent() => WithServerAsync(ArtifactScenarios.RoundTripAsync);

    [Fact]
    public Task Any_name_that_MLflow_takes_is_one_in_a_container() => WithServerAsync(ArtifactScenarios.NamesAsync);

    [Fact]
    public Task A_folder_in_a_container_is_deleted_with_what_is_in_it() => WithServerAsync(ArtifactScenarios.DeleteAsync);

    [Fact]
    public Task A_model_of_any_size_is_kept_in_a_container() => WithServerAsync(ArtifactScenarios.LargeAsync);

    private async Task WithServerAsync(Func<LocalServer, Task> scenario)
    {
        await using var server = new LocalServer
        {
            Options = new() { ArtifactsContainer = $"mlflow-{Guid.NewGuid():N}", StorageConnection = storage.ConnectionString },
        };
        await server.InitializeAsync();
        await scenario(server);
        Assert.False(Directory.Exists(Path.Combine(server.Folder, "artifacts")));
    }
}
