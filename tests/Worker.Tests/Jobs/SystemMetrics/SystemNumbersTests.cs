using ImageClassifier.Worker.Jobs.SystemMetrics;

namespace Worker.Tests.Jobs.SystemMetrics;

public sealed class SystemNumbersTests
{
    private static readonly SystemReading First = new(0, 0, 1000, 4000, 30, 70, 1_000_000, 0, []);
    private static readonly SystemReading Before = new(100, 1000, 1000, 4000, 30, 70, 2_000_000, 0, []);

    [Fact]
    public void The_numbers_have_mlflows_names_and_units()
    {
        var now = new SystemReading(150, 1100, 1000, 4000, 30, 70, 6_000_000, 2_500_000, [new GpuReading(93, 20480, 81920, 350, 700)]);

        var points = SystemNumbers.Of(First, Before, now, 7, DateTimeOffset.UnixEpoch);

        Assert.All(points, point => Assert.Equal((7, DateTimeOffset.UnixEpoch), (point.Step, point.Timestamp)));
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["system/cpu_utilization_percentage"] = 50, // of the ticks since the reading before
                ["system/system_memory_usage_megabytes"] = 1000,
                ["system/system_memory_usage_percentage"] = 25,
                ["system/disk_usage_megabytes"] = 30,
                ["system/disk_available_megabytes"] = 70,
                ["system/disk_usage_percentage"] = 30,
                ["system/network_receive_megabytes"] = 5, // since sampling began
                ["system/network_transmit_megabytes"] = 2.5,
                ["system/gpu_0_utilization_percentage"] = 93,
                ["system/gpu_0_memory_usage_megabytes"] = 20480,
                ["system/gpu_0_memory_usage_percentage"] = 25,
                ["system/gpu_0_power_usage_watts"] = 350,
                ["system/gpu_0_power_usage_percentage"] = 50,
            },
            points.ToDictionary(point => point.Key, point => point.Value));
    }

    [Fact]
    public void Without_a_card_there_is_nothing_of_one() =>
        Assert.DoesNotContain(SystemNumbers.Of(First, First, Before, 0, DateTimeOffset.UnixEpoch), point =>
            point.Key.Contains("gpu", StringComparison.Ordinal));
}
