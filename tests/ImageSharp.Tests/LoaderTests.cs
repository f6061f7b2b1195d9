using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Native;

namespace ImageSharp.Tests;

public class LoaderTests
{
    [Theory]
    [InlineData("tiffload_buffer")]
    [InlineData("svgload_buffer")]
    [InlineData("pdfload_buffer")]
    [InlineData("heifload_buffer")]
    [InlineData("magickload_buffer")]
    [InlineData("jxlload_buffer")]
    [InlineData("jp2kload_buffer")]
    [InlineData("radload_buffer")]
    public unsafe void Loaders_of_other_formats_cannot_run(string loader)
    {
        Image.Identify(Fixture.Read("still.gif"));
        byte[] tiff = Fixture.Read("photo.tif");
        fixed (byte* data = tiff)
        {
            nint address = (nint)data;
            var error = Assert.Throws<VipsException>(() => VipsOperation.Load(loader, (void*)address, (nuint)tiff.Length, ""));
            Assert.Matches("blocked|not found", error.Message);
        }
    }
}
