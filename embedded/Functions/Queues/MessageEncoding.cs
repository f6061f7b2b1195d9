namespace Microsoft.Azure.Functions.Worker.Embedded.Queues;

/// <summary>How message bodies travel: base64 (the official default) or as plain text.</summary>
internal sealed class MessageEncoding(bool base64)
{
    public string Encode(BinaryData body) => base64 ? Convert.ToBase64String(body.ToMemory().Span) : body.ToString();

    /// <summary>The body; null where it is not base64 though it must be.</summary>
    public BinaryData? Decode(BinaryData body)
    {
        if (!base64) return body;
        try
        {
            return BinaryData.FromBytes(Convert.FromBase64String(body.ToString()));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
