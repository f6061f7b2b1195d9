using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Api;

/// <summary>Reads a request's body into memory, up to a limit.</summary>
internal static class RequestBody
{
    /// <exception cref="TrackingException">The body is longer than <paramref name="mostBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int mostBytes)
    {
        var request = context.Request;
        if (request.ContentLength > mostBytes) throw TooLong(request, mostBytes);
        var body = new byte[request.ContentLength is { } known ? known + 1 : 4096];
        int length = 0;
        while (true)
        {
            int read = await request.Body.ReadAsync(body.AsMemory(length), context.RequestAborted);
            if (read == 0) return body.AsMemory(0, length);
            length += read;
            if (length > mostBytes) throw TooLong(request, mostBytes);
            if (length == body.Length) Array.Resize(ref body, length * 2);
        }
    }

    private static TrackingException TooLong(HttpRequest request, int mostBytes) =>
        TrackingException.Invalid($"{request.Path}: requests must be at most {mostBytes} bytes.");
}
