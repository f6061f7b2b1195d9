using ImageClassifier.Contracts.Datasets;
using ImageClassifier.Contracts.Jobs;
using ImageClassifier.Mlflow;
using ImageClassifier.Mlflow.Logging;
using Shared.Results;

namespace Mlflow.Tests.Recorded;

/// <summary>The pipeline's requests against what the official client sent to MLflow 3.17.2 and what that answered.</summary>
public sealed class RecordedMlflowTests
{
    private static readonly Dictionary<string, string> None = [];

    private readonly RecordedMlflow _server = new();
    private readonly MlflowClient _client;

    public RecordedMlflowTests() => _client = _server.Client();

    [Fact]
    public async Task A_champion_is_logged_registered_and_found_as_the_official_client_does_it()
    {
        MlflowRun run = await _client.CreateRunAsync(
            "1", "tuned", new Dictionary<string, string> { [MlflowTags.User] = "anna" }, DateTimeOffset.UnixEpoch, CancellationToken.None);
        IReadOnlyList<MlflowDataset> datasets = RunDatasets.Of(Manifest, new string('a', 64), 0);
        await new RunLogger(_client).LogDatasetsAsync(run.RunId, datasets, CancellationToken.None);
        await _client.LogBatchAsync(
            run.RunId, [], None, new Dictionary<string, string> { [MlflowTags.LoggedImages] = "True" }, CancellationToken.None);
        MlflowLoggedModel model = await new ModelLogger(_client).LogAsync(run, Result, [1, 2], [3], datasets[1], CancellationToken.None);
        await _client.EnsureRegisteredModelAsync("photos-model", CancellationToken.None);
        MlflowModelVersion version = await _client.CreateModelVersionAsync("photos-model", model, run.RunId, None, CancellationToken.None);
        await _client.SetModelAliasAsync("photos-model", "champion", version.Version, CancellationToken.None);
        MlflowModelVersion? champion = await _client.GetModelVersionByAliasAsync("photos-model", "champion", CancellationToken.None);

        Assert.Empty(_server.Strange());
        Assert.StartsWith("models:/m-", champion!.Source);
        Assert.Equal(version.Version, champion.Version);
    }

    [Fact]
    public async Task A_new_model_is_made_filled_and_finished_in_the_official_clients_order()
    {
        MlflowRun run = await _client.GetRunAsync("d24f41751e7747568660ea282b4c2af3", CancellationToken.None);
        // Its search answers with models of another run, that are ready; this is what a new one takes.
        MlflowLoggedModel model =
            await _client.CreateLoggedModelAsync("1", "model", "imageclassifier", run.RunId, None, CancellationToken.None);
        await _client.UploadModelFileAsync(model, "MLmodel", new MemoryStream([1]), CancellationToken.None);
        await _client.LogOutputAsync(run.RunId, model.ModelId, CancellationToken.None);
        await _client.FinishLoggedModelAsync(model.ModelId, CancellationToken.None);

        Assert.False(model.IsReady);
        Assert.Equal(
        [
            "GET /api/2.0/mlflow/runs/get", "POST /api/2.0/mlflow/logged-models",
            "PUT /api/2.0/mlflow-artifacts/artifacts/1/models/*/artifacts/MLmodel", "POST /api/2.0/mlflow/runs/outputs",
            "PATCH /api/2.0/mlflow/logged-models/*",
        ], _server.Sent.Select(sent => sent.Kind));
        Assert.Empty(_server.Strange());
    }

    [Fact]
    public async Task The_logged_model_of_a_version_is_known_by_its_source()
    {
        MlflowModelVersion? version = await _client.GetModelVersionByAliasAsync("photos-model", "champion", CancellationToken.None);

        Assert.Equal("models:/m-7569f291b71d42f982e2cde3a51385f0", version?.Source);
        Assert.Equal("m-7569f291b71d42f982e2cde3a51385f0", version?.ModelId);
    }

    [Fact]
    public async Task The_official_servers_answers_say_what_it_is()
    {
        MlflowServer server = await _client.ExamineAsync("photos", CancellationToken.None);

        // The recording has no page and no experiment of this name: what remains is the version.
        Assert.Equal("3.17.2", server.Version);
    }

    private static Manifest Manifest { get; } = new()
    {
        Seed = 1,
        ValidationFraction = 0.5,
        Classes = ["a"],
        Counts = [new ClassCount("a", 1, 1)],
        Warnings = [],
        Items =
        [
            new ManifestItem("a/1.jpg", "a", "1", Split.Train, "g", "a/1.jpg"),
            new ManifestItem("a/2.jpg", "a", "2", Split.Validation, "h", "a/2.jpg"),
        ],
    };

    private static TrainingResult Result { get; } = FakeResult.Of(
        "job", new TrackingRun("1", "r"), [new EpochRecord(1, 1, 0.5, 1, 0.5, 0.1, 1, DateTimeOffset.UnixEpoch)], correct: 1, total: 1);
}
