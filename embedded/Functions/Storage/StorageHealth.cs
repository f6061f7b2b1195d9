using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Embedded.Storage;

/// <summary>Says once when a storage service fails, and once when it answers again.</summary>
internal sealed class StorageHealth(string setting, Uri endpoint, ILogger log)
{
    // Null while all is well; else the trouble that was reported last.
    private string? trouble;

    public void Succeeded()
    {
        if (Interlocked.Exchange(ref trouble, null) is not null) log.LogInformation("{Endpoint} answers again.", endpoint);
    }

    /// <summary>Reports a failure of <paramref name="what"/>, unless it is the one reported last.</summary>
    public void Failed(Exception e, string what)
    {
        bool unreachable = IsUnreachable(e);
        string now = unreachable ? "unreachable" : $"{what}: {(e as RequestFailedException)?.ErrorCode ?? e.GetType().Name}";
        if (Interlocked.Exchange(ref trouble, now) == now) return;
        if (unreachable)
        {
            log.LogWarning("{Endpoint} cannot be reached ({Reason}). Start it, or correct '{Setting}'; until it answers the host keeps trying.",
                endpoint, Innermost(e).Message, setting);
        }
        else
        {
            log.LogError(e, "{What} failed; it will be tried again.", what);
        }
    }

    private static bool IsUnreachable(Exception e) => e switch
    {
        RequestFailedException { Status: 0 or 500 or 502 or 503 or 504 } => true,
        AggregateException many => many.InnerExceptions.Any(IsUnreachable),
        HttpRequestException or SocketException or IOException or OperationCanceledException => true,
        _ => false,
    };

    private static Exception Innermost(Exception e) => e is AggregateException many ? Innermost(many.InnerExceptions[0])
        : e.InnerException is { } inner ? Innermost(inner) : e;
}
