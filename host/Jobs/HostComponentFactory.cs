using Azure.Core;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Azure;

namespace ImageClassifier.Hosting.Jobs;

/// <summary>Makes the extensions' storage clients as always, blob clients with <see cref="NewBlobsPolicy"/>.</summary>
internal sealed class HostComponentFactory(AzureComponentFactory inner, TimeProvider time) : AzureComponentFactory
{
    /// <summary>Puts it in the place of the one that is registered.</summary>
    public static void Decorate(IServiceCollection services)
    {
        ServiceDescriptor registered = services.Last(service => service.ServiceType == typeof(AzureComponentFactory));
        services.Remove(registered);
        services.AddSingleton<AzureComponentFactory>(provider => new HostComponentFactory(
            (AzureComponentFactory)(registered.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!)),
            TimeProvider.System));
    }

    public override TokenCredential CreateTokenCredential(IConfiguration configuration) => inner.CreateTokenCredential(configuration);

    public override object CreateClientOptions(Type optionsType, object serviceVersion, IConfiguration configuration)
    {
        object options = inner.CreateClientOptions(optionsType, serviceVersion, configuration);
        (options as BlobClientOptions)?.AddPolicy(new NewBlobsPolicy(time), HttpPipelinePosition.PerCall);
        return options;
    }

    public override object CreateClient(Type clientType, IConfiguration configuration, TokenCredential credential, object clientOptions) =>
        inner.CreateClient(clientType, configuration, credential, clientOptions);
}
