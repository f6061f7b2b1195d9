using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules one after another, under their names or their numbers.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.IModule<Tensor, Tensor>> layers = [];

        internal Sequential(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
            {
                append(name, module);
            }
        }

        protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
            : this(modules.AsEnumerable())
        {
        }

        protected Sequential(params nn.Module<Tensor, Tensor>[] modules)
            : this(nn.Numbered(modules))
        {
        }

        public int Count => layers.Count;

        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => layers[index];

        /// <summary>A part, of the same modules.</summary>
        [IndexerName("SequentialItems")]
        public Sequential this[Range index]
        {
            get
            {
                var (start, length) = index.GetOffsetAndLength(layers.Count);
                var part = named_children().Skip(start).Take(length);
                return new(part.Select(static child => (child.name, (nn.Module<Tensor, Tensor>)child.module)));
            }
        }

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            register_module(name, (nn.Module)module);
            layers.Add(module);
            return this;
        }

        public Sequential append(nn.IModule<Tensor, Tensor> module) =>
            append(layers.Count.ToString(CultureInfo.InvariantCulture), module);

        /// <summary>What lies between two modules is disposed as soon as the second has run.</summary>
        public override Tensor forward(Tensor tensor)
        {
            if (layers.Count == 0)
            {
                return tensor.alias();
            }
            Tensor current = layers[0].call(tensor);
            for (int i = 1; i < layers.Count; i++)
            {
                Tensor next = layers[i].call(current);
                current.Dispose();
                current = next;
            }
            return current;
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new([]);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(Numbered(modules));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(Numbered(modules));

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                new(modules.AsEnumerable());

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            internal static IEnumerable<(string, Module<Tensor, Tensor>)> Numbered(IEnumerable<Module<Tensor, Tensor>> modules) =>
                modules.Select(static (module, i) => (i.ToString(CultureInfo.InvariantCulture), module));
        }
    }
}
