using System.Reflection;
using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>Finds the shared libraries of the operating system by the file names that their packages install.</summary>
internal static class Libraries
{
    internal const string Vips = "vips";
    internal const string GObject = "gobject-2.0";
    internal const string GLib = "glib-2.0";

    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(Libraries).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        string[] files = name switch
        {
            Vips => ["libvips.so.42", "libvips.42.dylib", "libvips-42.dll"],
            GObject => ["libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"],
            GLib => ["libglib-2.0.so.0", "libglib-2.0.0.dylib", "libglib-2.0-0.dll"],
            _ => [],
        };
        foreach (string file in files)
        {
            if (NativeLibrary.TryLoad(file, assembly, path, out nint handle)) return handle;
        }
        return files.Length == 0
            ? 0
            : throw new DllNotFoundException(
                $"{files[0]} was not found. Pictures are read through libvips: install it with `apt-get install libvips42`.");
    }
}
