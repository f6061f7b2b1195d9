using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.Azure.Functions.Worker.Embedded.Http;

/// <summary>Sends what an HTTP function returned.</summary>
internal static class HttpResults
{
    public static async Task SendAsync(object? result, HttpContext http)
    {
        switch (result)
        {
            // The function may have written the response itself; what it set stays.
            case null when http.Response.HasStarted || http.Response.StatusCode != StatusCodes.Status200OK:
                break;
            case null:
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case IActionResult action:
                await action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
            case IResult aspNetResult:
                await aspNetResult.ExecuteAsync(http);
                break;
            case BufferedResponse response:
                await response.SendAsync(http.Response);
                break;
            case string text:
                await TypedResults.Text(text).ExecuteAsync(http);
                break;
            default:
                await new ObjectResult(result).ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
        }
    }
}
