using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                submodules.Select(static entry => (entry.Key, entry.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(static entry => entry.module);

            /// <summary>All modules below this one, as "layer1.0.conv1"; without this one.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                {
                    yield return child;
                }
                foreach (var (name, child) in named_children())
                {
                    foreach (var (below, module) in child.named_modules())
                    {
                        yield return ($"{name}.{below}", module);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(static entry => entry.module);

            /// <summary>The parameters of this module and of those below, as "layer1.0.conv1.weight", a shared one once.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr> { 0 };
                foreach (var (name, parameter) in ownParameters)
                {
                    if (seen.Add(parameter.handle))
                    {
                        yield return (name, parameter);
                    }
                }
                if (!recurse)
                {
                    yield break;
                }
                foreach (var (name, child) in named_children())
                {
                    foreach (var (below, parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter.handle))
                        {
                            yield return ($"{name}.{below}", parameter);
                        }
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(static entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr> { 0 };
                foreach (var (name, (buffer, persistent)) in ownBuffers)
                {
                    if ((persistent || include_nonpersistent) && seen.Add(buffer.handle))
                    {
                        yield return (name, buffer);
                    }
                }
                if (!recurse)
                {
                    yield break;
                }
                foreach (var (name, child) in named_children())
                {
                    foreach (var (below, buffer) in child.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer.handle))
                        {
                            yield return ($"{name}.{below}", buffer);
                        }
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(static entry => entry.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            /// <summary>
            /// The parameters and persistent buffers by name. They are the module's own tensors, not copies.
            /// </summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string name) => string.IsNullOrEmpty(prefix) ? name : $"{prefix}.{name}";
                foreach (var (name, parameter) in named_parameters())
                {
                    destination.TryAdd(Key(name), parameter);
                }
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                {
                    destination.TryAdd(Key(name), buffer);
                }
                foreach (var (name, child) in named_children())
                {
                    child.state_dict(destination, Key(name));
                }
                return destination;
            }

            /// <summary>Copies values of the same names into the parameters and buffers.</summary>
            /// <param name="source">What <see cref="state_dict"/> gave, perhaps of another module.</param>
            /// <param name="strict">Throws where the names are not the same on both sides.</param>
            /// <param name="skip">Names to leave out.</param>
            /// <returns>The names that the source lacks, and those that the module lacks.</returns>
            /// <exception cref="InvalidOperationException">Strict, and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                skip ??= [];
                var missing = destination.Keys.Except(source.Keys).Except(skip).ToList();
                var unexpected = source.Keys.Except(destination.Keys).Except(skip).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary."
                        + $" Missing: {string.Join(", ", missing)}. Unexpected: {string.Join(", ", unexpected)}.");
                }
                using var mode = no_grad();
                foreach (var (name, value) in source)
                {
                    if (!skip.Contains(name) && destination.TryGetValue(name, out Tensor? own))
                    {
                        own.copy_(value);
                    }
                }
                return (missing, unexpected);
            }
        }
    }
}
