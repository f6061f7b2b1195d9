using ImageClassifier.Tracking.Api.Answers;
using ImageClassifier.Tracking.Artifacts;
using ImageClassifier.Tracking.Errors;
using Microsoft.AspNetCore.StaticFiles;

namespace ImageClassifier.Tracking.Api;

/// <summary>Sends an artifact, or says what is in a folder of them.</summary>
internal static class ArtifactAnswer
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    // What MLflow shows as text: the parts of a model, logs and settings, by extension or, without one, by name.
    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "txt", "log", "err", "cfg", "conf", "cnf", "cf", "ini", "properties", "prop", "hocon", "toml", "yaml", "yml", "xml", "json", "js",
            "py", "py3", "csv",
        "tsv", "md", "rst", "MLmodel", "MLproject",
    };

    public static FileAnswer Of(ArtifactEntry entry, string prefix) => new(prefix + entry.Name, entry.IsDirectory, entry.Size);

    /// <exception cref="TrackingException">There is no such file.</exception>
    public static async Task SendAsync(HttpContext context, IArtifactStore artifacts, ArtifactPath path)
    {
        var content = (path.Parts.Count == 0 ? null : await artifacts.OpenAsync(path, context.RequestAborted))
            ?? throw TrackingException.Missing($"No artifact at '{path}'");

        // An artifact is untrusted: it is never shown as a page of this site, and the browser does not guess its type.
        // A frame of the page shows a report: without scripts, without this site's origin, and without anything from elsewhere.
        context.Response.Headers.ContentSecurityPolicy =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
        context.Response.Headers.CacheControl = "no-cache";
        string type = ContentType(path.Name);
        bool isFramed = context.Request.Headers["Sec-Fetch-Dest"] == "iframe";
        await Results.Stream(content, type, isFramed ? null : path.Name, enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static string ContentType(string name)
    {
        string extension = Path.GetExtension(name).TrimStart('.');
        if (Texts.Contains(extension.Length == 0 ? name : extension)) return "text/plain; charset=utf-8";
        return ContentTypes.TryGetContentType(name, out var known) ? known : "application/octet-stream";
    }
}
