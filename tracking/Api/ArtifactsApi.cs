using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Api;

/// <summary>The artifacts of a run, of a logged model and of a model version: lists of them, and each of them.</summary>
internal sealed class ArtifactsApi(TrackingDatabase database, IArtifactStore artifacts)
{
    private const int MostUploadBytes = 10_000_000;

    public void Map(IEndpointRouteBuilder app, MlflowRoutes routes)
    {
        routes.Get("artifacts/list", ListOfRunAsync, MessagesJson.Default.FilesAnswer);
        routes.Get("logged-models/{model_id}/artifacts/directories", ListOfModelAsync, MessagesJson.Default.FilesAnswer);
        app.MapGet("/get-artifact", GetOfRunAsync);
        app.MapGet("/model-versions/get-artifact", GetOfVersionAsync);
        app.MapGet("/ajax-api/2.0/mlflow/logged-models/{model_id}/artifacts/files", GetOfModelAsync);
        app.MapPost("/ajax-api/2.0/mlflow/upload-artifact", UploadAsync);
    }

    private Task<FilesAnswer> ListOfRunAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        string uri = database.Read(session => RunStore.GetInfo(session, id)).ArtifactUri;
        return ListAsync(uri, fields.Optional("path"), cancellationToken);
    }

    private Task<FilesAnswer> ListOfModelAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("model_id");
        string uri = database.Read(session => LoggedModelStore.Get(session, id)).Info.ArtifactUri;
        return ListAsync(uri, fields.Optional("artifact_directory_path"), cancellationToken);
    }

    private async Task<FilesAnswer> ListAsync(string uri, string? folder, CancellationToken cancellationToken)
    {
        var path = ArtifactPath.ParseFolder(folder ?? "");
        var entries = await artifacts.ListAsync(RootOf(uri).Join(path), cancellationToken);
        var files = entries.Select(entry => ArtifactAnswer.Of(entry, path.Parts.Count == 0 ? "" : $"{path}/")).ToList();
        return new FilesAnswer(uri, files.NullIfEmpty());
    }

    private Task GetOfRunAsync(HttpContext context)
    {
        string id = Query(context, "run_id", "run_uuid");
        return SendAsync(context, database.Read(session => RunStore.GetInfo(session, id)).ArtifactUri, Query(context, "path"));
    }

    private Task GetOfVersionAsync(HttpContext context)
    {
        var (name, version) = (Query(context, "name"), Rules.ParseVersion(Query(context, "version")));
        return SendAsync(context, database.Read(session => ModelVersionStore.DownloadUri(session, name, version)), Query(context, "path"));
    }

    private Task GetOfModelAsync(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["model_id"]!;
        string uri = database.Read(session => LoggedModelStore.Get(session, id)).Info.ArtifactUri;
        return SendAsync(context, uri, Query(context, "artifact_file_path"));
    }

    private Task SendAsync(HttpContext context, string uri, string path) =>
        ArtifactAnswer.SendAsync(context, artifacts, RootOf(uri).Join(ArtifactPath.Parse(path)));

    // MLflow's page writes notes and pictures of a run so.
    private async Task UploadAsync(HttpContext context)
    {
        var (id, path) = (Query(context, "run_uuid", "run_id"), ArtifactPath.Parse(Query(context, "path")));
        var root = RootOf(database.Read(session => RunStore.GetActive(session, id)).ArtifactUri);
        var body = await RequestBody.ReadAsync(context, MostUploadBytes);
        using var content = new MemoryStream(body.ToArray());
        await artifacts.WriteAsync(root.Join(path), content, context.RequestAborted);
        await MlflowRoutes.WriteAsync(context, 200, new EmptyAnswer(), MessagesJson.Default.EmptyAnswer);
    }

    private static string Query(HttpContext context, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (context.Request.Query[name].FirstOrDefault() is { Length: > 0 } value) return value;
        }
        throw TrackingException.Invalid($"Missing value for required parameter '{names[0]}'.");
    }

    private static ArtifactPath RootOf(string uri) =>
        ArtifactPath.OfUri(uri)
        ?? throw TrackingException.Invalid($"The artifacts are at '{uri}', which this server does not serve; ask there.");
}
