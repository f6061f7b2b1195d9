using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Sampling positions of affine maps.</summary>
            /// <param name="theta">[N, 2, 3].</param>
            /// <param name="size">[N, C, H, W] of what is to be sampled.</param>
            /// <param name="align_corners">Whether -1 and 1 are the centers of the corner pixels, rather than their outer edges.</param>
            /// <returns>[N, H, W, 2], x and y in [-1, 1].</returns>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Aten.Call("affine_grid_generator", theta, size ?? throw new ArgumentNullException(nameof(size)), align_corners);

            /// <summary>Samples images at the positions of a grid.</summary>
            /// <param name="input">[N, C, H, W].</param>
            /// <param name="grid">[N, H', W', 2].</param>
            /// <param name="mode">Bilinear or nearest.</param>
            /// <param name="padding_mode">What lies outside of the image.</param>
            /// <param name="align_corners">As in <see cref="affine_grid"/>.</param>
            public static Tensor grid_sample(Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) =>
                Aten.Call("grid_sampler", input, grid, mode == GridSampleMode.Bilinear ? 0L : 1L, padding_mode switch
                {
                    GridSamplePaddingMode.Zeros => 0L,
                    GridSamplePaddingMode.Border => 1L,
                    _ => 2L,
                }, align_corners ?? false);

            /// <summary>Resizes images [N, C, H, W], to a size or by a factor.</summary>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                int sides = (int)x.ndim - 2;
                if (size is null == scale_factor is null)
                {
                    throw new ArgumentException("Either size or scale_factor should be given, and not both.");
                }
                if (scale_factor is { Length: 1 } && sides > 1)
                {
                    scale_factor = [.. Enumerable.Repeat(scale_factor[0], sides)];
                }
                if (size is { Length: 1 } && sides > 1)
                {
                    size = [.. Enumerable.Repeat(size[0], sides)];
                }
                if (recompute_scale_factor && scale_factor is not null)
                {
                    size = [.. scale_factor.Select((factor, i) => (long)Math.Floor(x.shape[i + 2] * factor))];
                    scale_factor = null;
                }
                string prefix = antialias ? "_upsample" : "upsample";
                string suffix = antialias ? "_aa.vec" : ".vec";
                bool aligned = align_corners ?? false;
                return mode switch
                {
                    InterpolationMode.Nearest => Aten.Call($"upsample_nearest{sides}d.vec", x, size, scale_factor),
                    InterpolationMode.NearestExact => Aten.Call($"_upsample_nearest_exact{sides}d.vec", x, size, scale_factor),
                    InterpolationMode.Linear => Aten.Call("upsample_linear1d.vec", x, size, aligned, scale_factor),
                    InterpolationMode.Bilinear => Aten.Call($"{prefix}_bilinear2d{suffix}", x, size, aligned, scale_factor),
                    InterpolationMode.Bicubic => Aten.Call($"{prefix}_bicubic2d{suffix}", x, size, aligned, scale_factor),
                    InterpolationMode.Trilinear => Aten.Call("upsample_trilinear3d.vec", x, size, aligned, scale_factor),
                    InterpolationMode.Area => Aten.Call($"adaptive_avg_pool{sides}d", x,
                        size ?? [.. scale_factor!.Select((factor, i) => (long)Math.Floor(x.shape[i + 2] * factor))]),
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not an interpolation mode."),
                };
            }

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant,
                double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Extends the last dimensions: [before last, after last, before last but one, …].</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) => mode switch
            {
                PaddingModes.Constant or PaddingModes.Zeros => Aten.Call("constant_pad_nd", input, pad,
                    mode == PaddingModes.Zeros ? 0 : value),
                _ => Aten.Call("pad", input, pad, mode.ToString().ToLowerInvariant()),
            };
        }
    }
}
