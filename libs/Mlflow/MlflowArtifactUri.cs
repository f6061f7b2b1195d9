namespace ImageClassifier.Mlflow;

/// <summary>From a run's artifact root to the URL of one artifact, as <c>mlflow/store/artifact/mlflow_artifacts_repo.py</c> resolves
/// it.</summary>
internal static class MlflowArtifactUri
{
    private const string ProxyPath = "/api/2.0/mlflow-artifacts/artifacts";

    /// <summary>What to do about a server that does not serve artifacts.</summary>
    public const string StartWith =
        "start it with `mlflow server --serve-artifacts --artifacts-destination FOLDER_OR_BUCKET`, and name a new experiment with "
        + MlflowVariables.ExperimentName + ": one that exists keeps its old place";

    /// <summary>Whether artifacts below this root go through a server.</summary>
    public static bool IsServed(string artifactRoot) =>
        Uri.TryCreate(artifactRoot, UriKind.Absolute, out var root) && root.Scheme is "mlflow-artifacts" or "http" or "https";

    /// <summary>
    /// <c>mlflow-artifacts:/root</c> is a path below the tracking server's proxy, <c>mlflow-artifacts://host:port/root</c> below another
    /// server's, and an http(s) root is taken as it is.
    /// </summary>
    /// <exception cref="MlflowException">The root has another scheme, or the path leaves the run's folder.</exception>
    public static string Resolve(Uri trackingUri, string artifactRoot, string path, string operation)
    {
        string relative = EscapePath(path, operation);
        if (!Uri.TryCreate(artifactRoot, UriKind.Absolute, out var root)) throw NotProxied(artifactRoot, operation);
        string rootPath = root.GetComponents(UriComponents.Path, UriFormat.UriEscaped).Trim('/');
        string folder = rootPath.Length == 0 ? relative : $"{rootPath}/{relative}";
        return root.Scheme switch
        {
            "mlflow-artifacts" when root.Host.Length == 0 => $"{trackingUri.GetLeftPart(UriPartial.Path).TrimEnd('/')}{ProxyPath}/{folder}",
            "mlflow-artifacts" => $"{trackingUri.Scheme}://{root.Authority}{trackingUri.AbsolutePath.TrimEnd('/')}{ProxyPath}/{folder}",
            "http" or "https" => $"{root.GetLeftPart(UriPartial.Authority)}/{folder}{root.Query}",
            _ => throw NotProxied(artifactRoot, operation),
        };
    }

    private static string EscapePath(string path, string operation)
    {
        string[] segments = path.Split('/');
        if (segments.Any(segment => segment is "" or "." or "..") || path.Contains('\\'))
        {
            throw new MlflowException("INVALID_PARAMETER_VALUE", 0,
                $"{operation}: '{path}' is not a path within the run; use forward slashes and no empty, '.' or '..' part.");
        }
        return string.Join('/', segments.Select(Uri.EscapeDataString));
    }

    /// <summary>The error that says what to start instead.</summary>
    public static MlflowException NotProxied(string artifactRoot, string operation) =>
        new("INVALID_PARAMETER_VALUE", 0,
            $"{operation}: its artifacts are kept at '{artifactRoot}', which the tracking server does not serve; {StartWith}.");
}
