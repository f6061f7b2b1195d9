using System.Collections;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A list of modules that a module can hold: they are registered under their numbers.</summary>
    public class ModuleList<T> : nn.Module, IList<T>
        where T : nn.Module
    {
        private readonly List<T> items;

        public ModuleList(params T[] modules)
            : base(nameof(ModuleList<>))
        {
            items = [.. modules];
            Number();
        }

        public int Count => items.Count;

        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                Number();
            }
        }

        public void Add(T item)
        {
            items.Add(item);
            Number();
        }

        public void append(params T[] parameters) => extend(parameters);

        public void extend(IEnumerable<T> modules)
        {
            items.AddRange(modules);
            Number();
        }

        public void Insert(int index, T item)
        {
            items.Insert(index, item);
            Number();
        }

        public bool Remove(T item)
        {
            bool removed = items.Remove(item);
            Number();
            return removed;
        }

        public void RemoveAt(int index)
        {
            items.RemoveAt(index);
            Number();
        }

        public void Clear()
        {
            items.Clear();
            Number();
        }

        public bool Contains(T item) => items.Contains(item);

        public int IndexOf(T item) => items.IndexOf(item);

        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private void Number()
        {
            ClearModules();
            for (int i = 0; i < items.Count; i++)
            {
                register_module(i.ToString(CultureInfo.InvariantCulture), items[i]);
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
