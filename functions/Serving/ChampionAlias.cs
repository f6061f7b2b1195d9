using ImageClassifier.Contracts.Models;
using ImageClassifier.Mlflow;
using Microsoft.Extensions.Logging;

namespace ImageClassifier.Functions.Serving;

/// <summary>What the tracking server said last about the champion.</summary>
/// <param name="Version">That the alias points at; null when it points at none.</param>
/// <param name="Newest">Of all versions, where none has the alias; null when there is none at all.</param>
/// <param name="AskedAt">When it said so.</param>
public sealed record ChampionAnswer(MlflowModelVersion? Version, MlflowModelVersion? Newest, DateTimeOffset AskedAt)
{
    /// <summary>The server has been asked again since and has not answered: another version may be the champion by now.</summary>
    public bool IsOld { get; init; }
}

/// <summary>
/// Which model version serves, asked of the tracking server at most every ten seconds; while that is away, the last answer counts.
/// </summary>
public sealed class ChampionAlias(MlflowClient tracking, TimeProvider time, ILogger<ChampionAlias> log)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>Nobody waits longer for a newer answer while there is an older one.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private Known? _known;

    /// <exception cref="MlflowException">The tracking server cannot be asked, and has not been before; or it refuses.</exception>
    public async Task<ChampionAnswer> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } fresh) return fresh;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return Fresh() ?? await AskAsync(_known?.Answer, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Makes the next reader ask again.</summary>
    public void Forget() => _known = _known is { } old ? old with { Until = DateTimeOffset.MinValue } : null;

    private async Task<ChampionAnswer> AskAsync(ChampionAnswer? last, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(last?.Version is null ? Timeout.InfiniteTimeSpan : AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            MlflowModelVersion? version = await tracking.GetModelVersionByAliasAsync(ChampionModel.Name, ChampionModel.Alias, either.Token);
            MlflowModelVersion? newest = version is null ? await tracking.FindNewestVersionAsync(ChampionModel.Name, either.Token) : null;
            var answer = new ChampionAnswer(version, newest, time.GetUtcNow());
            // That there is none is not remembered: the first retrain may end any moment.
            _known = new Known(answer, version is null ? DateTimeOffset.MinValue : time.GetUtcNow() + Lifetime);
            return answer;
        }
        catch (Exception e) when (last?.Version is not null
            && (e is MlflowException { IsRefusal: false }
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)))
        {
            log.LogWarning("The tracking server does not say which model serves; version {Version} keeps serving.", last!.Version!.Version);
            ChampionAnswer old = last with { IsOld = true };
            _known = new Known(old, time.GetUtcNow() + Lifetime);
            return old;
        }
    }

    private ChampionAnswer? Fresh() => _known is { } known && time.GetUtcNow() < known.Until ? known.Answer : null;

    private sealed record Known(ChampionAnswer Answer, DateTimeOffset Until);
}
