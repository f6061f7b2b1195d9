using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Embedded.Hosting;
using Microsoft.Azure.Functions.Worker.Embedded.Timers;
using Shared;

namespace Functions.Host.Tests;

public sealed class TimerTriggerTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T12:01:00", "2026-03-01T12:05:00")]
    [InlineData("*/5 * * * *", "2026-03-01T12:05:00", "2026-03-01T12:10:00")]
    [InlineData("30 15 9-17 * * MON-FRI", "2026-03-06T17:15:30", "2026-03-09T09:15:30")]
    [InlineData("0 0 0 29 2 *", "2026-03-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 12 1 jan,jul *", "2026-03-01T00:00:00", "2026-07-01T12:00:00")]
    [InlineData("0 0 0 13 * FRI", "2026-03-14T00:00:00", "2026-11-13T00:00:00")]
    [InlineData("10/20 * * * * *", "2026-03-01T12:00:31", "2026-03-01T12:00:50")]
    [InlineData("59 59 23 31 12 *", "2026-12-31T23:59:59", "2027-12-31T23:59:59")]
    [InlineData("00:05:00", "2026-03-01T12:01:00", "2026-03-01T12:06:00")]
    public void A_schedule_gives_the_next_time(string schedule, string after, string next) =>
        Assert.Equal(
            DateTime.Parse(next, CultureInfo.InvariantCulture),
            TimerSchedule.Parse(schedule, "F").Next(DateTime.Parse(after, CultureInfo.InvariantCulture)));

    [Fact]
    public void A_schedule_that_never_comes_has_no_next_time() => Assert.Null(TimerSchedule.Parse("0 0 0 31 2 *", "F").Next(Start.DateTime));

    [Theory]
    [InlineData("0 60 * * * *")]
    [InlineData("every minute")]
    [InlineData("0 5-1 * * * *")]
    [InlineData("0 */0 * * * *")]
    [InlineData("00:00:00")]
    public void A_schedule_that_cannot_be_is_refused(string schedule) =>
        Assert.Contains($"\"{schedule}\"", Assert.Throws<HostStartException>(() => TimerSchedule.Parse(schedule, "F")).Message);

    [Fact]
    public async Task A_timer_runs_at_each_time_of_its_schedule_and_on_startup_if_asked()
    {
        var time = new ManualTime(Start.AddSeconds(3));
        var recorder = new Recorder();
        await using TestHost host = await TestHost.StartAsync(new Setup(typeof(TenSecondTimer)) { Time = time, Recorder = recorder });
        await recorder.WaitForAsync(1);
        await WaitingAsync(time, Start.AddSeconds(10));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Single(recorder.Calls);
        time.Advance(TimeSpan.FromSeconds(1));
        await recorder.WaitForAsync(2);
        await WaitingAsync(time, Start.AddSeconds(20));
        time.Advance(TimeSpan.FromSeconds(10));
        await recorder.WaitForAsync(3);
    }

    [Fact]
    public async Task A_monitored_time_runs_on_one_of_two_hosts()
    {
        var time = new ManualTime(Start);
        var recorder = new Recorder();
        var setup = new Setup(typeof(HourlyTimer)) { Storage = azurite.ConnectionString, Time = time, Recorder = recorder };
        await using TestHost first = await TestHost.StartAsync(setup);
        await using TestHost second = await TestHost.StartAsync(setup);
        for (int hour = 1; hour <= 3; hour++)
        {
            await WaitingAsync(time, Start.AddHours(hour), hosts: 2);
            time.Advance(TimeSpan.FromHours(1));
            await recorder.WaitForAsync(hour);
        }
        await WaitingAsync(time, Start.AddHours(4), hosts: 2);
        Assert.Equal(["hourly 13 False", "hourly 14 False", "hourly 15 False"], recorder.Calls);
    }

    [Fact]
    public async Task A_time_missed_while_no_host_was_up_is_made_up_for_once()
    {
        var time = new ManualTime(Start);
        var recorder = new Recorder();
        var setup = new Setup(typeof(HourlyTimer)) { Storage = azurite.ConnectionString, Time = time, Recorder = recorder };
        await using (TestHost first = await TestHost.StartAsync(setup))
        {
            await WaitingAsync(time, Start.AddHours(1));
            time.Advance(TimeSpan.FromHours(1));
            await recorder.WaitForAsync(1);
        }
        time.Advance(TimeSpan.FromHours(5));
        await using (TestHost second = await TestHost.StartAsync(setup))
        {
            await recorder.WaitForAsync(2);
            await WaitingAsync(time, Start.AddHours(7));
        }
        Assert.Equal(["hourly 13 False", "hourly 14 True"], recorder.Calls);
    }

    private static Task WaitingAsync(ManualTime time, DateTimeOffset next, int hosts = 1) =>
        Eventually.TrueAsync(() => Task.FromResult(time.WaitingFor(next) == hosts), $"the timer waits for {next:T}");
}

internal sealed class TenSecondTimer(Recorder recorder)
{
    [Function("TenSeconds")]
    public Task Run([TimerTrigger("*/10 * * * * *", RunOnStartup = true)] TimerInfo timer) => recorder.CallAsync($"tick {timer.IsPastDue}");
}

internal sealed class HourlyTimer(Recorder recorder)
{
    [Function("Hourly")]
    public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) =>
        recorder.CallAsync($"hourly {timer.ScheduleStatus!.Last.Hour} {timer.IsPastDue}");
}
