using System.Globalization;
using Microsoft.DurableTask.Client;

namespace Microsoft.DurableTask.Embedded.Store;

/// <summary>Finds instances by what a client asks for.</summary>
internal sealed record InstanceQuery(
    DateTimeOffset? CreatedFrom, DateTimeOffset? CreatedTo, IEnumerable<OrchestrationRuntimeStatus>? Statuses, string? IdPrefix = null)
{
    /// <summary>Up to <paramref name="limit"/> instances with keys above <paramref name="after"/>, oldest first.</summary>
    public List<InstanceRow> Run(Statements db, string hub, long after, int limit)
    {
        // Status numbers come from an enumeration, so they can stand in the text.
        string status = Statuses is null
            ? ""
            : $" AND Status IN ({string.Join(", ", Statuses.Select(s => ((int)s).ToString(CultureInfo.InvariantCulture)).Order())})";
        return db.Query(
            $"SELECT {InstanceTable.Columns} FROM Instances WHERE Hub = $1 AND Key > $2 "
            + "AND ($3 IS NULL OR CreatedAt >= $3) AND ($4 IS NULL OR CreatedAt <= $4) "
            + $"AND ($5 IS NULL OR substr(InstanceId, 1, length($5)) = $5){status} ORDER BY Key LIMIT $6",
            InstanceTable.Read,
            hub,
            after,
            CreatedFrom?.UtcTicks,
            CreatedTo?.UtcTicks,
            IdPrefix,
            limit);
    }
}
