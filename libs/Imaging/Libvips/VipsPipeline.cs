using NetVips;

namespace ImageClassifier.Imaging.Libvips;

/// <summary>Steps applied to an image one after the other; disposes what each step leaves behind.</summary>
internal sealed class VipsPipeline(Image first) : IDisposable
{
    internal Image Image { get; private set; } = first;

    internal void Apply(Func<Image, Image> step)
    {
        Image next = step(Image);
        Image.Dispose();
        Image = next;
    }

    public void Dispose() => Image.Dispose();
}
