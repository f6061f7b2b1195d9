using System.Text.Json;

namespace ImageClassifier.Mlflow;

public sealed partial class MlflowClient
{
    /// <summary>For one answer: a server that is merely slow is not taken for one that is away.</summary>
    internal static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Looks at the server without changing anything and without repeating a request: which one it is, whether it lets this client in, and
    /// whether it takes the runs and artifacts of an experiment.
    /// </summary>
    /// <param name="experiment">Name of the experiment; it need not exist.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task<MlflowServer> ExamineAsync(string experiment, CancellationToken cancellationToken)
    {
        var server = new MlflowServer(_transport.BaseAddress, experiment);
        try
        {
            string version = (await _transport.ProbeAsync("Get version", "/version", ProbeTimeout, cancellationToken).ConfigureAwait(
                false)).Trim();
            if (version.Length is 0 or > 40 || !char.IsAsciiDigit(version[0]))
                return server with { Problem = "answers, but not as MLflow does", Advice = $"correct {MlflowVariables.TrackingUri}" };
            server = server with { Version = version };
            server = server with { IsOurs = await IsOursAsync(cancellationToken).ConfigureAwait(false) };
            if (server.IsOurs == false) server = server with { Store = await StoreAsync(cancellationToken).ConfigureAwait(false) };
            return await ExamineExperimentAsync(server, cancellationToken).ConfigureAwait(false);
        }
        catch (MlflowException e)
        {
            return server with { Problem = e.Message, Advice = AdviceFor(e) };
        }
    }

    /// <summary>One attempt at what every log request needs, the experiment.</summary>
    /// <returns>Why the server cannot be used now; null when it can.</returns>
    public async Task<MlflowException?> FindProblemAsync(string experiment, CancellationToken cancellationToken)
    {
        try
        {
            await ProbeExperimentAsync(experiment, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (MlflowException e)
        {
            return e;
        }
    }

    /// <summary>Refuses an experiment whose artifacts do not go through the server, before anything is logged to it.</summary>
    /// <returns>The id of the experiment, which is made if there is none.</returns>
    /// <exception cref="MlflowException">It is deleted, its artifacts are not served, or a request failed.</exception>
    public async Task<string> PrepareExperimentAsync(string name, CancellationToken cancellationToken)
    {
        string id = await GetOrCreateExperimentAsync(name, cancellationToken).ConfigureAwait(false);
        var experiment = await FindExperimentAsync(name, cancellationToken).ConfigureAwait(false);
        string location = experiment?.ArtifactLocation ?? "";
        if (location.Length > 0 && !MlflowArtifactUri.IsServed(location))
            throw MlflowArtifactUri.NotProxied(location, $"Use experiment '{name}' at {_transport.BaseAddress}");
        return id;
    }

    private async Task<MlflowServer> ExamineExperimentAsync(MlflowServer server, CancellationToken cancellationToken)
    {
        // Artifacts of an experiment that does not exist yet will lie where the default one's do.
        var experiment = await ProbeExperimentAsync(server.Experiment, cancellationToken).ConfigureAwait(false)
            ?? (await _transport.ProbeAsync("Get experiment 0", "experiments/get?experiment_id=0", MlflowJson.Default.WireExperimentAnswer,
                ProbeTimeout, cancellationToken).ConfigureAwait(false)).Experiment;
        if (experiment?.ArtifactLocation is not { Length: > 0 } location) return server;
        if (!MlflowArtifactUri.IsServed(location))
        {
            return server with
            {
                Problem = $"keeps artifacts at '{location}' and does not serve them",
                Advice = MlflowArtifactUri.StartWith,
            };
        }
        if (new Uri(location) is { Scheme: "mlflow-artifacts", Host.Length: 0 } root)
        {
            string folder = Uri.UnescapeDataString(root.AbsolutePath).Trim('/');
            await _transport.ProbeAsync($"List artifacts below {location}",
                $"/api/2.0/mlflow-artifacts/artifacts{Query(("path", folder))}", ProbeTimeout, cancellationToken).ConfigureAwait(false);
        }
        return server;
    }

    /// <returns>Null when there is no such experiment.</returns>
    private async Task<WireExperiment?> ProbeExperimentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _transport.ProbeAsync(
                $"Get experiment '{name}'", $"experiments/get-by-name{Query(("experiment_name", name))}",
                MlflowJson.Default.WireExperimentAnswer, ProbeTimeout, cancellationToken).ConfigureAwait(false);
            if (answer.Experiment is { LifecycleStage: "deleted" }) throw Deleted(name);
            return answer.Experiment;
        }
        catch (MlflowException e) when (e.ErrorCode == "RESOURCE_DOES_NOT_EXIST")
        {
            return null;
        }
    }

    private MlflowException Deleted(string name) => new("INVALID_STATE", 0,
        $"Get experiment '{name}' at {_transport.BaseAddress}: it is deleted; restore it or choose another name, "
        + $"with {MlflowVariables.ExperimentName}.");

    /// <summary>By the page that the server shows to a browser.</summary>
    private async Task<bool?> IsOursAsync(CancellationToken cancellationToken)
    {
        try
        {
            string page = await _transport.ProbeAsync("Get page", "/", ProbeTimeout, cancellationToken).ConfigureAwait(false);
            return page.Contains("<title>Tracking</title>", StringComparison.Ordinal) ? true
                : page.Contains("<title>MLflow</title>", StringComparison.OrdinalIgnoreCase) ? false : null;
        }
        catch (MlflowException e) when (e.StatusCode == 404)
        {
            // A server without a page.
            return null;
        }
    }

    private async Task<string?> StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            string info = await _transport.ProbeAsync("Get server info", "/api/3.0/mlflow/server-info", ProbeTimeout, cancellationToken)
                .ConfigureAwait(false);
            using var json = JsonDocument.Parse(info);
            return json.RootElement.TryGetProperty("store_type", out var store) ? store.GetString() : null;
        }
        catch (Exception e) when (e is MlflowException { StatusCode: 404 } or JsonException or InvalidOperationException)
        {
            // Before 3.17 there was no such thing to ask.
            return null;
        }
    }

    private static string AdviceFor(MlflowException error) => error switch
    {
        { StatusCode: 401 or 403 } => $"set {MlflowVariables.Username} and {MlflowVariables.Password}, or {MlflowVariables.Token}",
        { StatusCode: 503 } when error.IsRefusal => MlflowArtifactUri.StartWith,
        { ErrorCode: "INVALID_STATE" } => $"restore the experiment, or name another with {MlflowVariables.ExperimentName}",
        { StatusCode: 0 } => $"start it, or correct {MlflowVariables.TrackingUri}",
        { IsRefusal: true } => $"check that {MlflowVariables.TrackingUri} is the root of a tracking server",
        _ => "look into the server's log",
    };
}
