using Microsoft.AspNetCore.Http;

namespace ImageClassifier.Functions.Http;

/// <summary>Reads a request's bytes without trusting its length.</summary>
public static class RequestBody
{
    /// <returns>The bytes, or null when there are more than <paramref name="maxBytes"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, long? declared, long maxBytes,
        CancellationToken cancellationToken)
    {
        if (declared > maxBytes) return null;
        var bytes = new MemoryStream((int)(declared ?? 0));
        byte[] buffer = new byte[81920];
        while (await body.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            if (bytes.Length + read > maxBytes) return null;
            bytes.Write(buffer, 0, read);
        }
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <inheritdoc cref="ReadAsync(Stream, long?, long, CancellationToken)"/>
    public static Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellationToken) =>
        ReadAsync(request.Body, request.ContentLength, maxBytes, cancellationToken);
}
