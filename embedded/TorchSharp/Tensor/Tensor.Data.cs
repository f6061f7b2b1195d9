using System.Runtime.InteropServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The memory of a contiguous tensor on the CPU. The span is valid as long as the tensor is; setting copies into it.
        /// </summary>
        /// <exception cref="InvalidOperationException">The tensor is on another device, or not contiguous.</exception>
        /// <exception cref="ArgumentException">Set to a span of another length.</exception>
        public Span<byte> bytes
        {
            get => Bytes;
            set
            {
                Span<byte> own = Bytes;
                if (own.Length != value.Length)
                {
                    throw new ArgumentException($"Mismatched data sizes: the tensor has {own.Length} bytes, {value.Length} were given.");
                }
                value.CopyTo(own);
            }
        }

        internal unsafe Span<byte> Bytes
        {
            get
            {
                TensorInfo info = Info;
                if (info.DeviceType != (int)DeviceType.CPU)
                {
                    throw new InvalidOperationException(
                        "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                }
                if (info.IsContiguous == 0)
                {
                    throw new InvalidOperationException(
                        "The bytes of a non-contiguous tensor cannot be read or set. Call contiguous() first.");
                }
                return new(DataPointer, checked((int)(info.NumberOfElements * info.ElementSize)));
            }
        }

        internal unsafe void* DataPointer
        {
            get
            {
                Native.Check(Native.bridge_tensor_data(Handle, out void* data));
                GC.KeepAlive(this);
                return data;
            }
        }

        /// <summary>The elements, for reading and writing in place; those of a GPU's tensor are copied to the CPU.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the tensor's element type.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            if (ToScalarType(typeof(T)) != dtype)
            {
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            }
            return new(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The only element.</summary>
        /// <exception cref="ArgumentException">There are more or fewer elements, or they are of another type.</exception>
        public T item<T>() where T : unmanaged =>
            NumberOfElements == 1 ? data<T>()[0] : throw new ArgumentException("Number of elements in the tensor must be 1");

        /// <summary>The only element, of any type.</summary>
        public Scalar ToScalar()
        {
            var (tag, bits) = Aten.CallNumber("_local_scalar_dense", this);
            return tag switch
            {
                Tag.Double => Scalar.Float(dtype, BitConverter.Int64BitsToDouble(bits)),
                _ => Scalar.Integer(dtype, bits),
            };
        }

        /// <summary>Writes the elements' bytes in the order of the memory.</summary>
        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var source = is_contiguous() ? null : contiguous();
            stream.Write((source ?? this).Bytes);
        }

        /// <summary>Fills the tensor with bytes that <see cref="WriteBytesToStream"/> wrote.</summary>
        /// <exception cref="EndOfStreamException">The stream has fewer bytes.</exception>
        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024) => stream.ReadExactly(Bytes);

        /// <summary>"[2x3], type = Float32, device = cpu".</summary>
        public override string ToString() =>
            IsInvalid ? "" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        /// <summary>A second reference to the same tensor.</summary>
        public Tensor alias()
        {
            Native.Check(Native.bridge_tensor_alias(Handle, out IntPtr result));
            GC.KeepAlive(this);
            return new(result);
        }

        private Tensor InPlace(string op, params ReadOnlySpan<Value> arguments)
        {
            Aten.Do(op, arguments);
            return this;
        }
    }
}
