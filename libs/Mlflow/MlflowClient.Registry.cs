using System.Globalization;

namespace ImageClassifier.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Makes the registered model unless it is there already. Any number of callers may ask at once.</summary>
    public async Task EnsureRegisteredModelAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _transport.PostAsync(
                $"Create registered model '{name}'", "registered-models/create", new WireName(name), MlflowJson.Default.WireName,
                cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e) when (e.ErrorCode == "RESOURCE_ALREADY_EXISTS")
        {
            // That is what was asked for.
        }
    }

    /// <summary>Registers the next version of a model.</summary>
    /// <param name="name">The registered model.</param>
    /// <param name="source">Where its files are, for instance the run's artifact URI.</param>
    /// <param name="runId">The run that made it.</param>
    /// <param name="tags">The version's tags.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="MlflowException">
    /// The request failed. It is not repeated when the server may have received it; <see cref="FindModelVersionByRunAsync"/> tells.
    /// </exception>
    public async Task<MlflowModelVersion> CreateModelVersionAsync(
        string name, string source, string runId, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var answer = await _transport.PostAsync(
            $"Create version of model '{name}'", "model-versions/create", new WireCreateModelVersion(name, source, runId, tags.ToWire()),
            MlflowJson.Default.WireCreateModelVersion, MlflowJson.Default.WireModelVersionAnswer, MlflowRepeat.OnlyIfNotReceived,
            cancellationToken).ConfigureAwait(false);
        return answer.ModelVersion.ToModelVersion();
    }

    /// <summary>The newest version of a model that a run made; null when there is none.</summary>
    public async Task<MlflowModelVersion?> FindModelVersionByRunAsync(string name, string runId, CancellationToken cancellationToken)
    {
        var versions = new List<WireModelVersion>();
        string filter = $"name = {Quote(name)} AND run_id = {Quote(runId)}";
        string? token = null;
        do
        {
            var page = await _transport.GetAsync(
                $"Search versions of model '{name}'", $"model-versions/search{Query(("filter", filter), ("page_token", token))}",
                MlflowJson.Default.WireModelVersions, cancellationToken).ConfigureAwait(false);
            versions.AddRange(page.ModelVersions ?? []);
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
        return versions.MaxBy(version =>
            long.TryParse(version.Version, CultureInfo.InvariantCulture, out long number) ? number : 0)?.ToModelVersion();
    }

    /// <summary>Points an alias, such as <c>champion</c>, at a version; it leaves the version it pointed at before.</summary>
    public Task SetModelAliasAsync(string name, string alias, string version, CancellationToken cancellationToken) =>
        _transport.PostAsync(
            $"Set alias '{alias}' of model '{name}'", "registered-models/alias", new WireAlias(name, alias, version),
            MlflowJson.Default.WireAlias, cancellationToken);

    /// <summary>The version that an alias points at; null when there is no such model or alias.</summary>
    public async Task<MlflowModelVersion?> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _transport.GetAsync(
                $"Get alias '{alias}' of model '{name}'", $"registered-models/alias{Query(("name", name), ("alias", alias))}",
                MlflowJson.Default.WireModelVersionAnswer, cancellationToken).ConfigureAwait(false);
            return answer.ModelVersion.ToModelVersion();
        }
        catch (MlflowException e) when (IsMissing(e))
        {
            return null;
        }
    }

    // MLflow answers a missing model with the first code and a missing alias with the second.
    private static bool IsMissing(MlflowException error) =>
        error.ErrorCode == "RESOURCE_DOES_NOT_EXIST"
        || (error.ErrorCode == "INVALID_PARAMETER_VALUE" && error.Message.Contains("not found", StringComparison.Ordinal));

    // MLflow's filter grammar has no escape inside quotes; the other kind of quote has to do.
    private static string Quote(string value) => value.Contains('\'') ? $"\"{value}\"" : $"'{value}'";
}
