using System.IO.Compression;
using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;
using ImageClassifier.Tracking.Search;
using ImageClassifier.Tracking.Store;

namespace ImageClassifier.Tracking.Traces;

/// <summary><c>traces/…</c> of the REST API 3.0, and <c>/v1/traces</c>, to which OpenTelemetry's exporters send spans.</summary>
internal sealed class TracesApi(TrackingDatabase database, TimeProvider time)
{
    private const int MostPerPage = 500;
    private const int MostAtOnce = 500;
    private const int MostSpanBytes = 50_000_000;
    private const string ExperimentHeader = "x-mlflow-experiment-id";
    private const string Protobuf = "application/x-protobuf";

    public void Map(IEndpointRouteBuilder app)
    {
        var routes = new MlflowRoutes(app, "3.0");
        var answer = MessagesJson.Default.JsonObject;
        routes.Post("traces", StartAsync, answer);
        routes.Post("traces/search", SearchAsync, answer);
        routes.Get("traces/get", GetAsync, answer);
        routes.Get("traces/batchGet", GetBatchAsync, answer);
        routes.Get("traces/{trace_id}", GetInfoAsync, answer);
        routes.Do("PATCH", "traces/{trace_id}/tags", SetTagAsync);
        routes.Do("DELETE", "traces/{trace_id}/tags", DeleteTagAsync);
        routes.Post("traces/delete-traces", DeleteAsync, answer);
        new MlflowRoutes(app).Post("traces/delete-traces", DeleteAsync, answer);
        app.MapPost("/v1/traces", ReceiveAsync);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<JsonObject> StartAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var trace = fields.Object("trace") ?? throw TrackingException.Invalid("Missing value for required parameter 'trace'.");
        var info = TraceInfo.Parse(JsonFields.Object(trace, "trace_info") ?? throw JsonFields.Missing("trace", trace, "trace_info"));
        return database.WriteAsync(session => Trace(TraceStore.Start(session, info, Now)), cancellationToken);
    }

    private Task<JsonObject> GetInfoAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("trace_id");
        return Task.FromResult(Trace(database.Read(session => TraceStore.Get(session, id))));
    }

    private Task<JsonObject> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("trace_id");
        var found = Whole([id]).FirstOrDefault() ?? throw TraceStore.NotFound(id);
        return Task.FromResult(new JsonObject { ["trace"] = found });
    }

    private Task<JsonObject> GetBatchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var ids = fields.List("trace_ids");
        if (ids.Count > MostAtOnce) throw TrackingException.Invalid(
            $"The request can name at most {MostAtOnce} trace_ids. Received {ids.Count}.");
        return Task.FromResult(Answer("traces", Whole(ids)));
    }

    private Task<JsonObject> SearchAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var experiments = fields.Objects("locations")
            .Select(location =>
                JsonFields.Object(location, "mlflow_experiment") is { } experiment ? JsonFields.Text(experiment, "experiment_id") : null)
            .Concat(fields.List("experiment_ids")).OfType<string>().ToList();
        if (experiments.Count == 0) throw TrackingException.Invalid(
            "At least one experiment ID should be specified in the search traces request");
        var query = new SearchQuery(SearchSchema.Traces, fields.Optional("filter"), fields.List("order_by"))
            .And("t.experiment_id IN (SELECT value FROM json_each({0}))", JsonList.Of(experiments));
        int size = fields.PageSize("max_results", 100, MostPerPage);
        return Task.FromResult(database.Read(session =>
        {
            var page = query.Run(session, TraceStore.Columns, "trace_info t", TraceStore.Read, size, fields.Optional("page_token"));
            var answer = Answer("traces", TraceStore.WithDetails(session, page.Items).Select(info => info.ToJson()));
            if (page.NextPageToken is not null) answer["next_page_token"] = page.NextPageToken;
            return answer;
        }));
    }

    private Task SetTagAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string id = fields.Required("trace_id");
        var tag = TraceInfo.Check(new KeyValue(fields.Required("key"), fields.Optional("value")));
        return database.WriteAsync(
            session =>
            {
                TraceStore.Get(session, id);
                TraceStore.SetTag(session, id, tag);
            },
            cancellationToken);
    }

    private Task DeleteTagAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (id, key) = (fields.Required("trace_id"), fields.Required("key"));
        return database.WriteAsync(session => TraceStore.DeleteTag(session, id, key), cancellationToken);
    }

    private Task<JsonObject> DeleteAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        string experiment = ExperimentsApi.ExperimentId(fields);
        IReadOnlyList<string> ids = [.. fields.List("trace_ids"), .. fields.List("request_ids")];
        var (upTo, most) = (fields.OptionalNumber("max_timestamp_millis"), fields.OptionalNumber("max_traces"));
        if (ids.Count > 0 == upTo is not null)
            throw TrackingException.Invalid("Either `max_timestamp_millis` or `trace_ids` must be specified, but not both.");
        if (most is <= 0 or > int.MaxValue) throw TrackingException.Invalid($"`max_traces` must be a positive integer, received {most}.");
        return database.WriteAsync(
            session =>
                new JsonObject { ["traces_deleted"] = TraceStore.Delete(session, experiment, ids, upTo, (int?)most) }, cancellationToken);
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentType?.Split(';')[0].Trim() != Protobuf)
            throw TrackingException.BadRequest($"Invalid Content-Type: '{request.ContentType}'. Spans are sent as {Protobuf}.");
        string experiment = request.Headers[ExperimentHeader].FirstOrDefault()
            ?? throw TrackingException.BadRequest($"Missing required header: {ExperimentHeader}");
        if (request.Headers.ContentEncoding == "gzip") request.Body = new GZipStream(request.Body, CompressionMode.Decompress);
        else if (request.Headers.ContentEncoding.Count > 0) throw TrackingException.BadRequest(
            $"Invalid Content-Encoding: '{request.Headers.ContentEncoding}'.");
        var spans = OtlpSpans.Read((await BodyAsync(context)).Span);
        await database.WriteAsync(session => SpanStore.Log(session, experiment, spans), context.RequestAborted);

        // All were taken: an empty ExportTraceServiceResponse.
        context.Response.ContentType = Protobuf;
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContext context)
    {
        try
        {
            return await RequestBody.ReadAsync(context, MostSpanBytes);
        }
        catch (InvalidDataException e)
        {
            throw TrackingException.BadRequest($"The body is not gzip: {e.Message}");
        }
    }

    private List<JsonObject> Whole(IReadOnlyList<string> ids) => database.Read(session =>
    {
        var spans = SpanStore.Of(session, ids);
        return TraceStore.GetAll(session, ids).Select(info =>
        {
            var trace = new JsonObject { ["trace_info"] = info.ToJson() };
            if (spans[info.TraceId].Any()) trace["spans"] = new JsonArray([.. spans[info.TraceId]]);
            return trace;
        }).ToList();
    });

    private static JsonObject Trace(TraceInfo info) => new() { ["trace"] = new JsonObject { ["trace_info"] = info.ToJson() } };

    private static JsonObject Answer(string name, IEnumerable<JsonObject> items) =>
        new JsonArray([.. items]) is { Count: > 0 } list ? new() { [name] = list } : [];
}
