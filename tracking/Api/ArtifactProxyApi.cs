using System.Globalization;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Store;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ImageClassifier.Tracking.Api;

/// <summary>The proxy <c>mlflow-artifacts/…</c> through which clients read and write artifacts, whole or in parts.</summary>
internal sealed class ArtifactProxyApi(IArtifactStore artifacts, MultipartUploads uploads)
{
    /// <summary>Where the parts of uploads are sent.</summary>
    public const string Parts = "/api/2.0/mlflow-artifacts/mpu/parts";

    private const int MostParts = 10_000;
    private static readonly string[] Prefixes = ["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"];

    public void Map(IEndpointRouteBuilder app)
    {
        foreach (string prefix in Prefixes)
        {
            string folder = $"{prefix}/artifacts";
            app.MapGet(folder, ListAsync);
            app.MapMethods(folder + "/{**path}", ["GET", "HEAD"], context =>
                ArtifactAnswer.SendAsync(context, artifacts, Target(context, folder)));
            app.MapPut(folder + "/{**path}", context => ReceiveAsync(context, Target(context, folder)));
            app.MapDelete(folder + "/{**path}", context => DeleteAsync(context, Target(context, folder)));
            app.MapPost(prefix + "/mpu/create/{**path}", context => BeginAsync(context, Target(context, prefix + "/mpu/create")));
            app.MapPost(prefix + "/mpu/complete/{**path}", context => CompleteAsync(context, Target(context, prefix + "/mpu/complete")));
            app.MapPost(prefix + "/mpu/abort/{**path}", context => AbortAsync(context, Target(context, prefix + "/mpu/abort")));
        }
        app.MapPut(Parts + "/{upload}/{part:int}", ReceivePartAsync);
    }

    /// <summary>Lets a file of any size in, as long as it keeps coming.</summary>
    public static void AllowAnySize(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(60));
    }

    private async Task ListAsync(HttpContext context)
    {
        var folder = ArtifactPath.ParseFolder(context.Request.Query["path"].FirstOrDefault() ?? "");
        var entries = await artifacts.ListAsync(folder, context.RequestAborted);
        var answer = new FilesAnswer(null, entries.Select(entry => ArtifactAnswer.Of(entry, "")).ToList().NullIfEmpty());
        await MlflowRoutes.WriteAsync(context, 200, answer, MessagesJson.Default.FilesAnswer);
    }

    private async Task ReceiveAsync(HttpContext context, ArtifactPath path)
    {
        if (path.Parts.Count == 0) throw TrackingException.Invalid("An artifact needs a name; put it after artifacts/.");
        AllowAnySize(context);
        await artifacts.WriteAsync(path, context.Request.Body, context.RequestAborted); // answered with nothing, as by MLflow
    }

    private async Task DeleteAsync(HttpContext context, ArtifactPath path)
    {
        if (path.Parts.Count == 0) throw TrackingException.Invalid("The artifact root cannot be deleted; name a path in it.");
        if (!await artifacts.DeleteAsync(path, context.RequestAborted)) throw TrackingException.Missing($"No artifact at '{path}'");
        await MlflowRoutes.WriteAsync(context, 200, new EmptyAnswer(), MessagesJson.Default.EmptyAnswer);
    }

    private async Task BeginAsync(HttpContext context, ArtifactPath folder)
    {
        var fields = await RequestFields.ReadAsync(context, Rules.BatchBytes);
        var target = File(folder, fields);
        int parts = fields.PageSize("num_parts", byDefault: 1, MostParts);
        string id = uploads.Begin(target, parts);
        string address = $"{context.Request.Scheme}://{context.Request.Host}{Parts}/{id}";
        var credentials = Enumerable.Range(1, parts)
            .Select(part => new UploadCredential($"{address}/{part}", part, new Dictionary<string, string>())).ToList();
        await MlflowRoutes.WriteAsync(context, 200, new UploadAnswer(id, credentials), MessagesJson.Default.UploadAnswer);
    }

    private async Task ReceivePartAsync(HttpContext context)
    {
        AllowAnySize(context);
        var values = context.Request.RouteValues;
        int part = int.Parse((string)values["part"]!, CultureInfo.InvariantCulture);
        context.Response.Headers.ETag =
            await uploads.ReceiveAsync((string)values["upload"]!, part, context.Request.Body, context.RequestAborted);
    }

    private async Task CompleteAsync(HttpContext context, ArtifactPath folder)
    {
        var fields = await RequestFields.ReadAsync(context, Rules.BatchBytes * 10);
        var parts = fields.Objects("parts").Select(part => (
            Part: (int)Math.Clamp(JsonFields.Number(part, "part_number") ?? 0, 0, int.MaxValue),
            Tag: JsonFields.Required("parts", part, "etag"))).ToList();
        await uploads.CompleteAsync(fields.Required("upload_id"), File(folder, fields), parts, artifacts, context.RequestAborted);
        await MlflowRoutes.WriteAsync(context, 200, new EmptyAnswer(), MessagesJson.Default.EmptyAnswer);
    }

    private async Task AbortAsync(HttpContext context, ArtifactPath folder)
    {
        var fields = await RequestFields.ReadAsync(context, Rules.BatchBytes);
        uploads.Abort(fields.Required("upload_id"), File(folder, fields));
        await MlflowRoutes.WriteAsync(context, 200, new EmptyAnswer(), MessagesJson.Default.EmptyAnswer);
    }

    // The client names the file by its path on its own machine; only the last name counts here.
    private static ArtifactPath File(ArtifactPath folder, RequestFields fields)
    {
        string path = fields.Required("path");
        return folder.Join(ArtifactPath.Parse(path[(path.LastIndexOf('/') + 1)..]));
    }

    /// <summary>The path as it was sent, which the guard has found canonical: the router has decoded its own copy.</summary>
    private static ArtifactPath Target(HttpContext context, string prefix)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) target = target[..query];
        if (target == prefix) return ArtifactPath.Root;
        return target.StartsWith(prefix + "/", StringComparison.Ordinal)
            ? ArtifactPath.ParseEscaped(target[(prefix.Length + 1)..])
            : throw TrackingException.Invalid($"Invalid path: '{target}'");
    }
}
