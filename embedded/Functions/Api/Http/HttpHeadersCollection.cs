using System.Net.Http.Headers;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The headers of a request or a response.</summary>
public sealed class HttpHeadersCollection : HttpHeaders
{
    public HttpHeadersCollection()
    {
    }

    public HttpHeadersCollection(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers)
    {
        // Requests carry values that a strict parser refuses; they are the caller's, so they are kept as they are.
        foreach ((string name, IEnumerable<string> values) in headers) TryAddWithoutValidation(name, values);
    }
}
