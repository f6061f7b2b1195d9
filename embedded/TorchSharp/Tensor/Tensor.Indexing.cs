using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>A view of part of the tensor, or a copy where an index is a tensor. Setting copies the value into that part.</summary>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, Positions(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(Positions(i1, i2));
            set => index_put_(value, Positions(i1, i2));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(Positions(i1, i2, i3));
            set => index_put_(value, Positions(i1, i2, i3));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(Positions(i1, i2, i3, i4));
            set => index_put_(value, Positions(i1, i2, i3, i4));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, tensors) = View(indices);
            var result = tensors.Length == 0 ? view : Aten.Call("index.Tensor", view, tensors);
            return result.MoveToOuterDisposeScope();
        }

        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        /// <summary>Copies a value, broadcast, into what the indices choose; or adds it there.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var scope = NewDisposeScope();
            var (view, tensors) = View(indices);
            if (tensors.Length > 0)
            {
                Aten.Do("index_put_", view, tensors, value, accumulate);
            }
            else if (accumulate)
            {
                view.add_(value);
            }
            else
            {
                view.copy_(value);
            }
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            InPlace("index_put_", this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filler = FromScalar(value);
            return index_put_(filler, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var filler = FromScalar(value);
            return index_put_(filler, indices, false);
        }

        /// <summary>Applies what is a view, and returns the tensor indices with their places in it (null where there is none).</summary>
        private (Tensor View, Tensor?[] Indices) View(TensorIndex[] indices)
        {
            int consumed = indices.Sum(static index => index.Kind switch
            {
                IndexKind.Single or IndexKind.Slice => 1,
                IndexKind.Tensor when index.Indices!.dtype is ScalarType.Bool or ScalarType.Byte => (int)index.Indices.ndim,
                IndexKind.Tensor => 1,
                _ => 0,
            });
            if (consumed > ndim)
            {
                throw new ArgumentException($"{consumed} indices for a tensor of {ndim} dimensions.", nameof(indices));
            }
            var view = alias();
            var tensors = new List<Tensor?>();
            int dim = 0;
            foreach (TensorIndex index in indices)
            {
                switch (index.Kind)
                {
                    case IndexKind.Single:
                        view = view.select(dim, index.First!.Value);
                        break;
                    case IndexKind.Slice:
                        view = Aten.Call("slice.Tensor", view, (long)dim++, index.First, index.Stop, index.Step ?? 1);
                        break;
                    case IndexKind.Ellipsis:
                        dim += (int)ndim - consumed;
                        break;
                    case IndexKind.None:
                        view = view.unsqueeze(dim++);
                        break;
                    case IndexKind.Bool:
                        view = view.unsqueeze(dim);
                        var chosen = index.First == 1 ? zeros([1], ScalarType.Int64, device) : empty([0], ScalarType.Int64, device);
                        Place(tensors, dim++, chosen);
                        break;
                    default:
                        Place(tensors, dim, index.Indices!);
                        dim += index.Indices!.dtype is ScalarType.Bool or ScalarType.Byte ? (int)index.Indices.ndim : 1;
                        break;
                }
            }
            return (view, [.. tensors]);
        }

        private static TensorIndex[] Positions(params ReadOnlySpan<long> positions)
        {
            var indices = new TensorIndex[positions.Length];
            for (int i = 0; i < indices.Length; i++)
            {
                indices[i] = positions[i];
            }
            return indices;
        }

        private static void Place(List<Tensor?> tensors, int dim, Tensor index)
        {
            while (tensors.Count < dim)
            {
                tensors.Add(null);
            }
            tensors.Add(index);
        }
    }
}
