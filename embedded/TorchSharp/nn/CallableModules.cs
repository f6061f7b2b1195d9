namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module that can be watched: hooks run before and after `forward`, in the order of their registration.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected HookableModule(string name)
                : base(name)
            {
            }

            internal OrderedDictionary<string, TPreHook> PreHooks { get; } = [];

            internal OrderedDictionary<string, TPostHook> PostHooks { get; } = [];

            /// <summary>Runs after `forward`; what it returns, unless null, takes the result's place.</summary>
            public HookRemover register_forward_hook(TPostHook hook)
            {
                string key = Guid.NewGuid().ToString();
                PostHooks.Add(key, hook);
                return new(this, key);
            }

            /// <summary>Runs before `forward`; what it returns, unless null, takes the input's place.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                string key = Guid.NewGuid().ToString();
                PreHooks.Add(key, hook);
                return new(this, key);
            }

            /// <summary>Takes one hook away.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> module;
                private readonly string key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    this.module = module;
                    this.key = key;
                }

                public void remove()
                {
                    module.PreHooks.Remove(key);
                    module.PostHooks.Remove(key);
                }
            }
        }

        /// <summary>A module from one input to one result.</summary>
        public abstract class Module<T, TResult> :
            HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            /// <summary>What the module computes; callers use <see cref="call"/>, which runs the hooks too.</summary>
            public abstract TResult forward(T input);

            public TResult call(T input)
            {
                foreach (var hook in PreHooks.Values)
                {
                    input = hook(this, input) ?? input;
                }
                TResult result = forward(input);
                foreach (var hook in PostHooks.Values)
                {
                    result = hook(this, input, result) ?? result;
                }
                return result;
            }
        }

        /// <summary>A module from two inputs to one result, such as a loss.</summary>
        public abstract class Module<T1, T2, TResult> :
            HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>,
            IModule<T1, T2, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                foreach (var hook in PreHooks.Values)
                {
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                }
                TResult result = forward(input1, input2);
                foreach (var hook in PostHooks.Values)
                {
                    result = hook(this, input1, input2, result) ?? result;
                }
                return result;
            }
        }
    }
}
