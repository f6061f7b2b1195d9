using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ImageClassifier.Tracking;

/// <summary>The page: a few static files inside the assembly, which ask the API for everything else.</summary>
internal static class PageFiles
{
    private const string Folder = "Page/";

    // Nothing from elsewhere, and nothing inline: a name in the data cannot become a script. Frames show artifacts, in a sandbox of their
    // own.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder app)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            string file = resource[Folder.Length..];
            var page = new PageFile(assembly, resource);
            app.MapGet(file == "index.html" ? "/" : $"/{file}", context => SendAsync(context, page));
        }
    }

    // Browsers revalidate their copy each time, so that an update is seen at once.
    private static async Task SendAsync(HttpContext context, PageFile page)
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = Policy;
        await Results.Bytes(page.Content, page.ContentType, entityTag: page.Tag).ExecuteAsync(context);
    }

    private sealed class PageFile
    {
        public PageFile(Assembly assembly, string resource)
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            Content = new byte[stream.Length];
            stream.ReadExactly(Content);
            Tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Content))[..20]}\"");
            ContentType = Path.GetExtension(resource) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                var other => throw new InvalidOperationException($"{resource}: no content type is known for '{other}'."),
            };
        }

        public byte[] Content { get; }

        public string ContentType { get; }

        public EntityTagHeaderValue Tag { get; }
    }
}
