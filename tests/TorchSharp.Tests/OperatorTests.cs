using static TorchSharp.Tests.Recorded;
using static TorchSharp.torch;
using static TorchSharp.torch.TensorIndex;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests;

/// <summary>Every operator against what PyTorch gives for the same input.</summary>
public class OperatorTests
{
    private static readonly Dictionary<string, Func<Inputs, Tensor>> Cases = new()
    {
        ["add_alpha"] = i => i.A.add(i.B, alpha: 0.5),
        ["sub"] = i => i.A - i.B,
        ["rsub"] = i => 1.5 - i.A,
        ["mul"] = i => i.A * i.B,
        ["div"] = i => i.A / i.B,
        ["rdiv"] = i => 2.0 / i.A,
        ["floor_div"] = i => i.A.div(i.B, RoundingMode.floor),
        ["trunc_div"] = i => i.A.div(i.B, RoundingMode.trunc),
        ["remainder"] = i => i.A.remainder(0.7),
        ["pow"] = i => i.A.abs().pow(1.3),
        ["pow_tensor"] = i => i.A.abs().pow(i.B),
        ["exp"] = i => i.A.exp(),
        ["log"] = i => i.A.abs().log(),
        ["log1p"] = i => i.A.abs().log1p(),
        ["sqrt"] = i => i.A.abs().sqrt(),
        ["rsqrt"] = i => i.A.abs().rsqrt(),
        ["reciprocal"] = i => i.A.reciprocal(),
        ["sin"] = i => i.A.sin(),
        ["cos"] = i => i.A.cos(),
        ["tanh"] = i => i.A.tanh(),
        ["sigmoid"] = i => i.A.sigmoid(),
        ["floor"] = i => i.A.floor(),
        ["ceil"] = i => i.A.ceil(),
        ["trunc"] = i => i.A.trunc(),
        ["frac"] = i => i.A.frac(),
        ["round"] = i => i.A.round(1),
        ["sign"] = i => i.A.sign(),
        ["square"] = i => i.A.square(),
        ["clamp"] = i => i.A.clamp((Scalar)(-0.5), (Scalar)1.0),
        ["clamp_min"] = i => i.A.clamp(min: (Scalar)0.0),
        ["maximum"] = i => maximum(i.A, i.B),
        ["minimum"] = i => minimum(i.A, i.B),
        ["lerp"] = i => i.A.lerp(i.B, tensor(0.3f)),
        ["addcmul"] = i => i.A.addcmul(i.B, i.B, 0.2),
        ["addcdiv"] = i => i.A.addcdiv(i.B, i.B.square() + 1, 0.2),
        ["relu"] = i => F.relu(i.A),
        ["relu6"] = i => F.relu6(i.A * 5),
        ["silu"] = i => F.silu(i.A),
        ["gelu"] = i => F.gelu(i.A),
        ["hardswish"] = i => F.hardswish(i.A * 3),
        ["hardsigmoid"] = i => F.hardsigmoid(i.A * 3),
        ["softmax"] = i => i.A.softmax(1),
        ["log_softmax"] = i => i.A.log_softmax(2),
        ["sum"] = i => i.A.sum(),
        ["sum_dims"] = i => i.A.sum(0, 2),
        ["sum_keep"] = i => i.A.sum(1, keepdim: true),
        ["mean"] = i => i.A.mean(),
        ["mean_dims"] = i => i.A.mean(new long[] { 1, 2 }, keepdim: true),
        ["std"] = i => i.A.std(),
        ["std_dim"] = i => i.A.std(1),
        ["var_biased"] = i => i.A.var(new long[] { 0, 2 }, unbiased: false),
        ["prod"] = i => i.A.prod(1),
        ["max"] = i => i.A.max(),
        ["max_values"] = i => i.A.max(1).values,
        ["max_indices"] = i => i.A.max(1).indexes,
        ["min_values"] = i => i.A.min(2).values,
        ["argmax"] = i => i.A.argmax(),
        ["argmax_dim"] = i => i.A.argmax(2),
        ["argmin_dim"] = i => i.A.argmin(1, keepdim: true),
        ["median"] = i => i.A.median(),
        ["cumsum"] = i => i.A.cumsum(2),
        ["logsumexp"] = i => i.A.logsumexp(1),
        ["norm"] = i => i.A.norm(),
        ["norm1_dim"] = i => i.A.norm(2, keepdim: true, p: 1),
        ["topk_values"] = i => i.A.flatten().topk(5).values,
        ["topk_indices"] = i => i.A.flatten().topk(5, largest: false).indexes,
        ["sort_values"] = i => i.A.sort(1, descending: true).Values,
        ["sort_indices"] = i => i.A.sort(1, descending: true).Indices,
        ["argsort"] = i => i.A.argsort(2),
        ["count_nonzero"] = i => i.Mask.count_nonzero(),
        ["bincount"] = i => i.Labels.bincount(null, minlength: 6),
        ["eq"] = i => i.A.eq(i.A.clamp(max: (Scalar)1.0)),
        ["lt"] = i => i.A < i.B,
        ["ge"] = i => i.A >= 0.0,
        ["isnan"] = i => (i.A / 0.0 * 0.0).isnan(),
        ["all"] = i => i.Mask.all(1),
        ["any"] = i => i.Mask.any(1),
        ["where"] = i => where(i.Mask, i.A, i.B),
        ["masked_fill"] = i => i.A.masked_fill(i.Mask, -1.0),
        ["masked_select"] = i => i.A.masked_select(i.Mask),
        ["nonzero"] = i => i.Mask.nonzero(),
        ["matmul"] = i => i.A.matmul(i.B.transpose(1, 2)),
        ["mm"] = i => i.Matrix.mm(i.Matrix.t()),
        ["mv"] = i => i.Matrix.mv(i.Matrix[0]),
        ["dot"] = i => i.Matrix[0].dot(i.Matrix[1]),
        ["bmm"] = i => i.A.bmm(i.B.transpose(1, 2)),
        ["addmm"] = i => Wave([3, 3]).addmm(i.Matrix, i.Matrix.t(), beta: 0.5f, alpha: 2.0f),
        ["permute"] = i => i.A.permute(2, 0, 1),
        ["transpose"] = i => i.A.transpose(0, 2),
        ["reshape"] = i => i.A.reshape(4, -1),
        ["flatten"] = i => i.A.flatten(1),
        ["flip"] = i => i.A.flip(0, 2),
        ["roll"] = i => i.A.roll(1, 2),
        ["narrow"] = i => i.A.narrow(2, 1, 2),
        ["select"] = i => i.A.select(1, 2),
        ["index_select"] = i => i.A.index_select(1, i.Positions),
        ["expand"] = i => i.Matrix.narrow(0, 0, 1).expand(3, 4),
        ["repeat"] = i => i.Matrix.repeat(2, 1),
        ["repeat_interleave"] = i => i.Matrix.repeat_interleave(2, 0),
        ["tril"] = i => i.Matrix.tril(),
        ["triu"] = i => i.Matrix.triu(1),
        ["diag"] = i => i.Matrix[Colon, Slice(0, 3)].diag(),
        ["gather"] = i => i.Matrix.gather(1, tensor(new long[,] { { 0, 3 }, { 1, 1 }, { 2, 0 } })),
        ["scatter"] = i => zeros(3, 4).scatter(1, tensor(new long[,] { { 0 }, { 2 }, { 1 } }), i.Matrix[Colon, Slice(0, 1)]),
        ["cat"] = i => cat(new[] { i.A, i.B }, 1),
        ["stack"] = i => stack(new[] { i.A, i.B }, 1),
        ["chunk"] = i => i.A.chunk(2, 2)[1],
        ["split"] = i => i.A.split(new long[] { 1, 3 }, 2)[1],
        ["unbind"] = i => i.A.unbind(1)[2],
        ["index_range"] = i => i.A[Colon, Slice(1), Slice(null, null, 2)],
        ["index_ellipsis"] = i => i.A[Ellipsis, Single(-1)],
        ["index_none"] = i => i.A[Colon, TensorIndex.None, Single(1)],
        ["index_tensor"] = i => i.A[Colon, TensorIndex.Tensor(i.Positions)],
        ["index_mask"] = i => i.A[TensorIndex.Tensor(i.Mask)],
        ["index_mixed"] = i => i.A[Single(0), TensorIndex.Tensor(i.Positions), Slice(1, 3)],
        ["arange"] = i => arange(1, 3, 0.4),
        ["linspace"] = i => linspace(-1, 2, 7),
        ["eye"] = i => eye(2, 3),
        ["linear"] = i => F.linear(i.Matrix, Wave([2, 4], 0.2), Wave([2])),
        ["conv2d"] = i => F.conv2d(i.X, i.Kernel, Wave([4]), strides: new long[] { 2, 2 }, padding: new long[] { 1, 1 }),
        ["conv2d_dilated"] = i => F.conv2d(i.X, i.Kernel, dilation: new long[] { 2, 2 }),
        ["conv2d_grouped"] = i => F.conv2d(i.X, Wave([6, 1, 3, 3]), groups: 3),
        ["max_pool2d"] = i => F.max_pool2d(i.X, 3, 2, 1),
        ["avg_pool2d"] = i => F.avg_pool2d(i.X, 2),
        ["avg_pool2d_padded"] = i => F.avg_pool2d(i.X, 3, 2, 1, count_include_pad: false),
        ["adaptive_avg_pool2d"] = i => F.adaptive_avg_pool2d(i.X, (4, 2)),
        ["batch_norm"] = i => F.batch_norm(i.X, Wave([3]), Wave([3]).square() + 0.5, Wave([3]), Wave([3])),
        ["layer_norm"] = i => F.layer_norm(i.A, new long[] { 4 }, Wave([4]), Wave([4])),
        ["cross_entropy"] = i => F.cross_entropy(i.Scores, i.Labels),
        ["cross_entropy_smooth"] = i => F.cross_entropy(i.Scores, i.Labels, tensor(new[] { 1.0f, 2.0f, 0.5f, 1.5f }), label_smoothing: 0.1),
        ["cross_entropy_ignore"] = i => F.cross_entropy(i.Scores, i.Labels, ignore_index: 1, reduction: nn.Reduction.Sum),
        ["cross_entropy_none"] = i => F.cross_entropy(i.Scores, i.Labels, reduction: nn.Reduction.None),
        ["cross_entropy_soft"] = i => F.cross_entropy(i.Scores, Wave([5, 4], 2).softmax(1)),
        ["nll_loss"] = i => F.nll_loss(i.Scores.log_softmax(1), i.Labels),
        ["mse_loss"] = i => F.mse_loss(i.A, i.B),
        ["l1_loss"] = i => F.l1_loss(i.A, i.B),
        ["kl_div"] = i => F.kl_div(i.Scores.log_softmax(1), Wave([5, 4], 2).softmax(1), log_target: false, nn.Reduction.Sum),
        ["bce_logits"] = i => F.binary_cross_entropy_with_logits(i.Scores, Wave([5, 4], 2).sigmoid()),
        ["one_hot"] = i => F.one_hot(i.Labels, 5),
        ["normalize"] = i => F.normalize(i.A, dim: 1),
        ["affine_grid"] = i => i.Grid,
        ["grid_sample"] = i => F.grid_sample(i.X, i.Grid, align_corners: false),
        ["grid_sample_reflect"] = i => F.grid_sample(i.X, i.Grid, padding_mode: GridSamplePaddingMode.Reflection, align_corners: false),
        ["grid_sample_border"] = i => F.grid_sample(i.X, i.Grid, padding_mode: GridSamplePaddingMode.Border, align_corners: true),
        ["grid_sample_nearest"] = i => F.grid_sample(i.X, i.Grid, GridSampleMode.Nearest, align_corners: false),
        ["interpolate_nearest"] = i => F.interpolate(i.X, new long[] { 4, 9 }),
        ["interpolate_bilinear"] = i => F.interpolate(i.X, scale_factor: new[] { 1.5, 1.5 }, mode: InterpolationMode.Bilinear),
        ["interpolate_aligned"] = i => F.interpolate(i.X, new long[] { 4, 9 }, mode: InterpolationMode.Bilinear, align_corners: true),
        ["interpolate_antialias"] = i => F.interpolate(i.X, new long[] { 3, 4 }, mode: InterpolationMode.Bilinear, antialias: true),
        ["interpolate_bicubic"] = i => F.interpolate(i.X, new long[] { 9, 8 }, mode: InterpolationMode.Bicubic),
        ["interpolate_area"] = i => F.interpolate(i.X, new long[] { 3, 2 }, mode: InterpolationMode.Area),
        ["pad"] = i => F.pad(i.X, (1, 2, 0, 1), value: 0.5),
        ["pad_reflect"] = i => F.pad(i.X, (1, 2, 0, 1), PaddingModes.Reflect),
        ["pad_replicate"] = i => F.pad(i.X, (1, 1, 1, 1), PaddingModes.Replicate),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_gives_what_PyTorch_gives(string name)
    {
        using var scope = NewDisposeScope();
        AssertEqual(Section("operators").GetProperty(name), Cases[name](new Inputs()));
    }

    [Fact]
    public void Every_recorded_operator_is_compared() =>
        Assert.Empty(Section("operators").EnumerateObject().Select(static entry => entry.Name).Except(Cases.Keys));

    /// <summary>The inputs of record.py.</summary>
    internal sealed class Inputs
    {
        internal Tensor A { get; } = Wave([2, 3, 4]);

        internal Tensor B { get; } = Wave([2, 3, 4], 1);

        internal Tensor X { get; } = Wave([2, 3, 6, 6]);

        internal Tensor Kernel { get; } = Wave([4, 3, 3, 3], 0.3);

        internal Tensor Matrix { get; } = Wave([3, 4]);

        internal Tensor Scores { get; } = Wave([5, 4]);

        internal Tensor Labels { get; } = tensor(new long[] { 0, 3, 1, 1, 2 });

        internal Tensor Positions { get; } = tensor(new long[] { 2, 0 });

        internal Tensor Mask => A > 0.5;

        internal Tensor Grid => F.affine_grid(
            tensor(new[] { 0.9f, -0.3f, 0.1f, 0.3f, 0.9f, -0.2f, 1.0f, 0.2f, 0.0f, 0.0f, -1.1f, 0.3f }).reshape(2, 2, 3),
            new long[] { 2, 3, 5, 5 }, align_corners: false);
    }
}
