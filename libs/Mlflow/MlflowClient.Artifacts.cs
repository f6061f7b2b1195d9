namespace ImageClassifier.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Writes an artifact through the server's artifact proxy, replacing an earlier one of the same path.</summary>
    /// <param name="run">The run that it belongs to.</param>
    /// <param name="path">Relative to the run's artifact root, with forward slashes: <c>plots/curves.svg</c>.</param>
    /// <param name="content">Read from its position to its end; the caller keeps and disposes it.</param>
    /// <param name="cancellationToken">Ends the upload.</param>
    /// <exception cref="MlflowException">The request failed, or the run's artifacts are not behind the proxy.</exception>
    public Task UploadArtifactAsync(MlflowRun run, string path, Stream content, CancellationToken cancellationToken) =>
        UploadAsync(run.ArtifactUri, path, $"Upload artifact '{path}' of run {run.RunId}", content, cancellationToken);

    /// <summary>Writes a file of a logged model, replacing an earlier one of the same path.</summary>
    /// <exception cref="MlflowException">The request failed, or the model's files are not behind the proxy.</exception>
    public Task UploadModelFileAsync(MlflowLoggedModel model, string path, Stream content, CancellationToken cancellationToken) =>
        UploadAsync(model.ArtifactUri, path, $"Upload '{path}' of model {model.ModelId}", content, cancellationToken);

    private async Task UploadAsync(string root, string path, string operation, Stream content, CancellationToken cancellationToken)
    {
        string uri = MlflowArtifactUri.Resolve(_trackingUri, root, path, operation);
        if (content.CanSeek)
        {
            long start = content.Position;
            await _transport.UploadAsync(operation, uri, () => new RewindableContent(content, start), cancellationToken)
                .ConfigureAwait(false);
            return;
        }

        // What cannot be rewound is kept, so that its length is known and a lost connection can be made good.
        await using var copy = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
            bufferSize: 81920, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        await _transport.UploadAsync(operation, uri, () => new RewindableContent(copy, 0), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is in one folder of a run's artifacts; empty when there is no such folder.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="path">The folder, relative to the artifact root; null for the root.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public async Task<IReadOnlyList<MlflowArtifact>> ListArtifactsAsync(string runId, string? path, CancellationToken cancellationToken)
    {
        var artifacts = new List<MlflowArtifact>();
        string? token = null;
        do
        {
            var query = Query(("run_id", runId), ("path", string.IsNullOrEmpty(path) ? null : path), ("page_token", token));
            var page = await _transport.GetAsync(
                $"List artifacts of run {runId}", $"artifacts/list{query}", MlflowJson.Default.WireFiles, cancellationToken)
                    .ConfigureAwait(false);
            artifacts.AddRange((page.Files ?? [])
                .Select(file => new MlflowArtifact(file.Path, file.IsDir, file.IsDir ? null : file.FileSize)));
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
        return artifacts;
    }

    /// <summary>The bytes of an artifact as they arrive; dispose the stream.</summary>
    /// <exception cref="MlflowException">There is no such artifact, or the run's artifacts are not behind the proxy.</exception>
    public Task<Stream> DownloadArtifactAsync(MlflowRun run, string path, CancellationToken cancellationToken)
    {
        string operation = $"Download artifact '{path}' of run {run.RunId}";
        return _transport.DownloadAsync(operation, MlflowArtifactUri.Resolve(_trackingUri, run.ArtifactUri, path, operation),
            cancellationToken);
    }
}
