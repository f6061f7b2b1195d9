using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>The host's own pages: its root, and the status that tools ask for.</summary>
internal static class HostStatus
{
    public static void Map(IEndpointRouteBuilder endpoints, string hostId)
    {
        endpoints.MapGet("/", () => TypedResults.Text("The functions are up and running.\n"));
        string? version = Assembly.GetExecutingAssembly().GetName().Version?.ToString();
        endpoints.MapGet("/admin/host/status", () => TypedResults.Json(new { id = hostId, state = "Running", version }));
    }
}
