using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class RuntimeTests
{
    [Fact]
    public void The_number_of_threads_can_be_set()
    {
        int before = get_num_threads();
        try
        {
            set_num_threads(2);
            Assert.Equal(2, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.True(get_num_interop_threads() >= 1);
    }

    [Fact]
    public void Results_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        int before = get_num_threads();
        using var convolution = nn.Conv2d(3, 16, 3);
        var images = Recorded.Wave([8, 3, 32, 32]);
        try
        {
            set_num_threads(1);
            var one = convolution.call(images);
            set_num_threads(2);
            Assert.True(convolution.call(images).allclose(one, atol: 1e-5));
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, -1)]
    [InlineData("cuda:1", DeviceType.CUDA, 1)]
    public void A_device_is_named_as_in_PyTorch(string name, DeviceType type, int index)
    {
        var device = new Device(name);
        Assert.Equal(type, device.type);
        Assert.Equal(index, device.index);
        Assert.Equal(name, device.ToString());
    }

    [Fact]
    public void The_default_element_type_applies_to_new_tensors()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(float32, get_default_dtype());
        try
        {
            set_default_dtype(float64);
            Assert.Equal(float64, zeros(1).dtype);
            Assert.Equal(float64, rand(1).dtype);
        }
        finally
        {
            set_default_dtype(float32);
        }
    }

    [Fact]
    public void Seeding_the_GPUs_is_harmless_without_one()
    {
        cuda.manual_seed(1);
        cuda.manual_seed_all(1);
        Assert.Equal(cuda.device_count() > 0, cuda.is_available());
        Assert.Equal(cuda.is_available(), cuda_is_available());
    }

    [Fact]
    public void The_version_is_that_of_libtorch() => Assert.Matches(@"^\d+\.\d+", __version__);
}
