using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageClassifier.Hosting.Setup;

/// <summary>The parts of the host share one log, and leave signals to <see cref="FunctionsHost"/>.</summary>
internal static class BareHost
{
    /// <summary>A web server without any configuration of its own.</summary>
    public static WebApplicationBuilder CreateBuilder(ILoggerFactory logs)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        builder.Services.Share(logs);
        return builder;
    }

    /// <summary>Logs to the shared log, and does not listen to signals.</summary>
    public static void Share(this IServiceCollection services, ILoggerFactory logs)
    {
        services.Replace(ServiceDescriptor.Singleton(logs));
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, Lifetime>());
    }

    private sealed class Lifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
