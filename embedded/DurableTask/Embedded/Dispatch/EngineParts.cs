using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Embedded.Store;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Embedded.Dispatch;

/// <summary>What the parts of a running engine share.</summary>
internal sealed record EngineParts(
    DurableTaskEngineOptions Options, IDurableFunctions Functions, DurableStore Store, ILoggerFactory LoggerFactory)
{
    static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public DataConverter Converter { get; } = JsonDataConverter.Default;

    public ILogger Logger { get; } = LoggerFactory.CreateLogger("Microsoft.DurableTask");

    public InstanceWatch Watch { get; } = new();

    public DateTime UtcNow => Options.TimeProvider.GetUtcNow().UtcDateTime;

    /// <summary>Writes until it works, since the work behind it is done and would be lost: a full disk, for one, may be cleared.</summary>
    /// <exception cref="StoreClosedException">The engine has stopped.</exception>
    public async Task<T> PersistAsync<T>(string what, Func<Task<T>> write, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return await write();
            }
            catch (Exception e) when (e is not StoreClosedException)
            {
                Logger.LogError(e, "Could not store {What} in {Path}; trying again in {Delay}.", what, Options.DatabasePath, RetryDelay);
            }
            try
            {
                await Task.Delay(RetryDelay, stopping);
            }
            catch (OperationCanceledException)
            {
                throw new StoreClosedException();
            }
        }
    }
}
