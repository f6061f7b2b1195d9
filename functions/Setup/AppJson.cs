using Azure.Core.Serialization;
using ImageClassifier.Contracts.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace ImageClassifier.Functions.Setup;

/// <summary>
/// Makes orchestrations and activities hand over records in the form that they have everywhere else. An orchestrator takes its input as a
/// parameter: the context's <c>GetInput</c> reads it with options of its own.
/// </summary>
public static class AppJson
{
    /// <summary>Durable takes its converter from the worker's serializer, whose own default writes enums as numbers: an upgrade that adds a
    /// value must not change what a history says.</summary>
    public static IServiceCollection AddAppJson(this IServiceCollection services) =>
        services.Configure<WorkerOptions>(options => options.Serializer = new JsonObjectSerializer(CoreJson.Options));
}
