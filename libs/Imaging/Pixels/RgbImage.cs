namespace ImageClassifier.Imaging.Pixels;

/// <summary>Decoded pixels, upright sRGB.</summary>
/// <param name="Pixels">[Height, Width, 3] uint8.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal sealed record RgbImage(byte[] Pixels, int Width, int Height);
