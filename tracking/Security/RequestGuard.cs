using ImageClassifier.Tracking.Errors;
using Microsoft.AspNetCore.Http.Features;

namespace ImageClassifier.Tracking.Security;

/// <summary>Runs before every route and refuses a request whose path is not canonical, whose Host or Origin is foreign, or that lacks the
/// token or password.</summary>
internal sealed class RequestGuard(RequestDelegate next, AccessRules rules)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "SAMEORIGIN";
        CheckPath(context);
        if (!rules.AllowsHost(request.Host))
        {
            throw TrackingException.Forbidden(
                $"The Host header '{request.Host}' is not a name of this server. If it should be, add it to MLFLOW_SERVER_ALLOWED_HOSTS.");
        }
        if (request.Headers.Origin.FirstOrDefault() is { Length: > 0 } origin)
        {
            bool listed = rules.IsListedOrigin(origin);
            if (listed) Share(response, origin);
            if (listed && HttpMethods.IsOptions(request.Method))
            {
                response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
            if (!IsRead(request.Method) && !rules.AllowsOrigin(origin, request))
            {
                throw TrackingException.Forbidden(
                    $"The page at '{origin}' may not change data on this server. If it should, add its origin to "
                        + $"MLFLOW_SERVER_CORS_ALLOWED_ORIGINS.");
            }
        }
        if (rules.NeedsAuthorization && !rules.IsOpen(request.Path) && !rules.Authorizes(request.Headers.Authorization.FirstOrDefault()))
        {
            // A line for each: Chromium cannot read two in one, and would not ask for the password.
            response.Headers.WWWAuthenticate = new(["Basic realm=\"tracking\"", "Bearer"]);
            throw TrackingException.Unauthenticated(
                "You are not authenticated. Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.");
        }
        await next(context);
    }

    // The path as it was sent: the router's own reading of it has already resolved dots and decoded some escapes.
    private static void CheckPath(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        if (path == "/") return;
        if (!path.StartsWith('/') || CanonicalPath.Parts(path[1..]) is null)
        {
            throw TrackingException.Invalid(
                "Invalid path: use names joined by '/', each escaped at most once, without empty names, '.', '..', '\\' or control "
                    + "characters.");
        }
    }

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static void Share(HttpResponse response, string origin)
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.Vary = "Origin";
        response.Headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type";
    }
}
