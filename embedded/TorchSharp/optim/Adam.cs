using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules
{
    /// <summary>Adam, Kingma and Ba 2015; weight decay is added to the gradient.</summary>
    public class Adam : OptimizerHelper, IBetas
    {
        public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
            double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            };
            foreach (ParamGroup group in parameters)
            {
                add_param_group(group);
            }
        }

        /// <summary>The betas of new groups.</summary>
        public (double, double) Betas
        {
            get => (((Options)_defaults!).beta1!.Value, ((Options)_defaults!).beta2!.Value);
            set => (((Options)_defaults!).beta1, ((Options)_defaults!).beta2) = (value.Item1, value.Item2);
        }

        public override Tensor? step(Func<Tensor>? closure = null) => Step(closure, static (group, parameters, states) =>
            Update((Options)group.Options, parameters, states));

        /// <summary>One native call for the whole group.</summary>
        private static unsafe void Update(Options options, Parameter[] parameters, OptimizerState[] states)
        {
            int count = parameters.Length;
            var own = Array.ConvertAll(states, static state => (State)state);
            var handles = Array.ConvertAll(parameters, static parameter => parameter.Handle);
            var exp_avg = Array.ConvertAll(own, static state => state.exp_avg?.Handle ?? 0);
            var exp_avg_sq = Array.ConvertAll(own, static state => state.exp_avg_sq?.Handle ?? 0);
            var max_exp_avg_sq = Array.ConvertAll(own, static state => state.max_exp_avg_sq?.Handle ?? 0);
            var steps = Array.ConvertAll(own, static state => state.step);
            fixed (IntPtr* p = handles, ea0 = exp_avg, eas1 = exp_avg_sq, meas2 = max_exp_avg_sq)
            fixed (long* s = steps)
            {
                Native.Check(Native.bridge_adam_step(p, ea0, eas1, meas2, s, count, options.LearningRate!.Value,
                    options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value,
                        options.amsgrad!.Value ? (byte)1 : (byte)0, options.maximize!.Value ? (byte)1 : (byte)0, 0));
            }
            for (int i = 0; i < count; i++)
            {
                own[i].step = steps[i];
                own[i].Adopt(exp_avg[i], exp_avg_sq[i], max_exp_avg_sq[i]);
            }
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var defaults = (Options)_defaults!;
            var options = (Options)(param_group.Options ??= new Options());
            options.LearningRate ??= defaults.LearningRate;
            options.beta1 ??= defaults.beta1;
            options.beta2 ??= defaults.beta2;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.amsgrad ??= defaults.amsgrad;
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
            public double? beta1;
            public double? beta2;
            public double? eps;
            public double? weight_decay;
            public bool? amsgrad;
            public bool? maximize;

            public override void SaveStateDict(BinaryWriter writer)
            {
                base.SaveStateDict(writer);
                writer.Write(beta1!.Value);
                writer.Write(beta2!.Value);
                writer.Write(eps!.Value);
                writer.Write(weight_decay!.Value);
                writer.Write(amsgrad!.Value);
                writer.Write(maximize!.Value);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                base.LoadStateDict(reader);
                beta1 = reader.ReadDouble();
                beta2 = reader.ReadDouble();
                eps = reader.ReadDouble();
                weight_decay = reader.ReadDouble();
                amsgrad = reader.ReadBoolean();
                maximize = reader.ReadBoolean();
            }

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                beta1 = other.beta1;
                beta2 = other.beta2;
                eps = other.eps;
                weight_decay = other.weight_decay;
                amsgrad = other.amsgrad;
                maximize = other.maximize;
            }
        }

        public class ParamGroup : ParamGroup<Options>, IBetas
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options)
                : base(parameters, options)
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : base(parameters, new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                })
            {
            }

            public (double, double) Betas
            {
                get => (Options.beta1!.Value, Options.beta2!.Value);
                set => (Options.beta1, Options.beta2) = (value.Item1, value.Item2);
            }
        }

        /// <summary>Running means of one parameter; the largest one is null without amsgrad.</summary>
        public class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor? exp_avg;
            public Tensor? exp_avg_sq;
            public Tensor? max_exp_avg_sq;

            public State(Parameter parameter)
                : base(parameter)
            {
            }

            public override void Initialize(OptimizerOptions options)
            {
                step = 0;
                Set(ref exp_avg, zeros_like(_parameter));
                Set(ref exp_avg_sq, zeros_like(_parameter));
                Set(ref max_exp_avg_sq, ((Options)options).amsgrad!.Value ? zeros_like(_parameter) : null);
            }

            public override void SaveStateDict(BinaryWriter writer)
            {
                writer.Write(step);
                SaveConditionalStateTensor(writer, exp_avg);
                SaveConditionalStateTensor(writer, exp_avg_sq);
                SaveConditionalStateTensor(writer, max_exp_avg_sq);
            }

            public override void LoadStateDict(BinaryReader reader)
            {
                step = reader.ReadInt64();
                LoadConditionalStateTensor(reader, ref exp_avg, _parameter.device);
                LoadConditionalStateTensor(reader, ref exp_avg_sq, _parameter.device);
                LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
            }

            public override void LoadStateDict(OptimizerState source)
            {
                var other = (State)source;
                step = other.step;
                Copy(ref exp_avg, other.exp_avg, _parameter.device);
                Copy(ref exp_avg_sq, other.exp_avg_sq, _parameter.device);
                Copy(ref max_exp_avg_sq, other.max_exp_avg_sq, _parameter.device);
            }

            public override bool ApproximatelyEquals(OptimizerState other) =>
                other is State state && step == state.step
                && Close(exp_avg, state.exp_avg)
                && Close(exp_avg_sq, state.exp_avg_sq)
                && Close(max_exp_avg_sq, state.max_exp_avg_sq);

            public override void to(Device device)
            {
                Move(ref exp_avg, device);
                Move(ref exp_avg_sq, device);
                Move(ref max_exp_avg_sq, device);
            }

            public void Dispose()
            {
                exp_avg?.Dispose();
                exp_avg_sq?.Dispose();
                max_exp_avg_sq?.Dispose();
            }

            internal void Adopt(IntPtr exp_avg, IntPtr exp_avg_sq, IntPtr max_exp_avg_sq)
            {
                Adopt(ref this.exp_avg, exp_avg);
                Adopt(ref this.exp_avg_sq, exp_avg_sq);
                Adopt(ref this.max_exp_avg_sq, max_exp_avg_sq);
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
            public static Adam Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001,
                double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false,
                    bool maximize = false) =>
                new(parameters.Select(static entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
