using ImageClassifier.Hosting.App;
using ImageClassifier.Hosting.Setup;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>Puts together a WebJobs host with the official storage and durable extensions.</summary>
/// <param name="app">Whose functions it runs.</param>
/// <param name="functions">Its triggered functions.</param>
/// <param name="runner">Runs them.</param>
/// <param name="webhook">Where the durable extension is reached over HTTP.</param>
/// <param name="configuration">From <see cref="HostSettings"/>.</param>
/// <param name="logs">The log of the process.</param>
internal sealed class JobHostBuilder(
    AppFolder app, IReadOnlyList<FunctionDefinition> functions, ITriggeredFunctionRunner runner, Uri webhook, IConfiguration configuration,
    ILoggerFactory logs)
{
    private readonly FunctionClasses _classes = new([FunctionTypes.Build(functions), typeof(InputFunctions)]);

    /// <summary>A host that is not started.</summary>
    /// <param name="failed">Is told of what stops a listener.</param>
    public IHost Build(Action<Exception> failed) => new HostBuilder()
        .ConfigureWebJobs(jobs =>
        {
            jobs.AddAzureStorageBlobs();
            jobs.AddAzureStorageQueues();
            jobs.AddDurableTask();
        })
        .ConfigureAppConfiguration(sources =>
        {
            sources.Sources.Clear();
            sources.AddConfiguration(configuration);
        })
        .ConfigureServices(services =>
        {
            services.Share(logs);
            services.Replace(ServiceDescriptor.Singleton<ITypeLocator>(_classes));
            services.Replace(ServiceDescriptor.Singleton<IHostIdProvider>(new HostId(app, configuration)));
            services.Replace(ServiceDescriptor.Singleton<IWebJobsExceptionHandlerFactory>(new FailureHandler(failed)));
#pragma warning disable CS0618 // The durable extension asks for it all the same.
            services.AddSingleton<IWebHookProvider>(new Webhook(webhook));
#pragma warning restore CS0618
            services.AddSingleton(runner);
            HostComponentFactory.Decorate(services);
        })
        .Build();

    private sealed class FunctionClasses(IReadOnlyList<Type> types) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => types;
    }

#pragma warning disable CS0618
    private sealed class Webhook(Uri url) : IWebHookProvider
#pragma warning restore CS0618
    {
        // The blobs extension asks too, for events of Event Grid, which this host does not serve.
        public Uri? GetUrl(IExtensionConfigProvider extension) => extension is DurableTaskExtension ? url : null;
    }
}
