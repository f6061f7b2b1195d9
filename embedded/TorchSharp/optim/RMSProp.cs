using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>RMSProp, Hinton 2012.</summary>
    public class RMSProp : OptimizerHelper, IMomentum
    {
        public RMSProp(IEnumerable<Parameter> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1e-08,
            double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
        {
        }

        public RMSProp(IEnumerable<ParamGroup> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1e-08,
            double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
        {
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered,
                maximize = maximize,
            };
            foreach (ParamGroup group in parameters)
            {
                add_param_group(group);
            }
        }

        /// <summary>The momentum of new groups.</summary>
        public double Momentum
        {
            get => ((Options)_defaults!).momentum!.Value;
            set => ((Options)_defaults!).momentum = value;
        }

        public override Tensor? step(Func<Tensor>? closure = null) => Step(closure, static (group, parameters, states) =>
            Update((Options)group.Options, parameters, states));

        /// <summary>One native call for the whole group.</summary>
        private static unsafe void Update(Options options, Parameter[] parameters, OptimizerState[] states)
        {
            int count = parameters.Length;
            var own = Array.ConvertAll(states, static state => (State)state);
            var handles = Array.ConvertAll(parameters, static parameter => parameter.Handle);
            var square_avg = Array.ConvertAll(own, static state => state.square_avg?.Handle ?? 0);
            var grad_avg = Array.ConvertAll(own, static state => state.grad_avg?.Handle ?? 0);
            var momentum_buffer = Array.ConvertAll(own, static state => state.momentum_buffer?.Handle ?? 0);
            var steps = Array.ConvertAll(own, static state => state.step);
            fixed (IntPtr* p = handles, sa0 = square_avg, ga1 = grad_avg, mb2 = momentum_buffer)
            fixed (long* s = steps)
            {
                Native.Check(Native.bridge_rmsprop_step(p, sa0, ga1, mb2, s, count, options.LearningRate!.Value,
                    options.alpha!.Value, options.eps!.Value, options.weight_decay!.Value, options.momentum!.Value,
                        options.centered!.Value ? (byte)1 : (byte)0, options.maximize!.Value ? (byte)1 : (byte)0));
            }
            for (int i = 0; i < count; i++)
            {
                own[i].step = steps[i];
                own[i].Adopt(square_avg[i], grad_avg[i], momentum_buffer[i]);
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults!;
            var options = (Options)(param_group.Options ??= new Options());
            options.LearningRate ??= defaults.LearningRate;
            options.alpha ??= defaults.alpha;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.momentum ??= defaults.momentum;
            options.centered ??= defaults.centered;
            options.maximize ??= defaults.maximize;
            Add(param_group, static parameter => new State(parameter));
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                DisposeStates();
            }
        }

        public class Options : OptimizerOptions
        {
            public double? alpha;
            public double? eps;
            public double? weight_decay;
            public double? momentum;
            public bool? centered;
            public bool? maximize;

            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(alpha!.Value);
                writer.Write(eps!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(momentum!.Value);
                writer.Write(centered!.Value);
                writer.Write(maximize!.Value);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                alpha = reader.ReadDouble();
                eps = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                momentum = reader.ReadDouble();
                centered = reader.ReadBoolean();
                maximize = reader.ReadBoolean();
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                alpha = other.alpha;
                eps = other.eps;
                weight_decay = other.weight_decay;
                momentum = other.momentum;
                centered = other.centered;
                maximize = other.maximize;
            }
        }

        public class ParamGroup : ParamGroup<Options>, IMomentum
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double eps = 1e-08, double alpha = 0.99,
                double weight_decay = 0, double momentum = 0, bool centered = false)
                : base(parameters, new Options
                {
                    LearningRate = lr,
                    eps = eps,
                    alpha = alpha,
                    weight_decay = weight_decay,
                    momentum = momentum,
                    centered = centered,
                })
            {
            }

            public double Momentum
            {
                get => Options.momentum!.Value;
                set => Options.momentum = value;
            }
        }

        /// <summary>Running means of one parameter.</summary>
        public class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor? square_avg;
            public Tensor? grad_avg;
            public Tensor? momentum_buffer;

            public State(Parameter parameter)
                : base(parameter)
            {
            }

            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                Set(ref square_avg, zeros_like(_parameter));
                Set(ref grad_avg, zeros_like(_parameter));
                Set(ref momentum_buffer, zeros_like(_parameter));
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                SaveConditionalStateTensor(writer, square_avg);
                SaveConditionalStateTensor(writer, grad_avg);
                SaveConditionalStateTensor(writer, momentum_buffer);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                LoadConditionalStateTensor(reader, ref square_avg, _parameter.device);
                LoadConditionalStateTensor(reader, ref grad_avg, _parameter.device);
                LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);
            }

            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                Copy(ref square_avg, other.square_avg, _parameter.device);
                Copy(ref grad_avg, other.grad_avg, _parameter.device);
                Copy(ref momentum_buffer, other.momentum_buffer, _parameter.device);
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step
                && Close(square_avg, state.square_avg)
                && Close(grad_avg, state.grad_avg)
                && Close(momentum_buffer, state.momentum_buffer);

            public override void to(Device device)
            {
                Move(ref square_avg, device);
                Move(ref grad_avg, device);
                Move(ref momentum_buffer, device);
            }

            public void Dispose()
            {
                square_avg?.Dispose();
                grad_avg?.Dispose();
                momentum_buffer?.Dispose();
            }

            internal void Adopt(IntPtr square_avg, IntPtr grad_avg, IntPtr momentum_buffer)
            {
                Adopt(ref this.square_avg, square_avg);
                Adopt(ref this.grad_avg, grad_avg);
                Adopt(ref this.momentum_buffer, momentum_buffer);
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01,
                double alpha = 0.99, double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false,
                    bool maximize = false) =>
                new(parameters.Select(static entry => entry.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            public static RMSProp RMSProp(IEnumerable<RMSProp.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99,
                double eps = 1e-08, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
                new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);
        }
    }
}
