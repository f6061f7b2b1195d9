using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>Reads the query of a management request; what does not parse is refused by name.</summary>
internal sealed class ManagementQuery(IQueryCollection query)
{
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new BadHttpRequestException($"{name} is \"{text}\"; give a time such as 2026-01-31T12:00:00Z.");
    }

    public bool Flag(string name, bool fallback)
    {
        if (Text(name) is not { } text) return fallback;
        return bool.TryParse(text, out bool flag) ? flag : throw new BadHttpRequestException($"{name} is \"{text}\"; give true or false.");
    }

    public int? Count(string name)
    {
        if (Text(name) is not { } text) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new BadHttpRequestException($"{name} is \"{text}\"; give a whole number above 0.");
    }

    public OrchestrationRuntimeStatus[]? Statuses(string name)
    {
        if (Text(name) is not { } text) return null;
        return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Status)];

        OrchestrationRuntimeStatus Status(string status) =>
            Enum.TryParse(status, ignoreCase: true, out OrchestrationRuntimeStatus value) && Enum.IsDefined(value)
                ? value
                : throw new BadHttpRequestException(
                    $"{name} has \"{status}\"; give some of {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}.");
    }

    public string? Text(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
}
