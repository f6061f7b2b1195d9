using Azure;
using ImageClassifier.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Setup;

/// <summary>Makes the containers and queues when the app starts, as soon as storage is there.</summary>
public sealed class StorageSetup(StorageAccount storage, TimeProvider time, ILogger<StorageSetup> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (bool said = false; ; said = true)
        {
            try
            {
                await storage.EnsureCreatedAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (e is RequestFailedException or AggregateException)
            {
                if (!said) log.LogWarning("Waiting for storage: {Reason}", e.GetBaseException().Message.Split('\n')[0].Trim());
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }
}
