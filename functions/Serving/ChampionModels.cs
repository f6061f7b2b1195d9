using Azure;
using Azure.Storage.Blobs.Models;
using ImageClassifier.Contracts.Models;
using ImageClassifier.Contracts.Storage;
using ImageClassifier.Imaging;
using ImageClassifier.Mlflow;
using ImageClassifier.Storage;
using ImageClassifier.Vision;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Serving;

/// <summary>There is a champion, and its model cannot be used; the message says why.</summary>
public sealed class UnusableChampionException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The champion's network, loaded when it is first asked for and kept until another one serves.</summary>
public sealed class ChampionModels(
    ChampionAlias alias, ChampionJobs jobs, StorageAccount storage, PhotoLimits limits, ILogger<ChampionModels> log) : IDisposable
{
    private readonly SemaphoreSlim _loading = new(1);
    private Loaded? _loaded;

    /// <summary>What the photo shows; null when there is no champion yet.</summary>
    /// <param name="photo">A file as a person has it.</param>
    /// <param name="top">Classes to name at most.</param>
    /// <param name="cancellationToken">Ends the loading of the model.</param>
    /// <exception cref="PhotoRejectedException">The bytes are not a usable photo.</exception>
    /// <exception cref="UnusableChampionException">The champion's files are missing or invalid, or no version is the champion.</exception>
    public async Task<Classification?> ClassifyAsync(ReadOnlyMemory<byte> photo, int top, CancellationToken cancellationToken)
    {
        while (true)
        {
            ChampionAnswer answer = await alias.GetAsync(cancellationToken);
            if (answer.Version is not { } version)
                return answer.Newest is { } newest ? throw NoAlias(newest) : null;
            Loaded loaded = await LoadAsync(version, cancellationToken);
            try
            {
                return new Classification(
                    loaded.Model.Predict(photo, top), loaded.Served with { NotConfirmedSince = answer.IsOld ? answer.AskedAt : null });
            }
            catch (ObjectDisposedException) when (_loaded != loaded)
            {
                // Another champion took over between the two lines; it answers.
            }
        }
    }

    public void Dispose() => _loaded?.Model.Dispose();

    private async Task<Loaded> LoadAsync(MlflowModelVersion version, CancellationToken cancellationToken)
    {
        if (_loaded is { } current && current.Is(version)) return current;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (_loaded is { } meanwhile && meanwhile.Is(version)) return meanwhile;
            Loaded loaded = await ReadAsync(version, cancellationToken);
            Loaded? before = _loaded;
            _loaded = loaded;
            before?.Model.Dispose();
            log.LogInformation("Serving version {Version} of {Model}, trained by job {Job}.", loaded.Served.Version, loaded.Served.Name,
                loaded.Served.JobId);
            return loaded;
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<Loaded> ReadAsync(MlflowModelVersion version, CancellationToken cancellationToken)
    {
        string what = $"Version {version.Version} of {version.Name}";
        string job = await jobs.FindAsync(version, cancellationToken);
        ModelCard? card = await storage.Blob(StorageLayout.Models, StorageLayout.ModelCardBlob(job))
            .ReadAsync<ModelCard>(cancellationToken);
        if (card is null)
            throw new UnusableChampionException(
                $"{what} was trained by job {job}, whose files are no longer in {StorageLayout.Models}; retrain, or move the "
                    + $"alias {ChampionModel.Alias}.");
        try
        {
            BlobDownloadResult weights =
                await storage.Blob(StorageLayout.Models, StorageLayout.ModelWeightsBlob(job)).DownloadContentAsync(cancellationToken);
            return new Loaded(ImageClassifierModel.Load(card, weights.Content.ToArray(), limits: limits),
                new ServedModel(version.Name, version.Version, job, version.RunId ?? ""), version.CreationTime);
        }
        catch (InvalidDataException e)
        {
            throw new UnusableChampionException($"{what} cannot be loaded: {e.Message}", e);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new UnusableChampionException(
                $"{what} was trained by job {job}, whose weights are no longer in {StorageLayout.Models}; "
                + $"retrain, or move the alias {ChampionModel.Alias}.", e);
        }
    }

    private static UnusableChampionException NoAlias(MlflowModelVersion newest) => new(
        $"No version of {newest.Name} has the alias {ChampionModel.Alias}; it was removed. "
        + $"Set it on the version that should answer, in MLflow's page (Models, {newest.Name}, Aliases); "
        + $"the newest is version {newest.Version}. Or retrain.");

    /// <param name="CreatedAt">A version's number is given again when the registered model was deleted and made anew.</param>
    private sealed record Loaded(ImageClassifierModel Model, ServedModel Served, DateTimeOffset CreatedAt)
    {
        public bool Is(MlflowModelVersion version) => Served.Version == version.Version && CreatedAt == version.CreationTime;
    }
}
