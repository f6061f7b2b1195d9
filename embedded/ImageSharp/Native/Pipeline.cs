namespace SixLabors.ImageSharp.Native;

/// <summary>Steps applied to an image one after the other; disposes what each step leaves behind.</summary>
internal sealed class Pipeline(VipsImage first) : IDisposable
{
    internal VipsImage Image { get; private set; } = first;

    internal void Apply(string operation, string options = "") => Become(Image.Then(operation, options));

    internal void Become(VipsImage next)
    {
        Image.Dispose();
        Image = next;
    }

    public void Dispose() => Image.Dispose();
}
