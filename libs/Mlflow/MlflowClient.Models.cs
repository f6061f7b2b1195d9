namespace ImageClassifier.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>Begins a logged model: files follow, then <see cref="FinishLoggedModelAsync"/>.</summary>
    /// <exception cref="MlflowException">
    /// The request failed. It is not repeated when the server may have received it; <see cref="FindLoggedModelAsync"/> tells.
    /// </exception>
    public async Task<MlflowLoggedModel> CreateLoggedModelAsync(
        string experimentId, string name, string modelType, string runId, IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken)
    {
        var answer = await _transport.PostAsync(
            $"Create model '{name}' of run {runId}", "logged-models",
            new WireCreateLoggedModel(experimentId, name, modelType, runId, tags.ToWire()), MlflowJson.Default.WireCreateLoggedModel,
            MlflowJson.Default.WireLoggedModelAnswer, MlflowRepeat.OnlyIfNotReceived, cancellationToken).ConfigureAwait(false);
        return answer.Model.ToLoggedModel();
    }

    /// <summary>The first model of this name that a run logged; null when there is none.</summary>
    public async Task<MlflowLoggedModel?> FindLoggedModelAsync(
        string experimentId, string name, string runId, CancellationToken cancellationToken)
    {
        var found = await _transport.PostAsync(
            $"Search models of run {runId}", "logged-models/search",
            new WireSearchLoggedModels([experimentId], $"source_run_id = {Quote(runId)} AND name = {Quote(name)}"),
            MlflowJson.Default.WireSearchLoggedModels, MlflowJson.Default.WireLoggedModels, MlflowRepeat.Safe, cancellationToken)
            .ConfigureAwait(false);
        // The newest comes first.
        return found.Models is { Count: > 0 } models ? models[^1].ToLoggedModel() : null;
    }

    /// <summary>The model with its tags.</summary>
    /// <exception cref="MlflowException"><c>RESOURCE_DOES_NOT_EXIST</c>: there is no such model.</exception>
    public async Task<MlflowLoggedModel> GetLoggedModelAsync(string modelId, CancellationToken cancellationToken)
    {
        var answer = await _transport.GetAsync(
            $"Get model {modelId}", $"logged-models/{Uri.EscapeDataString(modelId)}", MlflowJson.Default.WireLoggedModelAnswer,
            cancellationToken).ConfigureAwait(false);
        return answer.Model.ToLoggedModel();
    }

    /// <summary>Says that all files of a logged model are there.</summary>
    public Task FinishLoggedModelAsync(string modelId, CancellationToken cancellationToken) =>
        _transport.PostAsync(
            $"Finish model {modelId}", $"logged-models/{Uri.EscapeDataString(modelId)}",
            new WireFinishLoggedModel(modelId, MlflowLoggedModel.Ready), MlflowJson.Default.WireFinishLoggedModel, cancellationToken,
            method: HttpMethod.Patch);

    /// <summary>Shows a logged model among what a run made. Look at <see cref="MlflowRun.ModelIds"/> first: twice is shown twice.</summary>
    public Task LogOutputAsync(string runId, string modelId, CancellationToken cancellationToken) =>
        _transport.PostAsync(
            $"Log model {modelId} of run {runId}", "runs/outputs", new WireLogOutputs(runId, [new WireModelOutput(modelId, 0)]),
            MlflowJson.Default.WireLogOutputs, cancellationToken, MlflowRepeat.OnlyIfNotReceived);
}
