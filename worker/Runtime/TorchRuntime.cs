using ImageClassifier.Vision.Runtime;
using static TorchSharp.torch;

namespace ImageClassifier.Worker.Runtime;

/// <summary>Which hardware trains.</summary>
/// <param name="Device">CPU or GPU.</param>
/// <param name="Threads">Of one operation on the CPU.</param>
internal sealed record TorchRuntime(Device Device, int Threads)
{
    /// <summary>Chooses the device by name: <c>cpu</c>, <c>cuda</c>, or <c>auto</c> for a GPU where there is one.</summary>
    /// <param name="device">As the person wrote it.</param>
    /// <param name="threads">Null for <c>OMP_NUM_THREADS</c>, or else the number of cores.</param>
    /// <exception cref="WorkerException">There is no such device here.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static TorchRuntime Choose(string device, int? threads)
    {
        TorchLibrary.Load();
        bool gpu = device != "cpu" && cuda.is_available();
        if (device == "cuda" && !gpu) throw new WorkerException("there is no GPU that libtorch can use here; choose --device cpu or auto");
        return new TorchRuntime(gpu ? CUDA : CPU, threads ?? FromEnvironment() ?? Environment.ProcessorCount);
    }

    public override string ToString() => Device.type == TorchSharp.DeviceType.CPU ? $"CPU with {Threads} threads" : $"{Device}";

    private static int? FromEnvironment() =>
        int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out int threads) && threads > 0 ? threads : null;
}
