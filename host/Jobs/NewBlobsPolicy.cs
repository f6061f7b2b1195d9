using System.Globalization;
using System.Xml.Linq;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>
/// Lets the blob trigger find every blob of the storage emulator. For its account the extension lists a container and takes what was
/// modified after the newest blob of the listing before. Times are whole seconds, and those at which an upload began, so a blob that
/// appears later than another of the same second is never taken. This policy gives each blob of a listing that the listing before did
/// not have (by name and ETag) the time of its discovery instead, later than any it gave before.
/// </summary>
internal sealed class NewBlobsPolicy(TimeProvider time) : HttpPipelinePolicy
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Listing> _containers = [];
    private DateTimeOffset _latest;

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        ProcessNext(message, pipeline);
        Rewrite(message);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        Rewrite(message);
    }

    private void Rewrite(HttpMessage message)
    {
        RequestUriBuilder uri = message.Request.Uri;
        if (message.Response.Status != 200 || message.Response.ContentStream is not { } content) return;
        if (!uri.Path.Contains("devstoreaccount1") || !uri.Query.Contains("comp=list") || !uri.Query.Contains("restype=container")) return;
        XDocument page = XDocument.Load(content);
        lock (_lock) Rewrite(page, uri);
        var rewritten = new MemoryStream();
        page.Save(rewritten);
        rewritten.Position = 0;
        message.Response.ContentStream = rewritten;
    }

    // A listing comes in pages: the first request has no marker, the last answer names none.
    private void Rewrite(XDocument page, RequestUriBuilder uri)
    {
        string container = uri.Path.Split('?')[0];
        if (!_containers.TryGetValue(container, out Listing? listing)) _containers[container] = listing = new Listing();
        if (!uri.Query.Contains("marker=")) listing.Pages.Clear();
        DateTimeOffset discovery = Later(_latest, time.GetUtcNow());
        foreach (XElement blob in page.Descendants("Blob"))
        {
            XElement properties = blob.Element("Properties")!;
            var version = (blob.Element("Name")!.Value, properties.Element("Etag")?.Value ?? "");
            if (!listing.Known.TryGetValue(version, out DateTimeOffset found)) found = _latest = discovery;
            listing.Pages[version] = found;
            properties.SetElementValue("Last-Modified", found.ToString("R", CultureInfo.InvariantCulture));
        }
        if (string.IsNullOrEmpty(page.Root?.Element("NextMarker")?.Value)) listing.Finish();
    }

    private static DateTimeOffset Later(DateTimeOffset latest, DateTimeOffset now) =>
        now > latest.AddSeconds(1) ? now : latest.AddSeconds(1);

    private sealed class Listing
    {
        public Dictionary<(string Name, string ETag), DateTimeOffset> Known { get; private set; } = [];

        public Dictionary<(string Name, string ETag), DateTimeOffset> Pages { get; private set; } = [];

        public void Finish() => (Known, Pages) = (Pages, []);
    }
}
