using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace Host.Tests.App;

public sealed class DurableFunctions(Journal journal)
{
    private static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromMilliseconds(200)));

    [Function("Start")]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{name}")] HttpRequest request, string name,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        int[] input = await request.ReadFromJsonAsync<int[]>(cancellation) ?? [];
        string id = await client.ScheduleNewOrchestrationInstanceAsync(name, input, cancellation);
        HttpManagementPayload urls = client.CreateHttpManagementPayload(id);
        return Results.Json(urls, statusCode: StatusCodes.Status202Accepted);
    }

    [Function("Result")]
    public async Task<IResult> Result(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "result/{id}")] HttpRequest request, string id,
        [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellation) is { } instance
            ? Results.Json(new { status = instance.RuntimeStatus.ToString(), output = instance.SerializedOutput })
            : Results.NotFound();

    [Function("Sum")]
    public static async Task<int> Sum([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int[] numbers = context.GetInput<int[]>()!;
        int[] squares = await Task.WhenAll(numbers.Select(number => context.CallActivityAsync<int>("Square", number)));
        context.SetCustomStatus($"squared {squares.Length}");
        return squares.Sum();
    }

    [Function("Square")]
    public static int Square([ActivityTrigger] int number) => number * number;

    [Function("Approval")]
    public static async Task<string> Approval([OrchestrationTrigger] TaskOrchestrationContext context) =>
        $"decided {await context.WaitForExternalEvent<string>("decision")}";

    [Function("Failing")]
    public static async Task<string> Failing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.CallActivityAsync<string>("Refuse", "this");
        }
        catch (TaskFailedException e)
        {
            return $"{e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage}";
        }
    }

    [Function("Refuse")]
    public static string Refuse([ActivityTrigger] string what) => throw new ArgumentException($"I refuse {what}.");

    /// <summary>Steps one after another, each of which takes a moment and is written down.</summary>
    [Function("Steps")]
    public static async Task<int> Steps([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        int[] steps = context.GetInput<int[]>()!;
        int done = 0;
        foreach (int step in steps) done += await context.CallActivityAsync<int>("Step", step, Retried);
        return done;
    }

    [Function("Step")]
    public async Task<int> Step([ActivityTrigger] int number, CancellationToken cancellation)
    {
        journal.Add($"begin {number}");
        await Task.Delay(TimeSpan.FromMilliseconds(400), cancellation);
        journal.Add($"end {number}");
        return 1;
    }

    [Function("Counting")]
    public static async Task<int> Counting([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var counter = new EntityInstanceId("Counter", context.InstanceId);
        await context.Entities.CallEntityAsync(counter, "Add", 2);
        return await context.Entities.CallEntityAsync<int>(counter, "Add", 3);
    }

    [Function("Counter")]
    public static Task Counter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync(operation =>
    {
        int value = operation.State.GetState<int>() + operation.GetInput<int>();
        operation.State.SetState(value);
        return new ValueTask<object?>(value);
    });
}
