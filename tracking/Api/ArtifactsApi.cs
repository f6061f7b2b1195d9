using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.StaticFiles;

namespace ImageClassifier.Tracking.Api;

/// <summary>
/// <c>artifacts/list</c>, <c>get-artifact</c> and the proxy <c>mlflow-artifacts/artifacts/…</c> through which clients read and write.
/// </summary>
internal sealed class ArtifactsApi(TrackingDatabase database, IArtifactStore artifacts)
{
    private static readonly string[] ProxyPrefixes = ["/api/2.0/mlflow-artifacts/artifacts", "/ajax-api/2.0/mlflow-artifacts/artifacts"];
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public void Map(IEndpointRouteBuilder app, MlflowRoutes routes)
    {
        routes.Get("artifacts/list", ListOfRunAsync, MessagesJson.Default.FilesAnswer);
        app.MapGet("/get-artifact", GetOfRunAsync);
        foreach (string prefix in ProxyPrefixes)
        {
            app.MapGet(prefix, context => ListAsync(context));
            app.MapMethods(prefix + "/{**path}", ["GET", "HEAD"], context => SendAsync(context, Target(context, prefix)));
            app.MapPut(prefix + "/{**path}", context => ReceiveAsync(context, Target(context, prefix)));
            app.MapDelete(prefix + "/{**path}", context => DeleteAsync(context, Target(context, prefix)));
        }
    }

    private async Task<FilesAnswer> ListOfRunAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = RunsApi.RunId(fields);
        var run = database.Read(session => RunStore.GetInfo(session, id));
        string path = (fields.Optional("path") ?? "").TrimEnd('/');
        var entries = await artifacts.ListAsync(RootOf(run).Join(ArtifactPath.Parse(path)), cancellationToken);
        var files = entries.Select(entry => ToAnswer(entry, path.Length == 0 ? "" : path + "/")).ToList();
        return new FilesAnswer(run.ArtifactUri, files.NullIfEmpty());
    }

    private Task GetOfRunAsync(HttpContext context)
    {
        var query = context.Request.Query;
        string id = query["run_id"].FirstOrDefault() ?? query["run_uuid"].FirstOrDefault()
            ?? throw TrackingException.Invalid("Missing value for required parameter 'run_id'.");
        string path = query["path"].FirstOrDefault() ?? throw TrackingException.Invalid("Missing value for required parameter 'path'.");
        var run = database.Read(session => RunStore.GetInfo(session, id));
        return SendAsync(context, RootOf(run).Join(ArtifactPath.Parse(path)));
    }

    private async Task ListAsync(HttpContext context)
    {
        var folder = ArtifactPath.Parse((context.Request.Query["path"].FirstOrDefault() ?? "").TrimEnd('/'));
        var entries = await artifacts.ListAsync(folder, context.RequestAborted);
        var answer = new FilesAnswer(null, entries.Select(entry => ToAnswer(entry, "")).ToList().NullIfEmpty());
        await MlflowRoutes.WriteAsync(context, 200, answer, MessagesJson.Default.FilesAnswer);
    }

    private async Task SendAsync(HttpContext context, ArtifactPath path)
    {
        var content = (path.Parts.Count == 0 ? null : await artifacts.OpenAsync(path, context.RequestAborted))
            ?? throw TrackingException.Missing($"No artifact at '{path}'");

        // An artifact is somebody's file: it is never shown as a page of this site, and the browser does not guess what it is.
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:";
        context.Response.Headers.CacheControl = "no-cache";
        string type = ContentTypes.TryGetContentType(path.Name, out var known) ? known : "application/octet-stream";
        await Results.Stream(content, type, path.Name, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private async Task ReceiveAsync(HttpContext context, ArtifactPath path)
    {
        if (path.Parts.Count == 0) throw TrackingException.Invalid("An artifact needs a name; put it after artifacts/.");

        // A model may have any size; the disk is the limit.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
        await artifacts.WriteAsync(path, context.Request.Body, context.RequestAborted);
        await MlflowRoutes.WriteAsync(context, 200, new EmptyAnswer(), MessagesJson.Default.EmptyAnswer);
    }

    private async Task DeleteAsync(HttpContext context, ArtifactPath path)
    {
        if (path.Parts.Count == 0) throw TrackingException.Invalid("The artifact root cannot be deleted; name a path in it.");
        if (!await artifacts.DeleteAsync(path, context.RequestAborted)) throw TrackingException.Missing($"No artifact at '{path}'");
        await MlflowRoutes.WriteAsync(context, 200, new EmptyAnswer(), MessagesJson.Default.EmptyAnswer);
    }

    /// <summary>The path as it was sent: the server's own reading of it has already resolved dots and decoded some escapes.</summary>
    private static ArtifactPath Target(HttpContext context, string prefix)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) target = target[..query];
        return target.StartsWith(prefix + "/", StringComparison.Ordinal)
            ? ArtifactPath.ParseEscaped(target[(prefix.Length + 1)..])
            : throw TrackingException.Invalid($"Invalid path: '{target}'");
    }

    private static ArtifactPath RootOf(RunInfo run)
    {
        const string Scheme = "mlflow-artifacts:";
        if (!run.ArtifactUri.StartsWith(Scheme, StringComparison.Ordinal) || !Uri.TryCreate(run.ArtifactUri, UriKind.Absolute, out var uri))
        {
            throw TrackingException.Invalid(
                $"The artifacts of run {run.RunId} are at '{run.ArtifactUri}', which this server does not serve; ask there.");
        }
        return ArtifactPath.ParseEscaped(uri.AbsolutePath.Trim('/'));
    }

    private static FileAnswer ToAnswer(ArtifactEntry entry, string prefix) => new(prefix + entry.Name, entry.IsDirectory, entry.Size);
}
