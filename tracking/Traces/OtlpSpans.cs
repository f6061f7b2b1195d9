using System.Text.Json.Nodes;
using ImageClassifier.Tracking.Errors;

namespace ImageClassifier.Tracking.Traces;

/// <summary>
/// Reads OpenTelemetry's <c>ExportTraceServiceRequest</c> (opentelemetry/proto/trace/v1/trace.proto), in which MLflow's client and other
/// exporters send spans.
/// </summary>
internal static class OtlpSpans
{
    // Values nest; nobody's do so more deeply.
    private const int DeepestValue = 64;

    /// <exception cref="TrackingException">The bytes are no such message, or a span has no id.</exception>
    public static List<Span> Read(ReadOnlySpan<byte> request)
    {
        var spans = new List<Span>();
        var message = new ProtobufReader(request);
        while (message.Next())
        {
            if (message.Field != 1) continue; // resource_spans
            var resource = new ProtobufReader(message.Content);
            while (resource.Next())
            {
                if (resource.Field != 2) continue; // scope_spans
                var scope = new ProtobufReader(resource.Content);
                while (scope.Next())
                {
                    if (scope.Field == 2) spans.Add(Span(scope.Content));
                }
            }
        }
        return spans;
    }

    private static Span Span(ReadOnlySpan<byte> content)
    {
        byte[] trace = [], id = [];
        byte[]? parent = null;
        var (name, start, end, code, text) = ("", 0L, (long?)null, 0UL, "");
        var attributes = new List<KeyValuePair<string, JsonNode?>>();
        var events = new List<SpanEvent>();
        var field = new ProtobufReader(content);
        while (field.Next())
        {
            switch (field.Field)
            {
                case 1: trace = field.Content.ToArray(); break;
                case 2: id = field.Content.ToArray(); break;
                case 4 when !field.Content.IsEmpty: parent = field.Content.ToArray(); break;
                case 5: name = field.Text(); break;
                case 7: start = (long)field.Number; break;
                case 8 when field.Number != 0: end = (long)field.Number; break;
                case 9: attributes.Add(Attribute(field.Content, 0)); break;
                case 11: events.Add(Event(field.Content)); break;
                case 15: (code, text) = Status(field.Content); break;
            }
        }
        if (trace.Length != 16 || id.Length != 8 || parent is { Length: not 8 })
            throw TrackingException.Invalid("Invalid span: trace_id has 16 bytes, span_id and parent_span_id have 8.");
        string status = code switch { 1 => "STATUS_CODE_OK", 2 => "STATUS_CODE_ERROR", _ => "STATUS_CODE_UNSET" };
        return new Span(trace, id, parent, name, start, end, status, text, attributes, events);
    }

    private static SpanEvent Event(ReadOnlySpan<byte> content)
    {
        var (name, time) = ("", 0L);
        var attributes = new List<KeyValuePair<string, JsonNode?>>();
        var field = new ProtobufReader(content);
        while (field.Next())
        {
            if (field.Field == 1) time = (long)field.Number;
            if (field.Field == 2) name = field.Text();
            if (field.Field == 3) attributes.Add(Attribute(field.Content, 0));
        }
        return new SpanEvent(name, time, attributes);
    }

    private static (ulong Code, string Message) Status(ReadOnlySpan<byte> content)
    {
        var (code, message) = (0UL, "");
        var field = new ProtobufReader(content);
        while (field.Next())
        {
            if (field.Field == 2) message = field.Text();
            if (field.Field == 3) code = field.Number;
        }
        return (code, message);
    }

    private static KeyValuePair<string, JsonNode?> Attribute(ReadOnlySpan<byte> content, int depth)
    {
        string key = "";
        JsonNode? value = null;
        var field = new ProtobufReader(content);
        while (field.Next())
        {
            if (field.Field == 1) key = field.Text();
            if (field.Field == 2) value = Value(field.Content, depth);
        }
        return new(key, value);
    }

    private static JsonNode? Value(ReadOnlySpan<byte> content, int depth)
    {
        if (depth > DeepestValue) throw TrackingException.Invalid("Invalid span: the value of an attribute nests too deeply.");
        var field = new ProtobufReader(content);
        if (!field.Next()) return null;
        switch (field.Field)
        {
            case 1: return JsonValue.Create(field.Text());
            case 2: return JsonValue.Create(field.Number != 0);
            case 3: return JsonValue.Create((long)field.Number);
            case 4: return Real(BitConverter.UInt64BitsToDouble(field.Number));
            case 5:
                var items = new JsonArray();
                var item = new ProtobufReader(field.Content);
                while (item.Next()) items.Add(Value(item.Content, depth + 1));
                return items;
            case 6:
                var fields = new JsonObject();
                var entry = new ProtobufReader(field.Content);
                while (entry.Next())
                {
                    var (key, value) = Attribute(entry.Content, depth + 1);
                    fields[key] = value;
                }
                return fields;
            default: return JsonValue.Create(Convert.ToBase64String(field.Content)); // bytes
        }
    }

    private static JsonNode Real(double value) => double.IsFinite(value) ? JsonValue.Create(value)
        : JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
