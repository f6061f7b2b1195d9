namespace Microsoft.Azure.Functions.Worker.Embedded.Durable;

/// <summary>The addresses of the management API.</summary>
internal static class ManagementUrls
{
    public const string Root = "/runtime/webhooks/durabletask";

    public static HttpManagementPayload Of(string baseUrl, string instanceId)
    {
        string instance = $"{baseUrl.TrimEnd('/')}{Root}/instances/{Uri.EscapeDataString(instanceId)}";
        return new HttpManagementPayload
        {
            Id = instanceId,
            StatusQueryGetUri = instance,
            PurgeHistoryDeleteUri = instance,
            SendEventPostUri = $"{instance}/raiseEvent/{{eventName}}",
            TerminatePostUri = $"{instance}/terminate?reason={{text}}",
            RestartPostUri = $"{instance}/restart",
            SuspendPostUri = $"{instance}/suspend?reason={{text}}",
            ResumePostUri = $"{instance}/resume?reason={{text}}",
        };
    }
}
