using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ImageClassifier.Cli.Stack;
using ImageClassifier.Cli.Stack.Processes;
using ImageClassifier.Mlflow;

namespace ImageClassifier.Cli.Diagnosis;

/// <summary>Looks at everything that imgc needs on this machine; changes nothing.</summary>
internal sealed partial class Doctor(
    Installation installation, StackSettings settings, LocalServices services, Func<CancellationToken, Task<MlflowServer>> examineTracking)
{
    private const int MinimumSdk = 10;
    private const int MinimumNode = 18;
    private const double MinimumFreeGigabytes = 1;

    // TorchSharp's library needs all of libtorch.
    private static readonly string[] NamedLibraries = ["libLibTorchSharp.so", "libvips.so.*"];

    private static readonly TimeSpan ToolTimeout = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<Finding>> ExamineAsync(CancellationToken cancellationToken) =>
    [
        await ToolAsync(".NET SDK", "dotnet", MinimumSdk, "install the .NET SDK 10: https://dotnet.microsoft.com/download",
            cancellationToken),
        await ToolAsync("Node.js", "node", MinimumNode, "install Node.js 18 or newer: https://nodejs.org", cancellationToken),
        await ToolAsync("setsid", "setsid", 0, "install the package util-linux", cancellationToken),
        Installed("Azurite", installation.AzuritePackage, "run ./run doctor, which installs it (npm ci)"),
        Installed("functions app", installation.Functions, "run ./run doctor, which builds it"),
        await HostAsync(cancellationToken),
        .. settings.Tracking is null
            ? (Finding[])[Installed("tracking program", installation.Tracking, "run ./run doctor, which builds it")] : [],
        Installed("worker", installation.Worker, "run ./run doctor, which builds it"),
        .. await LibrariesAsync(cancellationToken),
        StateFolder(),
        .. await ServicesAsync(cancellationToken),
    ];

    private static async Task<Finding> ToolAsync(string what, string program, int minimum, string advice,
        CancellationToken cancellationToken)
    {
        string? version = await OutputAsync(program, ["--version"], cancellationToken);
        if (version is null) return new Finding(what, false, "not found", advice);
        Match number = FirstNumber().Match(version);
        bool enough = number.Success && int.Parse(number.Value, CultureInfo.InvariantCulture) >= minimum;
        return new Finding(what, enough, version.Split('\n')[0].Trim(), enough ? null : advice);
    }

    private async Task<Finding> HostAsync(CancellationToken cancellationToken)
    {
        if (settings.Host == FunctionsHost.Local)
            return Installed("functions host", installation.Host, "run ./run doctor, which builds it");
        string? version = await OutputAsync("func", ["--version"], cancellationToken);
        return version is null
            ? new Finding("functions host", false, "func not found", "install Azure Functions Core Tools 4, or leave out --host func")
            : new Finding("functions host", true, $"func {version.Split('\n')[0].Trim()}");
    }

    private Finding Installed(string what, string path, string advice) =>
        new(what, File.Exists(path), Path.GetRelativePath(installation.Root, path), File.Exists(path) ? null : advice);

    /// <summary>Native libraries of the build that the system cannot load for want of another one.</summary>
    private async Task<IReadOnlyList<Finding>> LibrariesAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (string folder in new[] { installation.Functions, installation.Worker }.Select(NativeFolder).Where(Directory.Exists))
        {
            foreach (string library in NamedLibraries.SelectMany(name => Directory.EnumerateFiles(folder, name)))
            {
                string output = await OutputAsync("ldd", [library], cancellationToken) ?? "";
                string[] missing = [.. MissingLibrary().Matches(output).Select(match => match.Groups["what"].Value).Distinct()];
                findings.Add(new Finding(Path.GetRelativePath(installation.Root, library), missing.Length == 0,
                    missing.Length == 0 ? "loads" : $"needs {string.Join(", ", missing)}",
                    missing.Length == 0 ? null
                        : "see docs/NATIVES.md; after an update of the system, delete libs/Vision/obj and run this again"));
            }
        }
        return findings;
    }

    // The packages name their folders by the system's kind; .NET itself may call a system by its distribution (ubuntu.24.04-x64).
    private static string NativeFolder(string program) => Path.Combine(
        Path.GetDirectoryName(program)!, "runtimes", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            "native");

    private Finding StateFolder()
    {
        try
        {
            Directory.CreateDirectory(settings.StateFolder);
            double free = new DriveInfo(settings.StateFolder).AvailableFreeSpace / 1e9;
            return new Finding("state folder", free >= MinimumFreeGigabytes,
                string.Create(CultureInfo.InvariantCulture, $"{settings.StateFolder}, {free:0.0} GB free"),
                free >= MinimumFreeGigabytes ? null : "make room, or choose another folder with --state");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Finding("state folder", false, e.Message, "choose another folder with --state");
        }
    }

    /// <summary>What runs already must be well; what does not must find its ports free.</summary>
    private async Task<IReadOnlyList<Finding>> ServicesAsync(CancellationToken cancellationToken)
    {
        StackRecord? running = StackRecord.Read(settings);
        var findings = new List<Finding>();
        if (settings.Tracking is not null) findings.Add(TrackingCheck.Finding(await examineTracking(cancellationToken), settings));
        foreach (ServiceSpec spec in services.Services.All)
        {
            if (running?.Services.Any(service => service.Name == spec.Name && service.IsAlive) == true)
            {
                bool well = await spec.IsHealthy(cancellationToken);
                findings.Add(
                    new Finding(spec.Name, well, $"{(well ? "answers" : "does not answer")}, started by imgc (pid {running.StarterPid})",
                    well ? null : $"look into {Path.Combine(settings.LogFolder, spec.LogName)}"));
                if (well && spec.Name == services.Tracking.Name)
                    findings.Add(TrackingCheck.Finding(await examineTracking(cancellationToken), settings));
                continue;
            }
            foreach (ServicePort port in spec.Ports)
            {
                bool free = PortProbe.IsFree(port.Number);
                findings.Add(new Finding($"port {port.Number} ({spec.Name})", free, free ? "free" : PortProbe.Holder(port.Number),
                    free ? null : $"end that program or choose another port with {port.Option}"));
            }
        }
        return findings;
    }

    /// <returns>Null when the program is missing, fails or does not answer.</returns>
    private static async Task<string?> OutputAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ToolTimeout);
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
            string output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0 ? output : $"{output}{await errors}" is { Length: > 0 } said && program == "ldd" ? said : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    // "libx.so.1 => not found" and "path: version `V' not found (…)"; what is asked for weakly may be missing.
    [GeneratedRegex(@"^\s*(?<what>\S+) => not found|(?<!weak )version `(?<what>[^']+)' not found", RegexOptions.Multiline)]
    private static partial Regex MissingLibrary();

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();
}
