using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The functions of libvips and GObject in use. All of them have a fixed argument list: operations are
/// objects whose arguments are properties, so no variadic function is ever called.</summary>
internal static unsafe partial class VipsApi
{
    /// <summary>GLib's tagged value: a type and two words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        internal nuint Type;
        private readonly ulong first;
        private readonly ulong second;
    }

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_init(string argv0);

    [LibraryImport(Libraries.Vips)]
    internal static partial void vips_concurrency_set(int concurrency);

    [LibraryImport(Libraries.Vips)]
    internal static partial void vips_cache_set_max(int max);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_operation_block_set(string name, int state);

    [LibraryImport(Libraries.Vips)]
    internal static partial nint vips_error_buffer_copy();

    [LibraryImport(Libraries.Vips)]
    internal static partial nuint vips_image_get_type();

    [LibraryImport(Libraries.Vips)]
    internal static partial nuint vips_blob_get_type();

    [LibraryImport(Libraries.Vips)]
    internal static partial void vips_value_set_blob(ref GValue value, nint free, void* data, nuint length);

    [LibraryImport(Libraries.Vips)]
    internal static partial void* vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint vips_operation_new(string name);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_object_set_from_string(nint @object, string options);

    [LibraryImport(Libraries.Vips)]
    internal static partial int vips_object_build(nint @object);

    [LibraryImport(Libraries.Vips)]
    internal static partial void vips_object_unref_outputs(nint @object);

    [LibraryImport(Libraries.Vips)]
    internal static partial nint vips_image_new_from_memory(void* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Libraries.Vips)]
    internal static partial void* vips_image_write_to_memory(VipsImage image, out nuint size);

    [LibraryImport(Libraries.Vips)]
    internal static partial int vips_image_get_width(VipsImage image);

    [LibraryImport(Libraries.Vips)]
    internal static partial int vips_image_get_height(VipsImage image);

    [LibraryImport(Libraries.Vips)]
    internal static partial int vips_image_get_bands(VipsImage image);

    [LibraryImport(Libraries.Vips)]
    internal static partial int vips_image_get_format(VipsImage image);

    [LibraryImport(Libraries.Vips)]
    internal static partial int vips_image_get_interpretation(VipsImage image);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_image_get_typeof(VipsImage image, string name);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_int(VipsImage image, string name, out int value);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_blob(VipsImage image, string name, out void* data, out nuint length);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set_blob_copy(VipsImage image, string name, void* data, nuint length);

    [LibraryImport(Libraries.Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set_int(VipsImage image, string name, int value);

    [LibraryImport(Libraries.GObject)]
    internal static partial void g_value_init(ref GValue value, nuint type);

    [LibraryImport(Libraries.GObject)]
    internal static partial void g_value_unset(ref GValue value);

    [LibraryImport(Libraries.GObject)]
    internal static partial void g_value_set_object(ref GValue value, VipsImage image);

    [LibraryImport(Libraries.GObject)]
    internal static partial nint g_value_dup_object(ref GValue value);

    [LibraryImport(Libraries.GObject)]
    internal static partial nint g_value_get_boxed(ref GValue value);

    [LibraryImport(Libraries.GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_set_property(nint @object, string name, ref GValue value);

    [LibraryImport(Libraries.GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_get_property(nint @object, string name, ref GValue value);

    [LibraryImport(Libraries.GObject)]
    internal static partial void g_object_unref(nint @object);

    [LibraryImport(Libraries.GLib)]
    internal static partial void g_free(void* memory);

    [LibraryImport(Libraries.GLib)]
    internal static partial void* g_try_malloc0(nuint size);

    [LibraryImport(Libraries.GLib, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int g_setenv(string variable, string value, int overwrite);

    [LibraryImport(Libraries.GLib, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint g_log_set_handler(
        string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    internal static void Silence(nint domain, int level, nint message, nint data)
    {
        // libvips repeats on stderr what it also reports as an error; the exception carries it.
    }
}
