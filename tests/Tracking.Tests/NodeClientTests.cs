using System.Diagnostics;
using Tracking.Tests.Support;

namespace Tracking.Tests;

/// <summary>The npm package <c>mlflow</c>, which nobody here has written, works against the server.</summary>
[Trait("Tier", "integration")]
public sealed class NodeClientTests(LocalServer server) : IClassFixture<LocalServer>
{
    [Fact]
    public async Task A_client_of_others_creates_logs_searches_registers_and_deletes()
    {
        string root = FindRoot();
        Assert.True(
            File.Exists(Path.Combine(root, "node_modules", "mlflow", "package.json")),
                $"The npm package mlflow is missing: run `npm ci` in {root}.");
        var start = new ProcessStartInfo(
            "node", [Path.Combine(AppContext.BaseDirectory, "Clients", "mlflow-client.mjs"),
                server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NODE_MODULES"] = root;

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Wait.Limit);

        Assert.True(process.ExitCode == 0, await errors);
        Assert.Equal("""{"history":[0,1,2,3],"order":[2,1],"champion":"1","root":true,"stage":"deleted"}""", (await output).Trim());
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "package-lock.json"))) return folder.FullName;
        }
        throw new InvalidOperationException(
            $"{AppContext.BaseDirectory} is not inside the project: there is no package-lock.json above it.");
    }
}
