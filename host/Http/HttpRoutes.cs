using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Setup;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace ImageClassifier.Hosting.Http;

/// <summary>The routes of the app's HTTP functions.</summary>
internal static class HttpRoutes
{
    /// <summary>The route of a function, without a slash in front.</summary>
    public static string Of(FunctionDefinition function, IConfiguration configuration)
    {
        string prefix = (configuration.HostJson("extensions:http:routePrefix") ?? "api").Trim('/');
        string route = (function.Trigger["route"] ?? function.Name).TrimStart('/');
        return prefix.Length == 0 ? route : $"{prefix}/{route}";
    }

    /// <summary>Maps a function; as on Azure, a method that it does not take is 404, not 405.</summary>
    public static void Map(IEndpointRouteBuilder routes, FunctionDefinition function, IConfiguration configuration, RequestDelegate handler)
    {
        IReadOnlyList<string> methods = function.Trigger.Methods;
        object? policies = methods.Count > 0 ? new { httpMethod = new HttpMethodRouteConstraint([.. methods]) } : null;
        try
        {
            routes.Map(RoutePatternFactory.Parse(Of(function, configuration), defaults: null, parameterPolicies: policies), handler);
        }
        catch (RoutePatternException e)
        {
            throw new HostException(ExitCode.CannotStart, $"{function.Name} has the route \"{function.Trigger["route"]}\": {e.Message}", e);
        }
    }
}
