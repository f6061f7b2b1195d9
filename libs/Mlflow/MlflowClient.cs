using System.Globalization;
using System.Net.Http.Headers;

namespace ImageClassifier.Mlflow;

/// <summary>
/// A client of MLflow's REST API 2.0, as served by MLflow 2.x and 3.x and by the project's own tracking server.
/// Requests that are safe to repeat are sent again with back-off after a lost connection, 408, 429 or 5xx.
/// Every failure is an <see cref="MlflowException"/>. Thread-safe.
/// </summary>
public sealed partial class MlflowClient
{
    private readonly MlflowTransport _transport;
    private readonly Uri _trackingUri;

    /// <summary>A client that signs in with the URI's user information, if it has any, and otherwise as <paramref name="http"/>
    /// does.</summary>
    /// <param name="http">Owned by the caller. Its own <see cref="HttpClient.Timeout"/> bounds every attempt, the upload of a model
    /// included.</param>
    /// <param name="trackingUri">The server's root, http or https, for instance <c>http://127.0.0.1:5000</c>.</param>
    /// <exception cref="ArgumentException">The URI is not an absolute http or https URI.</exception>
    public MlflowClient(HttpClient http, Uri trackingUri)
        : this(http, trackingUri, new MlflowRetry(), TimeProvider.System, credentials: null)
    {
    }

    /// <summary>The same with a clock of its own, by which it waits between requests.</summary>
    public MlflowClient(HttpClient http, Uri trackingUri, TimeProvider time)
        : this(http, trackingUri, new MlflowRetry(), time, credentials: null)
    {
    }

    internal MlflowClient(
        HttpClient http, Uri trackingUri, MlflowRetry retry, TimeProvider time, AuthenticationHeaderValue? credentials)
    {
        if (!trackingUri.IsAbsoluteUri || (trackingUri.Scheme != Uri.UriSchemeHttp && trackingUri.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException(
                $"'{MlflowAddress.Shown(trackingUri.OriginalString)}' is not a tracking server's address; "
                + $"{MlflowVariables.TrackingUri} must be like http://127.0.0.1:5000.", nameof(trackingUri));
        }
        _transport = new MlflowTransport(http, trackingUri, retry, time, credentials);
        _trackingUri = new Uri(_transport.BaseAddress);
    }

    /// <summary>
    /// A client with its own connections that signs in with <c>MLFLOW_TRACKING_USERNAME</c> and <c>MLFLOW_TRACKING_PASSWORD</c>,
    /// or with <c>MLFLOW_TRACKING_TOKEN</c>. Make one and keep it.
    /// </summary>
    /// <param name="trackingUri">The server's root, as in <c>MLFLOW_TRACKING_URI</c>.</param>
    public static MlflowClient FromEnvironment(Uri trackingUri)
    {
        // Time-outs are per attempt, in the transport; connections are renewed so that a moved server is found again.
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        return new MlflowClient(http, trackingUri, new MlflowRetry(), TimeProvider.System,
            MlflowCredentials.FromVariables(Environment.GetEnvironmentVariable));
    }

    /// <summary>Whether the server answers <c>GET /health</c> within five seconds; one attempt, no exception.</summary>
    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _transport.ProbeAsync("health", "/health", ProbeTimeout, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MlflowException)
        {
            return false;
        }
    }

    /// <summary>The id of the experiment of this name, which is made if there is none. Any number of callers may ask at once.</summary>
    /// <exception cref="MlflowException">The experiment is deleted (<c>INVALID_STATE</c>), or the request failed.</exception>
    public async Task<string> GetOrCreateExperimentAsync(string name, CancellationToken cancellationToken)
    {
        if (await FindExperimentAsync(name, cancellationToken).ConfigureAwait(false) is { } found) return found.ExperimentId;
        try
        {
            var created = await _transport.PostAsync(
                $"Create experiment '{name}'", "experiments/create", new WireName(name), MlflowJson.Default.WireName,
                MlflowJson.Default.WireExperimentAnswer, MlflowRepeat.Safe, cancellationToken).ConfigureAwait(false);
            if (created.ExperimentId is { } id) return id;
        }
        catch (MlflowException e) when (e.ErrorCode == "RESOURCE_ALREADY_EXISTS")
        {
            // Somebody else was first, or our own first attempt was answered too late.
        }
        return (await FindExperimentAsync(name, cancellationToken).ConfigureAwait(false))?.ExperimentId
            ?? throw new MlflowException("INTERNAL_ERROR", 0,
                $"Create experiment '{name}' at {_transport.BaseAddress}: the server says that it exists and does not find it.");
    }

    private async Task<WireExperiment?> FindExperimentAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _transport.GetAsync(
                $"Get experiment '{name}'", $"experiments/get-by-name{Query(("experiment_name", name))}",
                MlflowJson.Default.WireExperimentAnswer, cancellationToken).ConfigureAwait(false);
            return answer.Experiment is { LifecycleStage: "deleted" } ? throw Deleted(name) : answer.Experiment;
        }
        catch (MlflowException e) when (e.ErrorCode == "RESOURCE_DOES_NOT_EXIST")
        {
            return null;
        }
    }

    private static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (name, value) in parameters)
        {
            if (value is not null) parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }
        return "?" + string.Join('&', parts);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
