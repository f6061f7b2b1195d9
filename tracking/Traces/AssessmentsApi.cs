using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Api;
using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Traces;

/// <summary><c>traces/ID/assessments</c> of the REST API 3.0.</summary>
internal sealed class AssessmentsApi(TrackingDatabase database, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var routes = new MlflowRoutes(app, "3.0");
        const string One = "traces/{trace_id}/assessments/{assessment_id}";
        routes.Post("traces/{trace_id}/assessments", AddAsync, MessagesJson.Default.JsonObject);
        routes.Get(One, GetAsync, MessagesJson.Default.JsonObject);
        routes.Map("PATCH", One, UpdateAsync, MessagesJson.Default.JsonObject);
        routes.Do("DELETE", One, (fields, cancellationToken) =>
        {
            var (trace, id) = Ids(fields);
            return database.WriteAsync(session => AssessmentStore.Delete(session, trace, id), cancellationToken);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<JsonObject> AddAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var assessment = Assessment.Parse(Sent(fields), fields.Required("trace_id"));
        string id = $"a-{Guid.NewGuid():N}";
        return database.WriteAsync(session => Answer(AssessmentStore.Add(session, assessment, id, Now)), cancellationToken);
    }

    private Task<JsonObject> GetAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var (trace, id) = Ids(fields);
        return Task.FromResult(Answer(database.Read(session => AssessmentStore.Get(session, trace, id))));
    }

    private Task<JsonObject> UpdateAsync(RequestFields fields, CancellationToken cancellationToken)
    {
        var ((trace, id), sent) = (Ids(fields), Sent(fields));

        // A field mask in JSON is one text with commas, and may be in camel case.
        string[] mask = [.. fields.Required("update_mask").Split(',')
            .Select(name => name.Trim() == "assessmentName" ? "assessment_name" : name.Trim())];
        return database.WriteAsync(
            session =>
                Answer(AssessmentStore.Update(session, AssessmentStore.Get(session, trace, id).With(sent, mask), Now)), cancellationToken);
    }

    private static (string Trace, string Id) Ids(RequestFields fields) => (fields.Required("trace_id"), fields.Required("assessment_id"));

    private static System.Text.Json.JsonElement Sent(RequestFields fields) =>
        fields.Object("assessment") ?? throw TrackingException.Invalid("Missing value for required parameter 'assessment'.");

    private static JsonObject Answer(Assessment assessment) => new() { ["assessment"] = assessment.ToJson() };
}
