using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;

namespace Functions.Host.Sample;

/// <summary>A function of each kind that the process tests need.</summary>
public sealed class SampleFunctions(Journal journal, IConfiguration configuration)
{
    [Function("Setting")]
    public IResult Setting([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "setting/{name}")] HttpRequest request, string name) =>
        Results.Text($"{configuration[name]} {Environment.GetEnvironmentVariable(name)}");

    /// <summary>Waits for the host to stop, then takes a moment to leave.</summary>
    [Function("Linger")]
    public async Task<IResult> Linger([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellation)
    {
        journal.Write("lingering");
        var stopped = new TaskCompletionSource();
        using (cancellation.Register(stopped.SetResult)) await stopped.Task;
        await Task.Delay(200, CancellationToken.None);
        journal.Write("left");
        return Results.Text("left");
    }

    [Function("Start")]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{steps}")] HttpRequest request, int steps, [DurableClient] DurableTaskClient client)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Steps), steps);
        HttpManagementPayload payload = client.CreateHttpManagementPayload(id);
        return Results.Accepted(payload.StatusQueryGetUri, payload);
    }

    [Function(nameof(Steps))]
    public static async Task<int> Steps([OrchestrationTrigger] TaskOrchestrationContext context, int steps)
    {
        for (int step = 0; step < steps; step++) await context.CallActivityAsync(nameof(Step), step);
        return steps;
    }

    [Function(nameof(Step))]
    public async Task Step([ActivityTrigger] int step)
    {
        await Task.Delay(100);
        journal.Write($"step {step}");
    }
}
