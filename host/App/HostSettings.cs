using ImageClassifier.Hosting.Setup;

namespace ImageClassifier.Hosting.App;

/// <summary>The configuration that the host and the extensions read: host.json below one section, and the environment over it.</summary>
internal static class HostSettings
{
    /// <summary>The section that holds host.json; the environment overrides its values by the same name, with <c>__</c> for the
    /// dots.</summary>
    public const string HostSection = "AzureFunctionsJobHost";

    /// <summary>
    /// Completes this process's environment, which the app inherits: a value of local.settings.json counts where the environment has none,
    /// and what the official host tells an app is told here too.
    /// </summary>
    public static void ApplyToEnvironment(AppFolder app)
    {
        foreach ((string name, string value) in app.Local.Values) SetDefault(name, value);
        SetDefault("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated");
        SetDefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        // With it the durable extension takes this for a container on Azure and writes its events to the console.
        Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
        LoopbackEnvironment.Apply();
    }

    /// <summary>Reads the configuration, after <see cref="ApplyToEnvironment"/>.</summary>
    public static IConfigurationRoot Read(AppFolder app)
    {
        try
        {
            var hostJson = new ConfigurationBuilder().AddJsonFile(app.HostJson).Build().AsEnumerable()
                .Where(pair => pair.Value is not null);
            return new ConfigurationBuilder()
                .AddInMemoryCollection(hostJson.Select(pair => KeyValuePair.Create($"{HostSection}:{pair.Key}", pair.Value)))
                // Where the WebJobs SDK looks for the options of extensions.
                .AddInMemoryCollection([KeyValuePair.Create("AzureWebJobsConfigurationSection", (string?)HostSection)])
                .AddEnvironmentVariables()
                .Build();
        }
        catch (InvalidDataException e)
        {
            throw new HostException(ExitCode.Usage, $"{app.HostJson}: {e.InnerException?.Message ?? e.Message}", e);
        }
    }

    /// <summary>A value of host.json, by its path with colons.</summary>
    public static string? HostJson(this IConfiguration configuration, string path) => configuration[$"{HostSection}:{path}"];

    /// <summary>How long a function may take; null for no limit.</summary>
    public static TimeSpan? FunctionTimeout(this IConfiguration configuration) => configuration.HostJson("functionTimeout") switch
    {
        // What Azure does on plans other than Consumption.
        null or "" => TimeSpan.FromMinutes(30),
        "-1" => null,
        var text when TimeSpan.TryParse(text, out TimeSpan timeout) && timeout > TimeSpan.Zero => timeout,
        var text => throw new HostException(ExitCode.Usage,
            $"functionTimeout of host.json is \"{text}\"; give a time span such as 00:10:00, or -1."),
    };

    /// <summary>A person switched the function off, by either of the official names.</summary>
    public static bool IsDisabled(this IConfiguration configuration, FunctionDefinition function) =>
        new[] { $"AzureWebJobs.{function.Name}.Disabled", $"AzureWebJobs_{function.Name}_Disabled" }
            .Any(name => configuration[name] is "1" || bool.TryParse(configuration[name], out bool disabled) && disabled);

    /// <summary>Sets an environment variable that is not set.</summary>
    public static void SetDefault(string name, string value)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) Environment.SetEnvironmentVariable(name, value);
    }
}
