using System.Net;

namespace ImageClassifier.Mlflow;

/// <summary>A body that can be sent again: each attempt reads the stream from the same place and leaves it open.</summary>
internal sealed class RewindableContent : HttpContent
{
    private readonly Stream _stream;
    private readonly long _start;

    public RewindableContent(Stream stream, long start)
    {
        (_stream, _start) = (stream, start);
        Headers.ContentType = new("application/octet-stream");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _stream.Position = _start;
        return _stream.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _stream.Length - _start;
        return true;
    }
}
