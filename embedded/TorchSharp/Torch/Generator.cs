using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers on one device.</summary>
    public class Generator : IDisposable
    {
        private readonly bool shared;

        /// <summary>A generator of its own, apart from the default one.</summary>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Native.Check(Native.bridge_generator_new((int)this.device.type, this.device.index, seed, out IntPtr handle));
            Handle = handle;
        }

        private Generator()
        {
            device = CPU;
            shared = true;
            Native.Check(Native.bridge_generator_default(out IntPtr handle));
            Handle = handle;
        }

        ~Generator() => Dispose(false);

        /// <summary>What random operations on the CPU use when given none. Disposing it does nothing.</summary>
        public static Generator Default { get; } = new();

        public IntPtr Handle { get; private set; }

        public Device device { get; private set; }

        public Generator manual_seed(long seed)
        {
            TryInitializeDeviceType(device.type);
            Native.Check(Native.bridge_generator_manual_seed(Handle, seed));
            return this;
        }

        /// <summary>Takes a seed from the operating system and returns it.</summary>
        public long seed()
        {
            Native.Check(Native.bridge_generator_seed(Handle, out long seed));
            return seed;
        }

        /// <summary>The seed that was last set.</summary>
        public long initial_seed()
        {
            Native.Check(Native.bridge_generator_initial_seed(Handle, out long seed));
            return seed;
        }

        /// <summary>The whole state, a byte tensor; <see cref="set_state"/> goes on from there.</summary>
        public Tensor get_state()
        {
            Native.Check(Native.bridge_generator_get_state(Handle, out IntPtr state));
            return new(state);
        }

        public void set_state(Tensor value)
        {
            Native.Check(Native.bridge_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            if (!shared)
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != 0)
            {
                Native.bridge_generator_release(Handle);
                Handle = 0;
            }
        }
    }
}
