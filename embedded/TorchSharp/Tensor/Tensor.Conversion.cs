using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor with another element type; itself where nothing changes, unless a copy is asked for.</summary>
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, device, copy, disposeAfter, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false,
            bool non_blocking = false) => to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);

        /// <param name="type">Element type of the result.</param>
        /// <param name="device">Device of the result.</param>
        /// <param name="copy">Makes a copy even where nothing changes.</param>
        /// <param name="disposeAfter">Disposes this tensor where the result is another one.</param>
        /// <param name="non_blocking">Lets the copy from pinned memory go on while the host works.</param>
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            InitializeDevice(device);
            if (!copy && !WouldCopy(type, device))
            {
                return this;
            }
            var result = Aten.Call("to.device", this, device, type, non_blocking, copy);
            if (disposeAfter)
            {
                Dispose();
            }
            return result;
        }

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor half() => to(ScalarType.Float16);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        public Tensor @byte() => to(ScalarType.Byte);

        public Tensor @short() => to(ScalarType.Int16);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor @bool() => to(ScalarType.Bool);

        /// <summary>The tensor with its elements in the order of its dimensions; a copy where they are not.</summary>
        public Tensor contiguous() => Aten.Call("contiguous", this);

        public Tensor clone() => Aten.Call("clone", this);

        /// <summary>Copies the elements of another tensor, broadcast and converted, into this one.</summary>
        public Tensor copy_(Tensor source, bool nonBlocking = false) => InPlace("copy_", this, source, nonBlocking);

        public Tensor fill_(Scalar value) => InPlace("fill_.Scalar", this, value);

        public Tensor zero_() => InPlace("zero_", this);

        /// <summary>Fills with normally distributed random numbers.</summary>
        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            InPlace("normal_", this, mean, std, generator);

        /// <summary>Fills with random numbers from the interval [from, to).</summary>
        public Tensor uniform_(double from, double to, Generator? generator = null) => InPlace("uniform_", this, from, to, generator);

        /// <summary>Fills with ones, each with probability p, and zeros.</summary>
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => InPlace("bernoulli_.float", this, p, generator);

        /// <summary>Ones and zeros, each element's own value being the probability of a one.</summary>
        public Tensor bernoulli(Generator? generator = null) => Aten.Call("bernoulli", this, generator);

        public Tensor exponential_(double lambda = 1, Generator? generator = null) => InPlace("exponential_", this, lambda, generator);

        /// <summary>Indices drawn with the elements as weights.</summary>
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Aten.Call("multinomial", this, num_samples, replacement, generator);

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            zeros(size, dtype ?? this.dtype, device ?? this.device, requires_grad);

        internal bool WouldCopy(ScalarType type, Device device)
        {
            TensorInfo info = Info;
            return info.DType != (int)type || info.DeviceType != (int)device.type
                || (device.index >= 0 && device.index != info.DeviceIndex && device.type != DeviceType.CPU);
        }
    }
}
