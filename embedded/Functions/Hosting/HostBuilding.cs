using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Microsoft.Azure.Functions.Worker.Embedded.Hosting;

/// <summary>Sets the web application up that carries the functions.</summary>
internal static class HostBuilding
{
    private const string BodyLimitSetting = "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT";
    private const long DefaultBodyLimit = 100 * 1024 * 1024;

    // Below what service managers grant before they kill.
    private static readonly TimeSpan ShutdownGrace = TimeSpan.FromSeconds(8);

    public static WebApplicationBuilder Create(HostStartup startup, LocalSettings local)
    {
        if (startup.ExportSettings) Export(local);
        WebApplicationBuilder web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ContentRootPath = startup.Root,
            EnvironmentName = EnvironmentName(),
        });
        // Later sources win: a real environment variable beats the file, an argument beats both.
        web.Configuration
            .AddJsonFile(Path.Combine(startup.Root, "appsettings.json"), optional: true)
            .AddInMemoryCollection(local.Values.Select(value => KeyValuePair.Create(value.Key.Replace("__", ":"), value.Value)))
            .AddEnvironmentVariables()
            .AddCommandLine(startup.Args)
            .AddInMemoryCollection(startup.Settings);

        web.WebHost.UseKestrelCore().ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit(context.Configuration);
        });
        web.Services.AddRouting();
        web.Services.AddOptions<WorkerOptions>();
        web.Services.AddSingleton(startup.Time);
        web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownGrace);
        web.Logging.AddConsole(options => options.FormatterName = LogLineFormatter.FormatterName);
        web.Logging.AddConsoleFormatter<LogLineFormatter, ConsoleFormatterOptions>();
        return web;
    }

    /// <summary>Applies the levels of host.json over quiet frameworks.</summary>
    public static void SetLevels(ILoggingBuilder logging, HostSettings settings)
    {
        foreach (string framework in (string[])["Microsoft", "System", "Azure"]) logging.AddFilter(framework, LogLevel.Warning);
        foreach ((string category, LogLevel level) in settings.LogLevels)
        {
            if (category.Equals("default", StringComparison.OrdinalIgnoreCase)) logging.SetMinimumLevel(level);
            else logging.AddFilter(category, level);
        }
    }

    private static long BodyLimit(IConfiguration configuration) =>
        long.TryParse(configuration[BodyLimitSetting], NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : DefaultBodyLimit;

    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development;

    // As `func start` does: libraries that read the environment see the settings of the file too.
    private static void Export(LocalSettings local)
    {
        foreach ((string name, string? value) in local.Values)
            if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
    }
}
