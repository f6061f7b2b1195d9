using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker.Embedded.Configuration;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Collects the configuration, the services and the middleware of a functions application.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostStartup startup;
    private readonly WebApplicationBuilder web;
    private readonly IHostApplicationBuilder host;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware = [];
    private readonly LocalSettings localSettings = new(new Dictionary<string, string?>(), null);
    private HostStartException? problem;
    private bool aspNetCore;

    internal FunctionsApplicationBuilder(HostStartup startup)
    {
        this.startup = startup;
        try
        {
            localSettings = LocalSettings.Read(startup.Root);
        }
        catch (HostStartException e)
        {
            // Told when the host starts, as every reason not to start is.
            problem = e;
        }
        web = HostBuilding.Create(startup, localSettings);
        host = web;
    }

    public ConfigurationManager Configuration => web.Configuration;

    public IServiceCollection Services => web.Services;

    public ILoggingBuilder Logging => web.Logging;

    public IMetricsBuilder Metrics => web.Metrics;

    public IHostEnvironment Environment => web.Environment;

    public IDictionary<object, object> Properties => host.Properties;

    IConfigurationManager IHostApplicationBuilder.Configuration => web.Configuration;

    /// <summary>Adds a step around every invocation; the first added is the outermost.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        this.middleware.Add(middleware);
        return this;
    }

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => host.ConfigureContainer(factory, configure);

    /// <summary>The host: running it serves the functions until the process is asked to end.</summary>
    public IHost Build()
    {
        var settings = new HostSettings();
        string urls = "";
        try
        {
            settings = HostSettings.Read(startup.Root, Configuration);
            urls = HttpAddress.Choose(startup.Args, Configuration, localSettings);
            web.WebHost.UseUrls(urls);
            HostBuilding.SetLevels(Logging, settings);
        }
        catch (HostStartException e)
        {
            problem ??= e;
        }
        return new FunctionsHost(web.Build(), startup, settings, urls, aspNetCore, middleware, problem);
    }

    internal void EnableAspNetCore()
    {
        aspNetCore = true;
        Services.AddMvcCore();
    }
}
