namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry between the brackets of an index: a number, a range, all, a new dimension, or a tensor of indices.</summary>
    public struct TensorIndex
    {
        /// <summary>All of one dimension: Python's `:`.</summary>
        public static readonly TensorIndex Colon = Slice();

        /// <summary>All of the dimensions in between: Python's `...`.</summary>
        public static readonly TensorIndex Ellipsis = new() { Kind = IndexKind.Ellipsis };

        /// <summary>A new dimension of length 1: Python's `None`.</summary>
        public static readonly TensorIndex None = new() { Kind = IndexKind.None };

        /// <summary>The same as <see cref="None"/>.</summary>
        public static readonly TensorIndex Null = None;

        internal IndexKind Kind { get; private init; }

        internal long? First { get; private init; }

        internal long? Stop { get; private init; }

        internal long? Step { get; private init; }

        internal Tensor? Indices { get; private init; }

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);

        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        /// <summary>One position; the dimension goes. Negative positions count from the end.</summary>
        public static TensorIndex Single(long? index) => index is null ? None : new() { Kind = IndexKind.Single, First = index };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Kind = IndexKind.Slice, First = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        /// <summary>A truth value: a new dimension of length 1 or 0.</summary>
        public static TensorIndex Bool(bool value) => new() { Kind = IndexKind.Bool, First = value ? 1 : 0 };

        /// <summary>Positions, or a mask.</summary>
        public static TensorIndex Tensor(Tensor tensor) => new() { Kind = IndexKind.Tensor, Indices = tensor };
    }

    internal enum IndexKind
    {
        None,
        Single,
        Slice,
        Ellipsis,
        Bool,
        Tensor,
    }
}
