using System.Net;
using System.Text;
using System.Threading.Channels;
using ImageClassifier.Mlflow;
using ImageClassifier.Worker.Jobs.SystemMetrics;

namespace Worker.Tests.Jobs.SystemMetrics;

public sealed class SystemSamplerTests
{
    private static readonly SystemReading Reading = new(1, 10, 1000, 4000, 30, 70, 0, 0, []);

    [Fact]
    public async Task Each_tick_is_logged_as_the_next_step_until_it_ends()
    {
        var (server, time) = (new RecordingServer(), new TickingTime());
        await using (new SystemSampler(server.Client, "r1", _ => Task.FromResult(Reading), time, Assert.Fail))
        {
            await time.TickAsync();
            Assert.Contains("\"step\":0", await server.NextAsync());
            await time.TickAsync();
            string second = await server.NextAsync();
            Assert.Contains("\"run_id\":\"r1\"", second);
            Assert.Contains("\"system/system_memory_usage_percentage\"", second);
            Assert.Contains("\"step\":1", second);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), time.Period);
    }

    [Fact]
    public async Task A_machine_that_does_not_tell_costs_one_warning()
    {
        var warned = new TaskCompletionSource<string>();

        await using var sampler = new SystemSampler(
            new RecordingServer().Client, "r1", _ => throw new IOException("no /proc"), new TickingTime(), warned.SetResult);

        Assert.Contains("no /proc", await warned.Task.WaitAsync(Wait.Limit));
    }

    /// <summary>Takes every request and remembers its body.</summary>
    private sealed class RecordingServer : HttpMessageHandler
    {
        private readonly Channel<string> _bodies = Channel.CreateUnbounded<string>();

        public RecordingServer() => Client = new MlflowClient(new HttpClient(this), new Uri("http://127.0.0.1:1"));

        public MlflowClient Client { get; }

        public async Task<string> NextAsync() => await _bodies.Reader.ReadAsync().AsTask().WaitAsync(Wait.Limit);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await _bodies.Writer.WriteAsync(await request.Content!.ReadAsStringAsync(cancellationToken), cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        }
    }

    /// <summary>A clock whose one timer rings when the test says so.</summary>
    private sealed class TickingTime : TimeProvider
    {
        private readonly TaskCompletionSource<Action> _timer = new();

        public TimeSpan Period { get; private set; }

        public async Task TickAsync() => (await _timer.Task.WaitAsync(Wait.Limit))();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Period = period;
            _timer.TrySetResult(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
