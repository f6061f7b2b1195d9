using System.Reflection;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Azure.Functions.Worker.Embedded.Functions;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>What the host takes from the process it runs in. Tests give their own.</summary>
internal sealed record HostStartup
{
    public string[] Args { get; init; } = [];

    /// <summary>The folder of host.json and local.settings.json.</summary>
    public required string Root { get; init; }

    /// <summary>Names the application in storage, so that several hosts of it share receipts and timers.</summary>
    public required string HostId { get; init; }

    /// <summary>Types that may hold functions.</summary>
    public required IReadOnlyList<Type> FunctionTypes { get; init; }

    /// <summary>Settings that win over local.settings.json and the environment.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether the values of local.settings.json become environment variables of the process.</summary>
    public bool ExportSettings { get; init; }

    /// <summary>
    /// How long a message or a blob stays with a host that gives no sign of life. Short means that work goes on soon after a crash;
    /// too short, and a host that is only slow loses its work to another.
    /// </summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromSeconds(30);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the list of functions goes.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <summary>Where the reason goes when the host cannot start.</summary>
    public TextWriter Error { get; init; } = Console.Error;

    /// <summary>Sets the exit code of the process for when it ends.</summary>
    public Action<int> SetExitCode { get; init; } = code => Environment.ExitCode = code;

    public static HostStartup FromProcess(string[] args)
    {
        Assembly entry = Assembly.GetEntryAssembly() ?? throw new InvalidOperationException("The process has no entry assembly.");
        return new HostStartup
        {
            Args = args,
            Root = FindRoot(),
            HostId = HostIdOf(entry.GetName().Name ?? "functions"),
            FunctionTypes = FunctionAssemblies.TypesOf(entry),
            ExportSettings = true,
        };
    }

    /// <summary>Lower case letters, digits and dashes, at most 32: what official hosts accept as an id.</summary>
    internal static string HostIdOf(string name)
    {
        var id = new string([.. name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        return id.Length <= 32 ? id : id[..32].TrimEnd('-');
    }

    private static string FindRoot()
    {
        if (Environment.GetEnvironmentVariable("AzureWebJobsScriptRoot") is { Length: > 0 } root) return Path.GetFullPath(root);
        return File.Exists(Path.Combine(AppContext.BaseDirectory, HostSettings.FileName)) ? AppContext.BaseDirectory : Environment.CurrentDirectory;
    }
}
