using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Tests;

/// <summary>The process that is killed: runs one orchestration of every kind of step, and goes on with it when started again.</summary>
internal static class KillTarget
{
    public const string Argument = "kill-target";
    public const string InstanceId = "pipeline";
    public const int Rounds = 6;
    public const int Width = 8;

    public static string DatabasePath(string folder) => Path.Combine(folder, "history.db");

    public static string EffectsPath(string folder) => Path.Combine(folder, "effects.txt");

    /// <summary>The effects that must be there in the end, each at least once.</summary>
    public static IEnumerable<string> Effects() =>
        from round in Enumerable.Range(0, Rounds)
        from effect in Enumerable.Range(0, Width).SelectMany(n => new[] { $"fan-{round}-{n}", $"step-{round}-{n}", $"child-{round}-{n}" })
        select effect;

    public static async Task<int> RunAsync(string folder)
    {
        using FileStream effects = new(
            EffectsPath(folder), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        TestFunctions functions = new();
        DurableTaskEngine engine = new(new() { DatabasePath = DatabasePath(folder) }, functions, NullLoggerFactory.Instance);
        functions
            .Activity("Effect", (string name) =>
            {
                lock (effects) effects.Write(System.Text.Encoding.UTF8.GetBytes(name + "\n"));
                return name.Length;
            })
            .Activity("Raise", async (string name) =>
            {
                await engine.Client.RaiseEventAsync(InstanceId, name, name.Length);
                return true;
            })
            .Orchestrator("Child", async context =>
            {
                int length = await context.CallActivityAsync<int>("Effect", context.GetInput<string>());
                await context.CreateTimer(TimeSpan.FromMilliseconds(3), CancellationToken.None);
                return length;
            })
            .Orchestrator("Pipeline", PipelineAsync);
        await using (engine)
        {
            await engine.StartAsync(CancellationToken.None);
            if (await engine.Client.GetInstanceAsync(InstanceId) is null)
                await engine.Client.ScheduleNewOrchestrationInstanceAsync("Pipeline", new State(0, 0), new StartOrchestrationOptions(InstanceId));
            Console.WriteLine("ready");
            OrchestrationMetadata result = await engine.Client.WaitForInstanceCompletionAsync(InstanceId, getInputsAndOutputs: true);
            Console.WriteLine(result.FailureDetails is { } failure ? failure.ToString() : result.SerializedOutput);
            return 0;
        }
    }

    static async Task<int> PipelineAsync(TaskOrchestrationContext context)
    {
        State state = context.GetInput<State>()!;
        int round = state.Round, sum = state.Sum;
        int[] fan = await Task.WhenAll(Enumerable.Range(0, Width).Select(n => context.CallActivityAsync<int>("Effect", $"fan-{round}-{n}")));
        sum += fan.Sum();
        for (int n = 0; n < Width; n++)
        {
            sum += await context.CallActivityAsync<int>("Effect", $"step-{round}-{n}");
            await context.CreateTimer(TimeSpan.FromMilliseconds(2), CancellationToken.None);
        }
        Task<int> signal = context.WaitForExternalEvent<int>($"go-{round}");
        await context.CallActivityAsync<bool>("Raise", $"go-{round}");
        sum += await signal;
        int[] children = await Task.WhenAll(
            Enumerable.Range(0, Width).Select(n => context.CallSubOrchestratorAsync<int>("Child", $"child-{round}-{n}")));
        sum += children.Sum();
        if (round + 1 < Rounds) context.ContinueAsNew(new State(round + 1, sum));
        return sum;
    }

    /// <summary>The sum that the pipeline must come to.</summary>
    public static int ExpectedSum() => Effects().Sum(effect => effect.Length) + Enumerable.Range(0, Rounds).Sum(round => $"go-{round}".Length);

    sealed record State(int Round, int Sum);
}
