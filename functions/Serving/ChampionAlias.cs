using ImageClassifier.Contracts.Models;
using ImageClassifier.Mlflow;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Serving;

/// <summary>Which model version serves, asked of the tracking server at most every ten seconds; while that is down, the last answer
/// counts.</summary>
public sealed class ChampionAlias(MlflowClient tracking, TimeProvider time, ILogger<ChampionAlias> log)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>Nobody waits longer for a newer answer while there is an older one.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private Answer? _answer;

    /// <returns>Null when there is no champion yet.</returns>
    /// <exception cref="MlflowException">The tracking server cannot be asked, and has not been before.</exception>
    public async Task<MlflowModelVersion?> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh) return fresh.Version;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } meanwhile) return meanwhile.Version;
            return await AskAsync(_answer, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Makes the next reader ask again.</summary>
    public void Forget() => _answer = _answer is { } old ? old with { Until = DateTimeOffset.MinValue } : null;

    private async Task<MlflowModelVersion?> AskAsync(Answer? last, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (last?.Version is not null) limit.CancelAfter(AnswerTimeout);
        try
        {
            MlflowModelVersion? version = await tracking.GetModelVersionByAliasAsync(ChampionModel.Name, ChampionModel.Alias, limit.Token);
            // That there is none is not remembered: the first retrain may end any moment.
            _answer = new Answer(version, version is null ? DateTimeOffset.MinValue : time.GetUtcNow() + Lifetime);
            return version;
        }
        catch (Exception e) when (last?.Version is not null && e is MlflowException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("The tracking server does not say which model serves; version {Version} keeps serving.", last!.Version!.Version);
            _answer = last with { Until = time.GetUtcNow() + Lifetime };
            return last.Version;
        }
    }

    private Answer? Fresh() => _answer is { } answer && time.GetUtcNow() < answer.Until ? answer : null;

    private sealed record Answer(MlflowModelVersion? Version, DateTimeOffset Until);
}
