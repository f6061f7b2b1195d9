using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The URLs by which a caller watches and steers an orchestration.</summary>
public class HttpManagementPayload
{
    [JsonPropertyName("id")]
    public string? Id { get; internal set; }

    [JsonPropertyName("statusQueryGetUri")]
    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>Replace <c>{eventName}</c> in it.</summary>
    [JsonPropertyName("sendEventPostUri")]
    public string? SendEventPostUri { get; internal set; }

    /// <summary>Replace <c>{text}</c> in it, as in those below.</summary>
    [JsonPropertyName("terminatePostUri")]
    public string? TerminatePostUri { get; internal set; }

    [JsonPropertyName("purgeHistoryDeleteUri")]
    public string? PurgeHistoryDeleteUri { get; internal set; }

    [JsonPropertyName("restartPostUri")]
    public string? RestartPostUri { get; internal set; }

    [JsonPropertyName("suspendPostUri")]
    public string? SuspendPostUri { get; internal set; }

    [JsonPropertyName("resumePostUri")]
    public string? ResumePostUri { get; internal set; }
}
