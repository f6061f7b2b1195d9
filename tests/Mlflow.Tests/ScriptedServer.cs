using System.Net;
using System.Text;
using ImageClassifier.Mlflow;

namespace Mlflow.Tests;

/// <summary>Answers requests from a script and keeps what was sent. Waits pass at once and are kept too.</summary>
internal sealed class ScriptedServer : HttpMessageHandler
{
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> _answers = [];

    public List<(string Method, string Url, string Body, string? Authorization)> Requests { get; } = [];

    public InstantTime Time { get; } = new();

    public MlflowClient Client(string uri = "http://tracking.test:5000", MlflowRetry? retry = null) =>
        new(new HttpClient(this), new Uri(uri), retry ?? new MlflowRetry { UseJitter = false }, Time, credentials: null);

    public ScriptedServer Answer(string json, HttpStatusCode status = HttpStatusCode.OK, int? retryAfterSeconds = null) => Do(_ =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (retryAfterSeconds is { } seconds) response.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return response;
    });

    public ScriptedServer Error(string code, string message, HttpStatusCode status) =>
        Answer($$"""{"error_code": "{{code}}", "message": "{{message}}"}""", status);

    public ScriptedServer Fail(HttpRequestError error) => Do(_ => throw new HttpRequestException(error, "no route"));

    public ScriptedServer Do(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.Method.Method, request.RequestUri!.AbsoluteUri, body, request.Headers.Authorization?.ToString()));
        return _answers.Dequeue()(request);
    }
}

/// <summary>A clock whose timers fire at once, except those that are deadlines of requests.</summary>
internal sealed class InstantTime : TimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < Deadline && dueTime >= TimeSpan.Zero && dueTime != MlflowClient.ProbeTimeout)
        {
            Waits.Add(dueTime);
            dueTime = TimeSpan.Zero;
        }
        return System.CreateTimer(callback, state, dueTime, period);
    }
}
