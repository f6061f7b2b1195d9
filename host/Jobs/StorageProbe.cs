namespace ImageClassifier.Hosting.Jobs;

/// <summary>Waits until the storage accounts of the triggers answer.</summary>
internal sealed class StorageProbe(IReadOnlyList<Uri> endpoints, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Returns when every endpoint answers, whatever the answer. Says once that it waits, and once that the wait is
    /// over.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        bool said = false;
        foreach (Uri endpoint in endpoints)
        {
            while (await ProblemAsync(endpoint, cancellationToken) is { } problem)
            {
                if (!said)
                    logger.LogWarning("Storage at {Endpoint} cannot be reached ({Problem}); triggers wait until it can.", endpoint,
                        problem);
                said = true;
                await Task.Delay(Interval, cancellationToken);
            }
        }
        if (said) logger.LogInformation("Storage can be reached.");
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> ProblemAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(endpoint, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)answer.StatusCode >= 500 ? $"it answers {(int)answer.StatusCode}" : null;
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it does not answer";
        }
    }
}
