using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// What has parameters, buffers and submodules under names. A derived class assigns them to fields and calls
        /// <see cref="RegisterComponents"/> at the end of its constructor.
        /// </summary>
        public partial class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> submodules = [];
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> ownBuffers = [];
            private bool isTraining = true;
            private bool areComponentsRegistered;

            protected string? name;

            protected Module(string name) => this.name = name;

            ~Module() => Dispose(false);

            /// <summary>Whether layers such as dropout and batch norm behave as in training.</summary>
            public virtual bool training => isTraining;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var (_, child) in named_children())
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            /// <summary>Calls a function with every submodule, children first, and with the module itself.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children())
                {
                    child.apply(fn);
                }
                fn(this);
                return this;
            }

            /// <summary>Drops the gradients of the parameters, or sets them to zero.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (Parameter parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        using var grad = parameter.grad;
                        grad?.zero_();
                    }
                }
            }

            /// <exception cref="ArgumentException">The name is empty or has a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    submodules.Remove(name);
                    return;
                }
                if (string.IsNullOrEmpty(name) || name.Contains('.'))
                {
                    throw new ArgumentException($"module name can't be empty or contain \".\", got: \"{name}\"", nameof(name));
                }
                if (!submodules.TryAdd(name, submodule))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }
                submodule.RegisterComponents();
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                if (!ownParameters.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }
            }

            /// <summary>
            /// A tensor that belongs to the module's state and is not learned; not in the state dict where it is not persistent.
            /// </summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (!ownBuffers.TryAdd(name, (tensor, persistent)))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes the parameters, the buffers and the submodules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }
                foreach (var (tensor, _) in ownBuffers.Values)
                {
                    tensor.Dispose();
                }
                foreach (var parameter in ownParameters.Values)
                {
                    parameter.Dispose();
                }
                foreach (var (_, child) in named_children())
                {
                    child.Dispose();
                }
            }

            /// <summary>Registers the modules, parameters and tensors that the fields hold, under the fields' names.</summary>
            protected virtual void RegisterComponents()
            {
                if (areComponentsRegistered)
                {
                    return;
                }
                areComponentsRegistered = true;
                foreach (FieldInfo field in Fields(GetType()))
                {
                    string component = field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
                    if (submodules.ContainsKey(component) || ownParameters.ContainsKey(component) || ownBuffers.ContainsKey(component))
                    {
                        continue;
                    }
                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter:
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }
            }

            /// <summary>Forgets the submodules, without disposing them.</summary>
            protected void ClearModules() => submodules.Clear();

            /// <summary>Sets a parameter that belongs to the module alone: the old one is disposed, the new one leaves its scope.</summary>
            internal void Own(string name, Parameter? parameter)
            {
                if (ownParameters.TryGetValue(name, out var old) && !ReferenceEquals(old, parameter))
                {
                    old.Dispose();
                }
                if (parameter is null)
                {
                    ownParameters.Remove(name);
                    return;
                }
                parameter.DetachFromDisposeScope();
                ownParameters[name] = parameter;
            }

            /// <summary>The same for a buffer.</summary>
            internal void Own(string name, Tensor? buffer)
            {
                if (ownBuffers.TryGetValue(name, out var old) && !ReferenceEquals(old.Tensor, buffer))
                {
                    old.Tensor.Dispose();
                }
                if (buffer is null)
                {
                    ownBuffers.Remove(name);
                    return;
                }
                buffer.DetachFromDisposeScope();
                ownBuffers[name] = (buffer, true);
            }

            internal Parameter? OwnParameter(string name) => ownParameters.GetValueOrDefault(name);

            internal Tensor? OwnBuffer(string name) => ownBuffers.TryGetValue(name, out var buffer) ? buffer.Tensor : null;

            private static IEnumerable<FieldInfo> Fields(Type type)
            {
                const BindingFlags declared =
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
                for (Type? level = type; level is not null && level != typeof(Module); level = level.BaseType)
                {
                    foreach (FieldInfo field in level.GetFields(declared))
                    {
                        yield return field;
                    }
                }
            }
        }
    }
}
