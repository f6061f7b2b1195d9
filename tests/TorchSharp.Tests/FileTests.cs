using static TorchSharp.torch;

namespace TorchSharp.Tests;

public sealed class FileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_is_mapped_as_numbers()
    {
        using var scope = NewDisposeScope();
        File.WriteAllBytes(_path, [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), .. BitConverter.GetBytes(7f)]);

        Assert.Equal([1.5f, -2f], from_file(_path, size: 2).data<float>().ToArray());
        Assert.Equal([0, 0, 192, 63], from_file(_path, false, 4, ScalarType.Byte).data<byte>().ToArray());
    }

    [Fact]
    public void Writing_reaches_the_file_only_where_it_is_shared()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        using (var own = from_file(_path, shared: false, size: 3, dtype: ScalarType.Byte))
        {
            own.fill_(9);
        }
        Assert.Equal([1, 2, 3], File.ReadAllBytes(_path));
        using (var shared = from_file(_path, shared: true, size: 3, dtype: ScalarType.Byte))
        {
            shared.fill_(9);
        }
        Assert.Equal([9, 9, 9], File.ReadAllBytes(_path));
    }

    [Fact]
    public void A_deleted_file_lives_as_long_as_its_tensor()
    {
        File.WriteAllBytes(_path, [1, 2, 3]);
        using var mapped = from_file(_path, size: 3, dtype: ScalarType.Byte);

        File.Delete(_path);

        Assert.Equal([1, 2, 3], mapped.data<byte>().ToArray());
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(_path + "x", Assert.ThrowsAny<Exception>(() => from_file(_path + "x", size: 3)).Message);
}
