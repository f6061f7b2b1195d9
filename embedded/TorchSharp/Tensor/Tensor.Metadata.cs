using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>What libtorch knows of the tensor; its pointers live as long as the tensor.</summary>
        private TensorInfo Info
        {
            get
            {
                Native.Check(Native.bridge_tensor_info(Handle, out TensorInfo info));
                GC.KeepAlive(this);
                return info;
            }
        }

        public ScalarType dtype => (ScalarType)Info.DType;

        public Device device
        {
            get
            {
                TensorInfo info = Info;
                return new((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info.DeviceType;

        public int device_index => Info.DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_sparse => Info.IsSparse != 0;

        public bool is_leaf => Info.IsLeaf != 0;

        public long[] shape => Sizes(strides: false);

        public long Dimensions => Info.Dimensions;

        public long ndim => Info.Dimensions;

        public long NumberOfElements => Info.NumberOfElements;

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => Info.ElementSize;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public long dim() => Info.Dimensions;

        public long numel() => Info.NumberOfElements;

        public long element_size() => Info.ElementSize;

        public long[] size() => shape;

        /// <summary>The length of one dimension; negative ones count from the last.</summary>
        public long size(int dim) => At(shape, dim);

        public long[] stride() => Sizes(strides: true);

        public long stride(int dim) => At(stride(), dim);

        public long storage_offset() => Info.StorageOffset;

        public bool is_contiguous() => Info.IsContiguous != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        private unsafe long[] Sizes(bool strides)
        {
            TensorInfo info = Info;
            var source = strides ? info.Strides : info.Sizes;
            var result = new ReadOnlySpan<long>(source, source is null ? 0 : info.Dimensions).ToArray();
            GC.KeepAlive(this);
            return result;
        }

        private static long At(long[] values, int dim)
        {
            int index = dim < 0 ? dim + values.Length : dim;
            return index >= 0 && index < values.Length
                ? values[index]
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {values.Length} dimensions.");
        }
    }
}
