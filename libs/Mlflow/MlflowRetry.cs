using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ImageClassifier.Mlflow;

/// <summary>Whether a request may be sent again when its outcome is unknown.</summary>
internal enum MlflowRepeat
{
    /// <summary>Sending it twice has the effect of sending it once.</summary>
    Safe,

    /// <summary>Sending it twice makes two things; it is repeated only if the server certainly did nothing.</summary>
    OnlyIfNotReceived,

    /// <summary>One attempt.</summary>
    Never,
}

/// <summary>How long to wait for a tracking server and how often to ask again.</summary>
internal sealed record MlflowRetry
{
    private static readonly ResiliencePropertyKey<MlflowRepeat> RepeatKey = new("mlflow.repeat");
    private static readonly ResiliencePropertyKey<TimeSpan> TimeoutKey = new("mlflow.timeout");

    /// <summary>All attempts together, the first one included. Six span about eight seconds: a restart of the server.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The wait after the first failure; it doubles each time.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait, a server's <c>Retry-After</c> included.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether chance shifts each wait, so that many workers do not come back at once.</summary>
    public bool UseJitter { get; init; } = true;

    /// <summary>For one attempt, until the response's headers are there and, except for a download, its body.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For one attempt to send an artifact: a model may have hundreds of megabytes.</summary>
    public TimeSpan UploadTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The strategy that sends a request, once or more often; each call brings a context of <see cref="Context"/>.</summary>
    public ResiliencePipeline Pipeline(TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = BaseDelay,
                MaxDelay = MaxDelay,
                UseJitter = UseJitter,
                ShouldHandle = args => ValueTask.FromResult(
                    MayRepeat(args.Context.Properties.GetValue(RepeatKey, MlflowRepeat.Never), args.Outcome.Exception)),
                DelayGenerator = args => ValueTask.FromResult(AskedFor(args.Outcome.Exception)),
            });
        }
        // Inside the repeats: for each attempt alone.
        return builder.AddTimeout(new TimeoutStrategyOptions
        {
            TimeoutGenerator = args => ValueTask.FromResult(args.Context.Properties.GetValue(TimeoutKey, RequestTimeout)),
        }).Build();
    }

    /// <summary>What the strategy must know of a request; the caller gives it back to the pool.</summary>
    public static ResilienceContext Context(MlflowRepeat repeat, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellationToken);
        context.Properties.Set(RepeatKey, repeat);
        context.Properties.Set(TimeoutKey, timeout);
        return context;
    }

    // Null leaves it to the back-off. A server that asks for less gets no earlier visit than it would have had.
    private TimeSpan? AskedFor(Exception? failure) =>
        failure is MlflowException { RetryAfter: { } asked } && asked > BaseDelay ? (asked < MaxDelay ? asked : MaxDelay) : null;

    private static bool MayRepeat(MlflowRepeat repeat, Exception? failure) => failure switch
    {
        _ when repeat == MlflowRepeat.Never => false,
        MlflowException { IsRefusal: true } => false,
        MlflowException error => repeat == MlflowRepeat.Safe || error.StatusCode == (int)HttpStatusCode.TooManyRequests,
        HttpRequestException error => repeat == MlflowRepeat.Safe
            || error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
        // The server may have done it: only what is safe to do twice is sent again.
        TimeoutRejectedException => repeat == MlflowRepeat.Safe,
        _ => false,
    };
}
