using System.Globalization;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device META = new(DeviceType.META);

    /// <summary>The current GPU.</summary>
    /// <exception cref="InvalidOperationException">This libtorch sees no GPU.</exception>
    public static Device CUDA => InitializeDevice(new(DeviceType.CUDA));

    public static Device device(string description) => InitializeDevice(new(description));

    public static Device device(string deviceType, int index = -1) => InitializeDevice(new(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new(deviceType, index));

    public static Device device(int index) => new(index);

    /// <summary>The device itself, once it is sure that it can be used; the default one for null.</summary>
    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    /// <exception cref="InvalidOperationException">This machine or this libtorch lacks such a device.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
        }
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => Native.bridge_cuda_available() != 0,
        DeviceType.CPU or DeviceType.META => true,
        _ => false,
    };

    /// <summary>Where a tensor lies or an operation runs: "cpu", "cuda", "cuda:1".</summary>
    public class Device
    {
        /// <param name="description">"cpu", "cuda" or "cuda:N".</param>
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : -1;
        }

        public Device(string deviceType, int index = -1)
            : this(Parse(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        /// <summary>A GPU by its number.</summary>
        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; private set; }

        /// <summary>-1 where the type has one device, or for its current one.</summary>
        public int index { get; private set; } = -1;

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index == -1 ? name : $"{name}:{index}";
        }

        private static DeviceType Parse(string name) =>
            Enum.TryParse(name, ignoreCase: true, out DeviceType parsed) && !char.IsAsciiDigit(name[0])
                ? parsed
                : throw new ArgumentException($"'{name}' is not a device type; use cpu or cuda, as in \"cuda:0\".", nameof(name));
    }
}
