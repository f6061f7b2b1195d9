using Microsoft.Win32.SafeHandles;

namespace SixLabors.ImageSharp.Native;

/// <summary>Pixels of one picture, row after row without padding, outside the managed heap.</summary>
internal sealed unsafe class PixelBuffer : SafeHandleZeroOrMinusOneIsInvalid
{
    private PixelBuffer(void* pixels, long size)
        : base(ownsHandle: true)
    {
        SetHandle((nint)pixels);
        Size = size;
        GC.AddMemoryPressure(Math.Max(1, size));
    }

    internal long Size { get; }

    /// <summary>Black (and transparent) pixels.</summary>
    internal static PixelBuffer Allocate(long size)
    {
        Vips.Require();
        void* pixels = VipsApi.g_try_malloc0((nuint)size);
        return pixels is null ? throw new OutOfMemoryException($"Could not allocate {size} bytes for the pixels of a picture.") : new PixelBuffer(pixels, size);
    }

    /// <summary>Runs a pipeline that ends in 8-bit bands and keeps its pixels.</summary>
    internal static PixelBuffer Render(VipsImage image)
    {
        void* pixels = image.WritePixels(out nuint size);
        return new PixelBuffer(pixels, (long)size);
    }

    internal Span<T> AsSpan<T>() where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return new Span<T>((void*)handle, checked((int)(Size / sizeof(T))));
    }

    internal VipsImage Open(int width, int height, int bands)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return VipsImage.FromPixels((void*)handle, width, height, bands);
    }

    protected override bool ReleaseHandle()
    {
        VipsApi.g_free((void*)handle);
        GC.RemoveMemoryPressure(Math.Max(1, Size));
        return true;
    }
}
