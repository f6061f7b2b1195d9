using Microsoft.Win32.SafeHandles;

namespace SixLabors.ImageSharp.Native;

/// <summary>A reference to a libvips image: a node of a lazy pipeline, whose pixels are computed when they are written.</summary>
internal sealed unsafe class VipsImage : SafeHandleZeroOrMinusOneIsInvalid
{
    private const int UnsignedChar = 0;
    private const int UnsignedShort = 2;
    private const int CmykInterpretation = 15;

    internal VipsImage(nint handle)
        : base(ownsHandle: true) => SetHandle(handle);

    internal int Width => VipsApi.vips_image_get_width(this);

    internal int Height => VipsApi.vips_image_get_height(this);

    internal int Bands => VipsApi.vips_image_get_bands(this);

    internal bool Is16Bit => VipsApi.vips_image_get_format(this) == UnsignedShort;

    internal bool IsCmyk => VipsApi.vips_image_get_interpretation(this) == CmykInterpretation;

    /// <summary>Two bands are grey and alpha, four are colour and alpha unless they are CMYK.</summary>
    internal bool HasAlpha => Bands == 2 || (Bands == 4 && !IsCmyk) || Bands == 5;

    /// <summary>How many frames the file holds: more than one in an animation.</summary>
    internal int Pages =>
        VipsApi.vips_image_get_typeof(this, "n-pages") != 0 && VipsApi.vips_image_get_int(this, "n-pages", out int pages) == 0
            ? Math.Max(1, pages)
            : 1;

    /// <summary>Wraps pixels without copying them; they must stay where they are until every image made from this one is disposed.</summary>
    internal static VipsImage FromPixels(void* pixels, int width, int height, int bands)
    {
        nint image = VipsApi.vips_image_new_from_memory(pixels, (nuint)width * (nuint)height * (nuint)bands, width, height, bands, UnsignedChar);
        return image == 0 ? throw new VipsException(Vips.TakeError()) : new VipsImage(image);
    }

    /// <summary>A copy of a metadata block, or null.</summary>
    internal byte[]? Block(string name) =>
        VipsApi.vips_image_get_typeof(this, name) == VipsApi.vips_blob_get_type()
            && VipsApi.vips_image_get_blob(this, name, out void* data, out nuint length) == 0
            ? new ReadOnlySpan<byte>(data, checked((int)length)).ToArray()
            : null;

    internal void SetBlock(string name, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes) VipsApi.vips_image_set_blob_copy(this, name, data, (nuint)bytes.Length);
    }

    internal void SetNumber(string name, int value) => VipsApi.vips_image_set_int(this, name, value);

    internal VipsImage Then(string operation, string options = "") => VipsOperation.Run(operation, this, options);

    /// <summary>Runs the pipeline. The result belongs to the caller and is freed with <c>g_free</c>.</summary>
    internal void* WritePixels(out nuint size)
    {
        void* pixels = VipsApi.vips_image_write_to_memory(this, out size);
        return pixels is null ? throw new VipsException(Vips.TakeError()) : pixels;
    }

    protected override bool ReleaseHandle()
    {
        lock (Vips.Compiler) VipsApi.g_object_unref(handle);
        return true;
    }
}
