namespace ImageClassifier.Contracts.Storage;

/// <summary>Where everything lies in blob storage and which queue carries what: the one place that knows these names.</summary>
public static class StorageLayout
{
    /// <summary>What people put in: <c>uploads/{label}/{name}</c>.</summary>
    public const string Uploads = "uploads";

    /// <summary>What could not be used: <c>rejected/{label}/{name}</c> with <c>….reason.json</c> beside it.</summary>
    public const string Rejected = "rejected";

    /// <summary>One small record for each accepted upload, under the upload's own path: see <see cref="Datasets.IngestedPhoto"/>.</summary>
    public const string Ingested = "ingested";

    /// <summary>Normalized photos, content-addressed: <c>dataset/{label}/{sha256}.jpg</c>. Never changed, never deleted.</summary>
    public const string Dataset = "dataset";

    /// <summary>Frozen lists of photos: <c>manifests/{digest}.json</c>. Never rewritten.</summary>
    public const string Manifests = "manifests";

    /// <summary>Training jobs: <c>jobs/{id}/job.json</c>, <c>status.json</c>, <c>result.json</c>, <c>lock</c>.</summary>
    public const string Jobs = "jobs";

    /// <summary>Resumable state: <c>checkpoints/{id}/last.safetensors</c>, <c>best.safetensors</c>.</summary>
    public const string Checkpoints = "checkpoints";

    /// <summary>
    /// Finished models: <c>models/{id}/model.safetensors</c>, <c>model.json</c>, and what they make of the validation photos:
    /// <c>predictions.json</c>,
    /// <c>mistakes.json</c>.
    /// </summary>
    public const string Models = "models";

    /// <summary>Files of pretrained weights that people put in: <c>weights/{name}</c>, for <c>"pretrained": "blob:{name}"</c>.</summary>
    public const string Weights = "weights";

    /// <summary>
    /// Plans and outcomes of retrains: <c>reports/{retrainId}.plan.json</c>, <c>reports/{retrainId}.json</c>, for a person
    /// <c>reports/{retrainId}/report.html</c>, and <c>reports/{retrainId}.cancelled.json</c> for a cancelled one.
    /// </summary>
    public const string Reports = "reports";

    /// <summary>Messages from workers and launchers: see <see cref="Jobs.TrainingEvent"/>.</summary>
    public const string TrainingEvents = "training-events";

    /// <summary>Uploads that are to be looked at because their trigger did not.</summary>
    public const string IngestRequests = "ingest-requests";

    public static IReadOnlyList<string> Queues { get; } = [TrainingEvents, IngestRequests];

    public static IReadOnlyList<string> Containers { get; } =
        [Uploads, Rejected, Ingested, Dataset, Manifests, Jobs, Checkpoints, Models, Weights, Reports];

    public static string ReasonBlob(string uploadPath) => $"{uploadPath}.reason.json";

    public static string DatasetBlob(string label, string sha256) => $"{label}/{sha256}.jpg";

    public static string ManifestBlob(string digest) => $"{digest}.json";

    public static string JobBlob(string jobId) => $"{jobId}/job.json";

    public static string StatusBlob(string jobId) => $"{jobId}/status.json";

    public static string ResultBlob(string jobId) => $"{jobId}/result.json";

    /// <summary>Leased by the one worker that may train the job.</summary>
    public static string LockBlob(string jobId) => $"{jobId}/lock";

    public static string LastCheckpointBlob(string jobId) => $"{jobId}/last.safetensors";

    public static string BestCheckpointBlob(string jobId) => $"{jobId}/best.safetensors";

    public static string ModelWeightsBlob(string jobId) => $"{jobId}/model.safetensors";

    public static string ModelCardBlob(string jobId) => $"{jobId}/model.json";

    public static string PredictionsBlob(string jobId) => $"{jobId}/predictions.json";

    public static string MistakesBlob(string jobId) => $"{jobId}/mistakes.json";

    public static string PlanBlob(string retrainId) => $"{retrainId}.plan.json";

    /// <summary>There once the retrain is cancelled; no worker starts for it any more.</summary>
    public static string CancellationBlob(string retrainId) => $"{retrainId}.cancelled.json";

    public static string ReportBlob(string retrainId) => $"{retrainId}.json";

    public static string ReportPageBlob(string retrainId) => $"{retrainId}/report.html";

    /// <summary>Splits <c>label/name</c>; false when there is no folder, so no label.</summary>
    public static bool TryParseUpload(string path, out string label, out string name)
    {
        int slash = path.IndexOf('/');
        (label, name) = slash > 0 && slash < path.Length - 1 ? (path[..slash], path[(slash + 1)..]) : ("", path);
        return label.Length > 0;
    }
}
