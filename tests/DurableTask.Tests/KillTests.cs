using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableTask.Tests;

public class KillTests(ITestOutputHelper output)
{
    const int Kills = 25;

    [Fact]
    public async Task AProcessThatIsKilledAtAnyPointGoesOnWhereItWas()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("durable-kill-");
        try
        {
            int seed = Environment.TickCount;
            output.WriteLine($"seed {seed}");
            Random random = new(seed);
            int kills = 0;
            string? result = null;
            while (result is null)
            {
                TimeSpan? life = kills < Kills ? TimeSpan.FromMilliseconds(random.Next(80)) : null;
                result = await LiveAsync(folder.FullName, life);
                if (result is null) kills++;
            }
            output.WriteLine($"{kills} kills");
            Assert.Equal(KillTarget.ExpectedSum().ToString(), result);
            Assert.True(kills >= 5, $"The pipeline was done after {kills} kills: it is too short for this test.");
            string[] effects = await File.ReadAllLinesAsync(KillTarget.EffectsPath(folder.FullName));
            Assert.Empty(KillTarget.Effects().Except(effects));
            Assert.Equal("ok", CheckIntegrity(KillTarget.DatabasePath(folder.FullName)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ASecondProcessOnTheSameFileIsRefused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("durable-second-");
        try
        {
            await using DurableTaskEngine first = new(
                new() { DatabasePath = KillTarget.DatabasePath(folder.FullName) }, new TestFunctions(), NullLoggerFactory.Instance);
            await first.StartAsync(CancellationToken.None);
            ProcessStartInfo start = TargetProcess(folder.FullName);
            start.RedirectStandardError = true;
            using Process second = Process.Start(start)!;
            string error = await second.StandardError.ReadToEndAsync();
            await second.WaitForExitAsync();
            Assert.NotEqual(0, second.ExitCode);
            Assert.Contains("another running host uses this orchestration history", error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs the process for a while after it is ready, and kills it; gives its result if it was done before that.</summary>
    static async Task<string?> LiveAsync(string folder, TimeSpan? life)
    {
        using Process process = Process.Start(TargetProcess(folder))!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        Task<string?> result = process.StandardOutput.ReadLineAsync();
        if (life is { } span)
        {
            await Task.WhenAny(result, Task.Delay(span));
            process.Kill();
        }
        await process.WaitForExitAsync();
        return await result;
    }

    static ProcessStartInfo TargetProcess(string folder)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet") start.ArgumentList.Add(typeof(KillTarget).Assembly.Location);
        start.ArgumentList.Add(KillTarget.Argument);
        start.ArgumentList.Add(folder);
        return start;
    }

    static string CheckIntegrity(string path)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string)command.ExecuteScalar()!;
    }
}
