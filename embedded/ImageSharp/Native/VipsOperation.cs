namespace SixLabors.ImageSharp.Native;

/// <summary>Runs one libvips operation: creates it by nickname, sets its arguments, builds it and takes its result.</summary>
internal static unsafe class VipsOperation
{
    /// <param name="name">Nickname, such as <c>resize</c>.</param>
    /// <param name="input">Image given as argument <c>in</c> (which <c>extract_area</c> alone calls <c>input</c>).</param>
    /// <param name="options">Other arguments as libvips writes them: <c>[scale=0.5,kernel=linear]</c>.</param>
    internal static VipsImage Run(string name, VipsImage input, string options = "") =>
        Run(name, options, operation => SetImage(operation, name == "extract_area" ? "input" : "in", input), TakeImage);

    /// <summary>Runs a loader. The image reads from <paramref name="data"/> until it is disposed.</summary>
    internal static VipsImage Load(string name, void* data, nuint length, string options) =>
        Run(name, options, operation => SetBlob(operation, data, length), TakeImage);

    /// <summary>Runs a saver and copies the encoded bytes.</summary>
    internal static byte[] Save(string name, VipsImage input, string options) =>
        Run(name, options, operation => SetImage(operation, "in", input), TakeBytes);

    private static T Run<T>(string name, string options, Action<nint> setInput, Func<nint, T> takeResult)
    {
        nint operation = VipsApi.vips_operation_new(name);
        if (operation == 0) throw new VipsException(Vips.TakeError());
        try
        {
            setInput(operation);
            if (options.Length > 0 && VipsApi.vips_object_set_from_string(operation, options) != 0) throw new VipsException(Vips.TakeError());
            if (Build(name, operation) != 0) throw new VipsException(Vips.TakeError());
            return takeResult(operation);
        }
        finally
        {
            lock (Vips.Compiler)
            {
                VipsApi.vips_object_unref_outputs(operation);
                VipsApi.g_object_unref(operation);
            }
        }
    }

    // Of the operations in use, resize alone compiles. It computes no pixels yet, so the others do not wait long.
    private static int Build(string name, nint operation)
    {
        if (name != "resize") return VipsApi.vips_object_build(operation);
        lock (Vips.Compiler) return VipsApi.vips_object_build(operation);
    }

    private static void SetImage(nint operation, string argument, VipsImage image)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(ref value, VipsApi.vips_image_get_type());
        VipsApi.g_value_set_object(ref value, image);
        VipsApi.g_object_set_property(operation, argument, ref value);
        VipsApi.g_value_unset(ref value);
    }

    private static void SetBlob(nint operation, void* data, nuint length)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(ref value, VipsApi.vips_blob_get_type());
        VipsApi.vips_value_set_blob(ref value, 0, data, length);
        VipsApi.g_object_set_property(operation, "buffer", ref value);
        VipsApi.g_value_unset(ref value);
    }

    private static VipsImage TakeImage(nint operation)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(ref value, VipsApi.vips_image_get_type());
        VipsApi.g_object_get_property(operation, "out", ref value);
        var image = new VipsImage(VipsApi.g_value_dup_object(ref value));
        VipsApi.g_value_unset(ref value);
        return image;
    }

    private static byte[] TakeBytes(nint operation)
    {
        VipsApi.GValue value = default;
        VipsApi.g_value_init(ref value, VipsApi.vips_blob_get_type());
        VipsApi.g_object_get_property(operation, "buffer", ref value);
        void* data = VipsApi.vips_blob_get(VipsApi.g_value_get_boxed(ref value), out nuint length);
        byte[] bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        VipsApi.g_value_unset(ref value);
        return bytes;
    }
}
