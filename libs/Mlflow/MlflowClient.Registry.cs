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

    /// <summary>
    /// Registers the next version of a model from a logged model, so that its files, signature and metrics are found from the version.
    /// </summary>
    /// <param name="name">The registered model.</param>
    /// <param name="model">Whose files it is.</param>
    /// <param name="runId">The run that made it.</param>
    /// <param name="tags">The version's tags.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="MlflowException">
    /// The request failed. It is not repeated when the server may have received it; <see cref="FindModelVersionByRunAsync"/> tells.
    /// </exception>
    public Task<MlflowModelVersion> CreateModelVersionAsync(
        string name, MlflowLoggedModel model, string runId, IReadOnlyDictionary<string, string> tags,
            CancellationToken cancellationToken) =>
        CreateModelVersionAsync(
            new WireCreateModelVersion(name, $"models:/{model.ModelId}", runId, model.ModelId, tags.ToWire()), cancellationToken);

    /// <summary>Registers the next version of a model from files of a run, <c>runs:/…</c> or below its artifact URI.</summary>
    /// <exception cref="MlflowException">The request failed; it is not repeated when the server may have received it.</exception>
    public Task<MlflowModelVersion> CreateModelVersionAsync(
        string name, string source, string runId, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken) =>
        CreateModelVersionAsync(new WireCreateModelVersion(name, source, runId, null, tags.ToWire()), cancellationToken);

    private async Task<MlflowModelVersion> CreateModelVersionAsync(WireCreateModelVersion version, CancellationToken cancellationToken)
    {
        var answer = await _transport.PostAsync(
            $"Create version of model '{version.Name}'", "model-versions/create", version, MlflowJson.Default.WireCreateModelVersion,
            MlflowJson.Default.WireModelVersionAnswer, MlflowRepeat.OnlyIfNotReceived, cancellationToken).ConfigureAwait(false);
        return answer.ModelVersion.ToModelVersion();
    }

    /// <summary>The newest version of a model that a run made; null when there is none.</summary>
    public Task<MlflowModelVersion?> FindModelVersionByRunAsync(string name, string runId, CancellationToken cancellationToken) =>
        FindNewestVersionAsync(name, $"name = {Quote(name)} AND run_id = {Quote(runId)}", cancellationToken);

    /// <summary>The newest version of a model; null when it has none, or there is no such model.</summary>
    public Task<MlflowModelVersion?> FindNewestVersionAsync(string name, CancellationToken cancellationToken) =>
        FindNewestVersionAsync(name, $"name = {Quote(name)}", cancellationToken);

    private async Task<MlflowModelVersion?> FindNewestVersionAsync(string name, string filter, CancellationToken cancellationToken)
    {
        var versions = new List<WireModelVersion>();
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
