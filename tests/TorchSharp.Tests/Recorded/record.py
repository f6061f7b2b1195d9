"""Records what PyTorch computes, for the tests to compare with: python3 record.py > pytorch.json

Recorded with PyTorch 1.13.1 on a CPU. Inputs are made by `wave`, which Recorded.cs has too.
"""
import json
import math
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def wave(*shape, phase=0.0):
    n = 1
    for s in shape:
        n *= s
    return (torch.arange(n, dtype=torch.float64) * 0.7 + phase).sin().mul(2).reshape(shape).float()


def plain(t):
    t = t.detach()
    # JSON has no infinities; .NET parses these names.
    values = [v if math.isfinite(v) else {math.inf: "Infinity", -math.inf: "-Infinity"}.get(v, "NaN") for v in t.double().flatten().tolist()]
    return {"shape": list(t.shape), "values": values}


a, b = wave(2, 3, 4), wave(2, 3, 4, phase=1.0)
x = wave(2, 3, 6, 6)
w = wave(4, 3, 3, 3, phase=0.3)
mat = wave(3, 4)
scores, labels = wave(5, 4), torch.tensor([0, 3, 1, 1, 2])
theta = torch.tensor([[[0.9, -0.3, 0.1], [0.3, 0.9, -0.2]], [[1.0, 0.2, 0.0], [0.0, -1.1, 0.3]]])
grid = F.affine_grid(theta, [2, 3, 5, 5], align_corners=False)
mask = a > 0.5
idx = torch.tensor([2, 0])

operators = {
    "add_alpha": torch.add(a, b, alpha=0.5), "sub": a - b, "rsub": 1.5 - a, "mul": a * b, "div": a / b, "rdiv": 2.0 / a,
    "floor_div": torch.div(a, b, rounding_mode="floor"), "trunc_div": torch.div(a, b, rounding_mode="trunc"),
    "remainder": torch.remainder(a, 0.7), "pow": a.abs().pow(1.3), "pow_tensor": a.abs().pow(b), "exp": a.exp(), "log": a.abs().log(),
    "log1p": a.abs().log1p(), "sqrt": a.abs().sqrt(), "rsqrt": a.abs().rsqrt(), "reciprocal": a.reciprocal(), "sin": a.sin(),
    "cos": a.cos(), "tanh": a.tanh(), "sigmoid": a.sigmoid(), "floor": a.floor(), "ceil": a.ceil(), "trunc": a.trunc(), "frac": a.frac(),
    "round": a.round(decimals=1), "sign": a.sign(), "square": a.square(), "clamp": a.clamp(-0.5, 1.0), "clamp_min": a.clamp(min=0.0),
    "maximum": torch.maximum(a, b), "minimum": torch.minimum(a, b), "lerp": torch.lerp(a, b, torch.tensor(0.3)),
    "addcmul": torch.addcmul(a, b, b, value=0.2), "addcdiv": torch.addcdiv(a, b, b.square() + 1, value=0.2),
    "relu": F.relu(a), "relu6": F.relu6(a * 5), "silu": F.silu(a), "gelu": F.gelu(a), "hardswish": F.hardswish(a * 3),
    "hardsigmoid": F.hardsigmoid(a * 3), "softmax": a.softmax(1), "log_softmax": a.log_softmax(2),
    "sum": a.sum(), "sum_dims": a.sum([0, 2]), "sum_keep": a.sum(1, keepdim=True), "mean": a.mean(), "mean_dims": a.mean([1, 2], keepdim=True),
    "std": a.std(), "std_dim": a.std(1), "var_biased": a.var([0, 2], unbiased=False), "prod": a.prod(1), "max": a.max(),
    "max_values": a.max(1).values, "max_indices": a.max(1).indices, "min_values": a.min(2).values, "argmax": a.argmax(), "argmax_dim": a.argmax(2),
    "argmin_dim": a.argmin(1, keepdim=True), "median": a.median(), "cumsum": a.cumsum(2), "logsumexp": a.logsumexp(1), "norm": a.norm(),
    "norm1_dim": a.norm(1, 2, True), "topk_values": a.flatten().topk(5).values, "topk_indices": a.flatten().topk(5, largest=False).indices,
    "sort_values": a.sort(1, descending=True).values, "sort_indices": a.sort(1, descending=True).indices, "argsort": a.argsort(2),
    "count_nonzero": mask.count_nonzero(), "bincount": torch.bincount(labels, minlength=6),
    "eq": a.eq(a.clamp(max=1.0)), "lt": a < b, "ge": a >= 0.0, "isnan": (a / 0.0 * 0.0).isnan(), "all": mask.all(1), "any": mask.any(1),
    "where": torch.where(mask, a, b), "masked_fill": a.masked_fill(mask, -1.0), "masked_select": a.masked_select(mask), "nonzero": mask.nonzero(),
    "matmul": a.matmul(b.transpose(1, 2)), "mm": mat.mm(mat.t()), "mv": mat.mv(mat[0]), "dot": mat[0].dot(mat[1]), "bmm": a.bmm(b.transpose(1, 2)),
    "addmm": torch.addmm(wave(3, 3), mat, mat.t(), beta=0.5, alpha=2.0),
    "permute": a.permute(2, 0, 1), "transpose": a.transpose(0, 2), "reshape": a.reshape(4, -1), "flatten": a.flatten(1), "flip": a.flip(0, 2),
    "roll": a.roll(1, 2), "narrow": a.narrow(2, 1, 2), "select": a.select(1, 2), "index_select": a.index_select(1, idx), "expand": mat[:1].expand(3, 4),
    "repeat": mat.repeat(2, 1), "repeat_interleave": mat.repeat_interleave(2, 0), "tril": mat.tril(), "triu": mat.triu(1), "diag": mat[:, :3].diag(),
    "gather": mat.gather(1, torch.tensor([[0, 3], [1, 1], [2, 0]])), "scatter": torch.zeros(3, 4).scatter(1, torch.tensor([[0], [2], [1]]), mat[:, :1]),
    "cat": torch.cat([a, b], 1), "stack": torch.stack([a, b], 1), "chunk": a.chunk(2, 2)[1], "split": a.split([1, 3], 2)[1], "unbind": a.unbind(1)[2],
    "index_range": a[:, 1:, ::2], "index_ellipsis": a[..., -1], "index_none": a[:, None, 1], "index_tensor": a[:, idx], "index_mask": a[mask],
    "index_mixed": a[0, idx, 1:3], "arange": torch.arange(1, 3, 0.4), "linspace": torch.linspace(-1, 2, 7), "eye": torch.eye(2, 3),
    "linear": F.linear(mat, wave(2, 4, phase=0.2), wave(2)), "conv2d": F.conv2d(x, w, wave(4), stride=2, padding=1),
    "conv2d_dilated": F.conv2d(x, w, dilation=2), "conv2d_grouped": F.conv2d(x, wave(6, 1, 3, 3), groups=3), "max_pool2d": F.max_pool2d(x, 3, 2, 1),
    "avg_pool2d": F.avg_pool2d(x, 2), "avg_pool2d_padded": F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
    "adaptive_avg_pool2d": F.adaptive_avg_pool2d(x, (4, 2)), "batch_norm": F.batch_norm(x, wave(3), wave(3).square() + 0.5, wave(3), wave(3), False, 0.1, 1e-5),
    "layer_norm": F.layer_norm(a, [4], wave(4), wave(4)), "cross_entropy": F.cross_entropy(scores, labels),
    "cross_entropy_smooth": F.cross_entropy(scores, labels, weight=torch.tensor([1.0, 2.0, 0.5, 1.5]), label_smoothing=0.1),
    "cross_entropy_ignore": F.cross_entropy(scores, labels, ignore_index=1, reduction="sum"),
    "cross_entropy_none": F.cross_entropy(scores, labels, reduction="none"),
    "cross_entropy_soft": F.cross_entropy(scores, wave(5, 4, phase=2.0).softmax(1)),
    "nll_loss": F.nll_loss(scores.log_softmax(1), labels), "mse_loss": F.mse_loss(a, b), "l1_loss": F.l1_loss(a, b),
    "kl_div": F.kl_div(scores.log_softmax(1), wave(5, 4, phase=2.0).softmax(1), log_target=False, reduction="sum"),
    "bce_logits": F.binary_cross_entropy_with_logits(scores, wave(5, 4, phase=2.0).sigmoid()),
    "one_hot": F.one_hot(labels, 5), "normalize": F.normalize(a, dim=1), "affine_grid": grid,
    "grid_sample": F.grid_sample(x, grid, align_corners=False),
    "grid_sample_reflect": F.grid_sample(x, grid, padding_mode="reflection", align_corners=False),
    "grid_sample_border": F.grid_sample(x, grid, padding_mode="border", align_corners=True),
    "grid_sample_nearest": F.grid_sample(x, grid, mode="nearest", align_corners=False),
    "interpolate_nearest": F.interpolate(x, size=(4, 9)), "interpolate_bilinear": F.interpolate(x, scale_factor=1.5, mode="bilinear"),
    "interpolate_aligned": F.interpolate(x, size=(4, 9), mode="bilinear", align_corners=True),
    "interpolate_antialias": F.interpolate(x, size=(3, 4), mode="bilinear", antialias=True), "interpolate_bicubic": F.interpolate(x, size=(9, 8), mode="bicubic"),
    "interpolate_area": F.interpolate(x, size=(3, 2), mode="area"), "pad": F.pad(x, (1, 2, 0, 1), value=0.5), "pad_reflect": F.pad(x, (1, 2, 0, 1), mode="reflect"),
    "pad_replicate": F.pad(x, (1, 1, 1, 1), mode="replicate"),
}


def run_optimizer(make, steps=20):
    weight = wave(3, 4).requires_grad_()
    bias = wave(3, phase=0.5).requires_grad_()
    optimizer = make([weight, bias])
    for _ in range(steps):
        optimizer.zero_grad()
        F.mse_loss(F.linear(wave(6, 4, phase=1.0), weight, bias), wave(6, 3, phase=2.0)).backward()
        optimizer.step()
    return {"weight": plain(weight), "bias": plain(bias)}


o = torch.optim
optimizers = {name: run_optimizer(make) for name, make in {
    "sgd": lambda p: o.SGD(p, lr=0.1),
    "sgd_momentum": lambda p: o.SGD(p, lr=0.05, momentum=0.9, dampening=0.1, weight_decay=0.01),
    "sgd_nesterov": lambda p: o.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda p: o.Adam(p, lr=0.05),
    "adam_decay": lambda p: o.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.02),
    "adam_amsgrad": lambda p: o.Adam(p, lr=0.05, amsgrad=True, weight_decay=0.02),
    "adam_maximize": lambda p: o.Adam(p, lr=0.001, maximize=True),
    "adamw": lambda p: o.AdamW(p, lr=0.05, weight_decay=0.1),
    "adamw_amsgrad": lambda p: o.AdamW(p, lr=0.05, weight_decay=0.1, amsgrad=True),
    "rmsprop": lambda p: o.RMSprop(p, lr=0.02),
    "rmsprop_centered": lambda p: o.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.01),
}.items()}


def run_scheduler(make, steps=14, metric=None):
    optimizer = o.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for i in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        momenta.append(optimizer.param_groups[0]["momentum"])
        optimizer.step()
        scheduler.step(metric(i)) if metric else scheduler.step()
    return {"rates": rates, "momenta": momenta}


s = o.lr_scheduler
schedulers = {
    "step": run_scheduler(lambda z: s.StepLR(z, 4, 0.5)),
    "multistep": run_scheduler(lambda z: s.MultiStepLR(z, [3, 7], 0.5)),
    "exponential": run_scheduler(lambda z: s.ExponentialLR(z, 0.9)),
    "constant": run_scheduler(lambda z: s.ConstantLR(z, 0.5, 4)),
    "linear": run_scheduler(lambda z: s.LinearLR(z, 0.1, 1.0, 6)),
    "cosine": run_scheduler(lambda z: s.CosineAnnealingLR(z, 5, 0.01)),
    "lambda": run_scheduler(lambda z: s.LambdaLR(z, lambda e: 1 / (1 + e))),
    "sequential": run_scheduler(lambda z: s.SequentialLR(z, [s.LinearLR(z, 0.1, 1.0, 4), s.CosineAnnealingLR(z, 10)], [4])),
    "one_cycle": run_scheduler(lambda z: s.OneCycleLR(z, 0.4, total_steps=14)),
    "one_cycle_three": run_scheduler(lambda z: s.OneCycleLR(z, 0.4, epochs=7, steps_per_epoch=2, anneal_strategy="linear", three_phase=True)),
    "plateau": run_scheduler(lambda z: s.ReduceLROnPlateau(z, factor=0.5, patience=1, cooldown=1), metric=lambda i: [5, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3][i]),
    "plateau_max": run_scheduler(lambda z: s.ReduceLROnPlateau(z, mode="max", factor=0.1, patience=2, min_lr=0.005), metric=lambda i: 0.5),
}

torch.manual_seed(42)
random = {
    "randn": plain(torch.randn(4)), "rand": plain(torch.rand(4)), "randint": plain(torch.randint(100, (5,))), "randperm": plain(torch.randperm(6)),
    "normal_": plain(torch.empty(3).normal_(1, 2)), "uniform_": plain(torch.empty(3).uniform_(-1, 1)), "bernoulli_": plain(torch.empty(6).bernoulli_(0.3)),
    "multinomial": plain(torch.tensor([0.1, 0.7, 0.2]).multinomial(6, replacement=True)), "dropout": plain(F.dropout(torch.ones(6), 0.5)),
    "kaiming_uniform_": plain(torch.nn.init.kaiming_uniform_(torch.empty(2, 3), a=0.2)),
    "kaiming_normal_": plain(torch.nn.init.kaiming_normal_(torch.empty(2, 3), mode="fan_out", nonlinearity="relu")),
    "xavier_uniform_": plain(torch.nn.init.xavier_uniform_(torch.empty(2, 3), gain=1.5)), "xavier_normal_": plain(torch.nn.init.xavier_normal_(torch.empty(2, 3))),
    "trunc_normal_": plain(torch.nn.init.trunc_normal_(torch.empty(5), 0.1, 0.5, -0.4, 0.6)),
}


def network():
    """What the tests build as SmallNetwork, without dropout: seeded weights, then eight steps of SGD."""
    torch.manual_seed(7)
    n = torch.nn
    model = n.Sequential(n.Conv2d(3, 8, 3, padding=1, bias=False), n.BatchNorm2d(8), n.ReLU(), n.MaxPool2d(2), n.Conv2d(8, 4, 3), n.ReLU6(),
                         n.AdaptiveAvgPool2d(2), n.Flatten(), n.Linear(16, 4))
    optimizer = o.SGD(model.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for _ in range(8):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(wave(5, 3, 8, 8)), labels)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        losses += [float(loss), float(norm)]
    model.eval()
    return {"losses": losses, "running_mean": plain(model[1].running_mean), "running_var": plain(model[1].running_var), "output": plain(model(wave(5, 3, 8, 8)))}


print(json.dumps({"operators": {k: plain(v) for k, v in operators.items()}, "optimizers": optimizers, "schedulers": schedulers, "random": random,
                  "network": network()}, indent=None, separators=(",", ":")))
