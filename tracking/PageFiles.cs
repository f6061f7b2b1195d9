using System.Reflection;

namespace ImageClassifier.Tracking;

/// <summary>The comparison page: a few static files inside the assembly, which ask the API for everything else.</summary>
internal static class PageFiles
{
    private const string Folder = "Page/";

    // Nothing from elsewhere, and nothing inline: a name in the data cannot become a script.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder app)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            string file = resource[Folder.Length..];
            app.MapGet(file == "index.html" ? "/" : $"/{file}", context => SendAsync(context, assembly, resource));
        }
    }

    private static async Task SendAsync(HttpContext context, Assembly assembly, string resource)
    {
        await using var content = assembly.GetManifestResourceStream(resource)!;
        var response = context.Response;
        response.ContentType = Path.GetExtension(resource) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new InvalidOperationException($"{resource}: no content type is known for '{other}'."),
        };
        response.ContentLength = content.Length;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy;
        await content.CopyToAsync(response.Body, context.RequestAborted);
    }
}
