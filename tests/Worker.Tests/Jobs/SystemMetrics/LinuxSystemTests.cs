using ImageClassifier.Worker.Jobs.SystemMetrics;

namespace Worker.Tests.Jobs.SystemMetrics;

public sealed class LinuxSystemTests
{
    [Fact]
    public async Task This_machine_tells_what_it_does()
    {
        var reading = await new LinuxSystem().ReadAsync(TestContext.Current.CancellationToken);

        Assert.InRange(reading.CpuBusy, 1, reading.CpuTotal);
        Assert.InRange(reading.MemoryUsed, 1, reading.MemoryTotal);
        Assert.True(reading.DiskFree > 0);
    }

    [Fact]
    public void Waiting_for_a_disk_is_no_work() =>
        Assert.Equal((60, 100), LinuxSystem.Cpu("cpu  30 10 15 35 5 2 3 0 0 0\ncpu0 1 1 1 1 1 1 1 0 0 0\n"));

    [Fact]
    public void Memory_that_could_be_given_away_is_not_used()
    {
        var (used, total) = LinuxSystem.Memory("MemTotal:       2000000 kB\nMemFree:          10000 kB\nMemAvailable:   500000 kB\n");

        Assert.Equal((1536, 2048), (used, total));
    }

    [Fact]
    public void The_loopback_interface_is_no_network() =>
        Assert.Equal((30, 7), LinuxSystem.Network(
            "Inter-|   Receive  |  Transmit\n face |bytes packets\n    lo: 900 1 0 0 0 0 0 0 900 1\n  eth0: 10 1 0 0 0 0 0 0 3 1\n  "
                + "eth1: 20 1 0 0 0 0 0 0 4 1\n"));

    [Fact]
    public void Each_line_is_a_card_and_what_it_does_not_know_is_left_out()
    {
        var gpus = LinuxSystem.Gpus("93, 20480, 81920, 350.5, 700.0\n0, 3, 81920, [N/A], [N/A]\n");

        Assert.Equal(new GpuReading(93, 20480, 81920, 350.5, 700), gpus[0]);
        Assert.Null(gpus[1].Power);
    }

    [Fact]
    public async Task Another_system_is_an_error_and_not_a_wrong_number() =>
        await Assert.ThrowsAnyAsync<IOException>(() => new LinuxSystem("/nowhere").ReadAsync(TestContext.Current.CancellationToken));
}
