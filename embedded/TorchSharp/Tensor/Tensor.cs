using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array of one element type on one device: a reference to a tensor of libtorch. It belongs to the innermost
    /// dispose scope that was open on the creating thread; without one, to the caller, and in the last resort to the finalizer.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        internal IntPtr handle;

        /// <summary>Takes over one reference to a native tensor.</summary>
        internal Tensor(IntPtr handle, bool register = true)
        {
            this.handle = handle;
            long total = Interlocked.Increment(ref totalCount);
            if (total > Interlocked.Read(ref peakCount))
            {
                Interlocked.Exchange(ref peakCount, total);
            }
            if (register)
            {
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
            }
        }

        ~Tensor() => Dispose(false);

        /// <summary>How many tensors of this process are neither disposed nor finalized.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The largest <see cref="TotalCount"/> so far.</summary>
        public static long PeakCount => Interlocked.Read(ref peakCount);

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>The native tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        /// <summary>Whether the tensor has been disposed.</summary>
        public bool IsInvalid => handle == 0;

        public string? name { get; set; }

        /// <summary>Takes over a native reference.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            IntPtr released = Interlocked.Exchange(ref handle, 0);
            if (released == 0)
            {
                return;
            }
            if (disposing)
            {
                DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
                OwningDisposeScope?.MarkAsDisposed(this);
            }
            Interlocked.Decrement(ref totalCount);
            Native.bridge_tensor_release(released);
        }

        /// <summary>Gives the native reference to the caller; this object becomes invalid.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            IntPtr taken = Handle;
            Interlocked.Decrement(ref totalCount);
            handle = 0;
            return taken;
        }

        /// <summary>The native reference of a tensor whose place another object takes.</summary>
        internal IntPtr MoveHandle()
        {
            GC.SuppressFinalize(this);
            IntPtr moved = Handle;
            Interlocked.Decrement(ref totalCount);
            handle = 0;
            return moved;
        }

        /// <summary>Moves the tensor to the scope around the one that owns it; without one it is detached.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of its scope; from here on the caller disposes it.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>Moves the tensor to the scope that owns another one.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope!);

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is null)
            {
                other?.Attach(this);
            }
            else
            {
                OwningDisposeScope.MoveToOther(other, this);
            }
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Whether both have the same shape and equal elements.</summary>
        public bool Equals(Tensor target) => Aten.CallBool("equal", this, target);

        public override int GetHashCode() => base.GetHashCode();
    }
}
