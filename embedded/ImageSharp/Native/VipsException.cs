namespace SixLabors.ImageSharp.Native;

/// <summary>libvips refused an operation. Decoders turn it into <see cref="InvalidImageContentException"/>,
/// everything else into <see cref="ImageProcessingException"/>.</summary>
internal sealed class VipsException(string message) : Exception(message);
