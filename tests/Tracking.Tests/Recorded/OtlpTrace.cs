using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Tracking.Tests.Recorded;

/// <summary>
/// Spans as OpenTelemetry's <c>ExportTraceServiceRequest</c> in protobuf, as MLflow's client sends them to <c>/v1/traces</c>, made from the
/// JSON in which MLflow's server gives them back.
/// </summary>
internal static class OtlpTrace
{
    public static byte[] Of(IEnumerable<JsonObject> spans)
    {
        var scope = new Message();
        foreach (var span in spans) scope.Bytes(2, Span(span)); // ScopeSpans.spans
        return new Message().Bytes(1, new Message().Bytes(2, scope)).ToArray(); // resource_spans, scope_spans
    }

    private static Message Span(JsonObject span)
    {
        var message = new Message()
            .Bytes(1, Convert.FromBase64String((string)span["trace_id"]!))
            .Bytes(2, Convert.FromBase64String((string)span["span_id"]!));
        if (span["parent_span_id"] is { } parent) message.Bytes(4, Convert.FromBase64String((string)parent!));
        message.Text(5, (string)span["name"]!)
            .Fixed(7, (ulong)(long)span["start_time_unix_nano"]!)
            .Fixed(8, (ulong)(long)span["end_time_unix_nano"]!);
        foreach (var attribute in span["attributes"]?.AsArray() ?? []) message.Bytes(9, Attribute(attribute!.AsObject()));
        int status = (string?)span["status"]?["code"] switch { "STATUS_CODE_OK" => 1, "STATUS_CODE_ERROR" => 2, _ => 0 };
        return message.Bytes(15, new Message().Number(3, status));
    }

    private static Message Attribute(JsonObject attribute) =>
        new Message().Text(1, (string)attribute["key"]!).Bytes(2, Value(attribute["value"]!.AsObject()));

    private static Message Value(JsonObject value)
    {
        var (kind, content) = value.Single();
        return kind switch
        {
            "string_value" => new Message().Text(1, (string)content!),
            "bool_value" => new Message().Number(2, (bool)content! ? 1 : 0),
            "int_value" => new Message().Number(3, (long)content!),
            "double_value" => new Message().Fixed(4, BitConverter.DoubleToUInt64Bits((double)content!)),
            "array_value" => new Message().Bytes(5, Repeated(content!, item => Value(item))),
            "kvlist_value" => new Message().Bytes(6, Repeated(content!, Attribute)),
            _ => throw new ArgumentException($"'{kind}' is no kind of value."),
        };
    }

    private static Message Repeated(JsonNode list, Func<JsonObject, Message> item)
    {
        var message = new Message();
        foreach (var value in list["values"]?.AsArray() ?? []) message.Bytes(1, item(value!.AsObject()));
        return message;
    }

    /// <summary>A protobuf message, field by field.</summary>
    private sealed class Message
    {
        private readonly MemoryStream _bytes = new();

        public Message Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

        public Message Bytes(int field, Message value) => Bytes(field, value.ToArray());

        public Message Bytes(int field, byte[] value)
        {
            Varint(((ulong)field << 3) | 2);
            Varint((ulong)value.Length);
            _bytes.Write(value);
            return this;
        }

        public Message Number(int field, long value)
        {
            Varint((ulong)field << 3);
            Varint((ulong)value);
            return this;
        }

        public Message Fixed(int field, ulong value)
        {
            Varint(((ulong)field << 3) | 1);
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            _bytes.Write(bytes);
            return this;
        }

        public byte[] ToArray() => _bytes.ToArray();

        private void Varint(ulong value)
        {
            for (; value > 127; value >>= 7) _bytes.WriteByte((byte)(value | 128));
            _bytes.WriteByte((byte)value);
        }
    }
}
