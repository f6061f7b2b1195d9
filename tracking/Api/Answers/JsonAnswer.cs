using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ImageClassifier.Tracking.Api.Answers;

/// <summary>
/// An answer that is written while its rows are read. It is whole before its first byte is sent: a slow client keeps no reader of the
/// database, and what goes wrong until then is answered as an error.
/// </summary>
internal sealed class JsonAnswer
{
    // An answer is never part of a page, so that a quote needs no escape in it.
    private static readonly JsonWriterOptions Plain =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly PipeOptions Unlimited =
        new(pauseWriterThreshold: 0, minimumSegmentSize: 65_536, useSynchronizationContext: false);

    private readonly Pipe _pipe = new(Unlimited);
    private readonly long _length;

    private JsonAnswer(Action<Utf8JsonWriter> write)
    {
        using var writer = new Utf8JsonWriter(_pipe.Writer, Plain);
        write(writer);
        writer.Flush();
        _length = writer.BytesCommitted;
        _pipe.Writer.Complete();
    }

    public static JsonAnswer Of(Action<Utf8JsonWriter> write) => new(write);

    public async Task SendAsync(HttpContext context, int status)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = _length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method)) await _pipe.Reader.CopyToAsync(response.Body, context.RequestAborted);
        await _pipe.Reader.CompleteAsync();
    }
}
