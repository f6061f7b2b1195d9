namespace ImageClassifier.Mlflow;

public sealed partial class MlflowClient
{
    // mlflow/store/tracking: SEARCH_MAX_RESULTS_DEFAULT and MAX_RESULTS_GET_METRIC_HISTORY.
    private const int RunsPerPage = 1000;
    private const int MetricsPerPage = 25_000;

    /// <summary>Starts a run. A child run carries the tag <c>mlflow.parentRunId</c>.</summary>
    /// <exception cref="MlflowException">
    /// The request failed. It is not repeated when the server may have received it: the caller who cannot live without an answer
    /// searches for a tag of its own before it asks again.
    /// </exception>
    public async Task<MlflowRun> CreateRunAsync(
        string experimentId, string runName, IReadOnlyDictionary<string, string> tags, DateTimeOffset startTime,
        CancellationToken cancellationToken)
    {
        var answer = await _transport.PostAsync(
            $"Create run '{runName}'", "runs/create",
            new WireCreateRun(experimentId, tags.GetValueOrDefault(MlflowTags.User), runName, startTime.ToUnixTimeMilliseconds(),
                tags.ToWire()), MlflowJson.Default.WireCreateRun,
            MlflowJson.Default.WireRunAnswer, MlflowRepeat.OnlyIfNotReceived, cancellationToken).ConfigureAwait(false);
        return answer.Run.ToRun();
    }

    /// <summary>The run with its parameters, tags and latest metrics.</summary>
    /// <exception cref="MlflowException"><c>RESOURCE_DOES_NOT_EXIST</c>: there is no such run.</exception>
    public async Task<MlflowRun> GetRunAsync(string runId, CancellationToken cancellationToken)
    {
        var answer = await _transport.GetAsync(
            $"Get run {runId}", $"runs/get{Query(("run_id", runId))}", MlflowJson.Default.WireRunAnswer, cancellationToken)
                .ConfigureAwait(false);
        return answer.Run.ToRun();
    }

    /// <summary>Sets the run's state, and its end unless <paramref name="endTime"/> is null.</summary>
    public Task UpdateRunAsync(string runId, MlflowRunStatus status, DateTimeOffset? endTime, CancellationToken cancellationToken) =>
        _transport.PostAsync(
            $"Update run {runId}", "runs/update", new WireUpdateRun(runId, status.ToWire(), endTime?.ToUnixTimeMilliseconds()),
            MlflowJson.Default.WireUpdateRun, cancellationToken);

    /// <summary>The runs that match, page after page, at most <paramref name="maxResults"/>.</summary>
    /// <param name="experimentIds">The experiments to look in.</param>
    /// <param name="filter">MLflow's grammar, for instance <c>tags.`mlflow.parentRunId` = '0a…' and metrics.val_accuracy > 0.8</c>; empty
    /// for all.</param>
    /// <param name="orderBy">For instance <c>metrics.best_val_accuracy DESC</c>; empty for the newest first.</param>
    /// <param name="maxResults">The most runs to return.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<IReadOnlyList<MlflowRun>> SearchRunsAsync(
        IEnumerable<string> experimentIds, string filter, IEnumerable<string> orderBy, int maxResults, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxResults);
        IReadOnlyList<string> experiments = [.. experimentIds];
        IReadOnlyList<string> order = [.. orderBy];
        var runs = new List<MlflowRun>();
        string? token = null;
        do
        {
            var request = new WireSearchRuns(
                experiments, string.IsNullOrWhiteSpace(filter) ? null
                    : filter, order, Math.Min(RunsPerPage, maxResults - runs.Count), token);
            var page = await _transport.PostAsync(
                "Search runs", "runs/search", request, MlflowJson.Default.WireSearchRuns, MlflowJson.Default.WireRuns,
                MlflowRepeat.Safe, cancellationToken).ConfigureAwait(false);
            runs.AddRange((page.Runs ?? []).Select(run => run.ToRun()));
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token) && runs.Count < maxResults);
        return runs;
    }

    /// <summary>
    /// Logs any number of metrics, parameters and tags, in as few requests as MLflow's limits allow. Each request is atomic; several are
    /// not. Logging the same again changes nothing; another value for a known parameter is refused by the server.
    /// </summary>
    /// <exception cref="MlflowException">A request failed, or a key or value is longer than MLflow keeps (nothing is sent
    /// then).</exception>
    public async Task LogBatchAsync(
        string runId, IReadOnlyList<MlflowMetric> metrics, IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        foreach (var batch in MlflowBatches.Split(runId, metrics, parameters, tags))
        {
            await _transport.PostAsync($"Log to run {runId}", "runs/log-batch", batch, MlflowJson.Default.WireLogBatch, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Notes what the run reads. The first time counts: naming a data set again changes nothing.</summary>
    public Task LogInputsAsync(string runId, IReadOnlyList<MlflowDataset> datasets, CancellationToken cancellationToken) =>
        _transport.PostAsync(
            $"Log inputs of run {runId}", "runs/log-inputs", new WireLogInputs(runId, [.. datasets.Select(ToWire)]),
            MlflowJson.Default.WireLogInputs, cancellationToken);

    private static WireDatasetInput ToWire(MlflowDataset dataset) => new(
        [new WireKeyValue(MlflowTags.DataContext, dataset.Context)],
        new WireDataset(dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile));

    /// <summary>Sets a tag of a run, replacing an earlier value.</summary>
    /// <exception cref="MlflowException">The request failed, or the value is longer than MLflow keeps.</exception>
    public Task SetTagAsync(string runId, string key, string value, CancellationToken cancellationToken)
    {
        MlflowBatches.CheckTag(key, value);
        return _transport.PostAsync(
            $"Set tag '{key}' of run {runId}", "runs/set-tag", new WireSetTag(runId, key, value), MlflowJson.Default.WireSetTag,
                cancellationToken);
    }

    /// <summary>Every point of a metric, as the server orders them (by time as a rule); empty when it was never logged.</summary>
    public async Task<IReadOnlyList<MlflowMetric>> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellationToken)
    {
        var metrics = new List<MlflowMetric>();
        string? token = null;
        do
        {
            var query = Query(("run_id", runId), ("metric_key", key), ("max_results", Number(MetricsPerPage)), ("page_token", token));
            var page = await _transport.GetAsync(
                $"Get history of metric '{key}' of run {runId}", $"metrics/get-history{query}", MlflowJson.Default.WireMetrics,
                cancellationToken).ConfigureAwait(false);
            metrics.AddRange((page.Metrics ?? []).Select(metric => metric.ToMetric()));
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
        return metrics;
    }
}
