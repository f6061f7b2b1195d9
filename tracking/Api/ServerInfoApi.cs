using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Database;

namespace ImageClassifier.Tracking.Api;

/// <summary>
/// What clients ask before they use newer endpoints: the MLflow release whose REST API this server follows, and what it can do.
/// </summary>
internal static class ServerInfoApi
{
    private static readonly string[] Prefixes = ["/api/3.0/mlflow/", "/ajax-api/3.0/mlflow/"];

    // There is one workspace, and none of the rest.
    private static readonly ServerInfoAnswer Info = new(
        "SqlStore", false, false, false, false, false, false, new FeaturesAnswer(Gateway: false));

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/version", context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(Schema.Release, context.RequestAborted);
        });
        foreach (string prefix in Prefixes)
        {
            app.MapGet(prefix + "server-info", context =>
                MlflowRoutes.WriteAsync(context, 200, Info, MessagesJson.Default.ServerInfoAnswer));
        }
    }
}
