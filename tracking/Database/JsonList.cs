using System.Text;
using System.Text.Json;

namespace ImageClassifier.Tracking.Database;

/// <summary>A list as one SQL argument, for <c>IN (SELECT value FROM json_each($1))</c>: one statement for any length.</summary>
internal static class JsonList
{
    public static string Of(IEnumerable<string> items)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (string item in items) writer.WriteStringValue(item);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
