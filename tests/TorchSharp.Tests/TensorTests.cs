using System.Runtime.InteropServices;
using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class TensorTests
{
    [Fact]
    public void A_tensor_knows_its_shape_type_and_place()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(2, 3, 4, dtype: int32);

        Assert.Equal([2L, 3, 4], tensor.shape);
        Assert.Equal([12L, 4, 1], tensor.stride());
        Assert.Equal(24, tensor.numel());
        Assert.Equal(3, tensor.ndim);
        Assert.Equal(4, tensor.size(-1));
        Assert.Equal(4, tensor.element_size());
        Assert.Equal(int32, tensor.dtype);
        Assert.Equal(DeviceType.CPU, tensor.device.type);
        Assert.True(tensor.is_contiguous());
        Assert.False(tensor.transpose(0, 2).is_contiguous());
        Assert.Equal(4, tensor[1, 1].numel());
        Assert.Equal(16, tensor[1, 1].storage_offset());
        Assert.Equal("[2x3x4], type = Int32, device = cpu", tensor.ToString());
    }

    [Fact]
    public void Arrays_become_tensors_of_their_shape_and_type()
    {
        using var scope = NewDisposeScope();

        var matrix = tensor(new[,] { { 1.5f, 2 }, { 3, 4 }, { 5, 6 } });
        var reshaped = tensor(new byte[] { 1, 2, 3, 4, 5, 6 }, new long[] { 2, 3 });
        var converted = tensor(new long[] { 0, 1, 2 }, dtype: float64);

        Assert.Equal([3L, 2], matrix.shape);
        Assert.Equal(float32, matrix.dtype);
        Assert.Equal(4f, matrix[1, 1].item<float>());
        Assert.Equal(uint8, reshaped.dtype);
        Assert.Equal(6, reshaped[1, 2].item<byte>());
        Assert.Equal([0.0, 1, 2], converted.data<double>().ToArray());
        Assert.Equal(0, tensor(3.5).ndim);
        Assert.True(tensor(true).item<bool>());
    }

    [Fact]
    public void A_tensor_made_of_an_array_does_not_share_its_memory()
    {
        using var scope = NewDisposeScope();
        float[] values = [1, 2];
        var copied = tensor(values);

        values[0] = 9;

        Assert.Equal(1f, copied[0].item<float>());
    }

    [Fact]
    public void An_array_with_too_few_values_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new float[5], new long[] { 2, 3 }));
        Assert.Contains("6 vs. 5", error.Message);
    }

    [Fact]
    public void A_buffer_is_shared_with_its_array()
    {
        using var scope = NewDisposeScope();
        float[] values = [1, 2, 3, 4];
        var shared = frombuffer(values, float32, count: 2, offset: 1);

        values[1] = 7;
        shared[1] = 8f;

        Assert.Equal([7f, 8f], shared.data<float>().ToArray());
        Assert.Equal(8f, values[2]);
        Assert.Throws<IndexOutOfRangeException>(() => frombuffer(values, float32, count: 4, offset: 1));
        Assert.Throws<ArgumentException>(() => frombuffer(values, float32, offset: 4));
    }

    [Fact]
    public void Bytes_can_be_read_and_written()
    {
        using var scope = NewDisposeScope();
        var tensor = empty(2, 2, dtype: float32);
        Span<float> values = [1, 2, 3, 4];

        tensor.bytes = MemoryMarshal.AsBytes(values);

        Assert.Equal(16, tensor.bytes.Length);
        Assert.Equal([1f, 2, 3, 4], tensor.data<float>().ToArray());
        Assert.Equal([1f, 2, 3, 4], MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray());
        Assert.Throws<ArgumentException>(() => tensor.bytes = new byte[3]);
        Assert.Throws<InvalidOperationException>(() => tensor.t().bytes = new byte[16]);
    }

    [Theory]
    [InlineData(ScalarType.Float16, 2)]
    [InlineData(ScalarType.BFloat16, 2)]
    [InlineData(ScalarType.Float64, 8)]
    [InlineData(ScalarType.Int64, 8)]
    [InlineData(ScalarType.Bool, 1)]
    public void Every_element_type_has_its_bytes(ScalarType type, int size)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(3 * size, ones(3, dtype: type).bytes.Length);
    }

    [Fact]
    public void Elements_are_read_in_the_order_of_the_dimensions()
    {
        using var scope = NewDisposeScope();
        var transposed = arange(6, dtype: int64).reshape(2, 3).t();
        using var data = transposed.data<long>();

        Assert.Equal([0L, 3, 1, 4, 2, 5], data.ToArray());
        Assert.Equal(4, data[1, 1]);
        Assert.Equal(4, data[3]);
        Assert.Equal(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, data.ToNDArray());
        Assert.Equal([0L, 3, 1, 4, 2, 5], data.ToArray());
    }

    [Fact]
    public void Reading_as_another_type_is_refused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => ones(1).item<double>());
        Assert.Contains("Double is not compatible with Float32", error.Message);
        Assert.Throws<ArgumentException>(() => ones(2).item<float>());
    }

    [Fact]
    public void A_single_element_converts_to_any_number()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(2.5, tensor(2.5f).ToDouble());
        Assert.Equal(3f, tensor(3L).ToSingle());
        Assert.Equal(7, (int)tensor(7.0f));
        Assert.True(tensor(1).ToBoolean());
        Assert.Equal(5, tensor(5, device: CPU).ToInt64());
    }

    [Fact]
    public void Conversion_copies_only_where_something_changes()
    {
        using var scope = NewDisposeScope();
        var floats = ones(2);

        Assert.Same(floats, floats.to(float32));
        Assert.Same(floats, floats.to(CPU));
        Assert.NotSame(floats, floats.to(float32, copy: true));
        Assert.Equal(float16, floats.half().dtype);
        Assert.Equal([3L], tensor(new[] { 3.9f }).to(int64).data<long>().ToArray());
        var doubles = floats.to(float64, disposeAfter: true);
        Assert.True(floats.IsInvalid);
        Assert.Equal(2.0, doubles.sum().item<double>());
    }

    [Fact]
    public void Slices_are_views_and_assignment_writes_through_them()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(3, 4);

        tensor[1] = ones(4);
        tensor[TensorIndex.Colon, TensorIndex.Single(-1)] = torch.tensor(5f);
        tensor[0, 0] = 2f;
        tensor.index_put_(9f, tensor[TensorIndex.Colon, TensorIndex.Single(1)] == 1f);

        Assert.Equal([2f, 0, 0, 5, 9, 9, 9, 9, 0, 0, 0, 5], tensor.data<float>().ToArray());
        Assert.Equal([2L, 2], tensor[1..3, 0..2].shape);
    }

    [Fact]
    public void Too_many_indices_are_an_error()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsAny<Exception>(() => zeros(2, 2)[0, 0, 0]);
        Assert.ThrowsAny<Exception>(() => zeros(2, 2)[5]);
    }

    [Fact]
    public void In_place_operations_change_the_tensor_itself()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(3);

        Assert.Same(tensor, tensor.add_(2).mul_(3.0).sub_(1).div_(2).pow_(2));

        Assert.Equal([16f, 16, 16], tensor.data<float>().ToArray());
        Assert.Equal([0f, 0, 0], tensor.zero_().data<float>().ToArray());
        Assert.Equal([4f, 4, 4], tensor.fill_(4).data<float>().ToArray());
        Assert.Equal([1f, 2, 3], tensor.copy_(torch.tensor(new long[] { 1, 2, 3 })).data<float>().ToArray());
    }

    [Fact]
    public void A_number_does_not_widen_the_element_type()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(float32, (ones(2) * 2.5).dtype);
        Assert.Equal(float16, (ones(2, dtype: float16) + 1.0).dtype);
        Assert.Equal(float32, (2.0 - ones(2)).dtype);
        Assert.Equal(int64, (arange(3, dtype: int64) * 2).dtype);
        Assert.Equal(float32, (arange(3, dtype: int64) * 2.5).dtype);
    }

    [Fact]
    public void A_tensor_survives_a_stream()
    {
        using var scope = NewDisposeScope();
        var tensor = Wave([2, 3]).t();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);

        tensor.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var loaded = zeros(3, 2);
        loaded.Load(reader);

        Assert.True(loaded.Equals(tensor));
    }

    [Fact]
    public void Channels_last_memory_gives_the_same_results_and_stays()
    {
        using var scope = NewDisposeScope();
        var image = Wave([2, 3, 6, 6]);
        var channelsLast = image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        using var convolution = nn.Conv2d(3, 8, 3, padding: 1);

        var plain = convolution.call(image);
        var found = convolution.call(channelsLast);

        Assert.Equal([108L, 1, 18, 3], channelsLast.stride());
        Assert.True(channelsLast.Equals(image));
        Assert.True(found.allclose(plain, atol: 1e-5));
        Assert.Equal(1, found.stride(1));
        Assert.Equal(1, nn.functional.max_pool2d(found.relu(), 2).stride(1));
    }
}
