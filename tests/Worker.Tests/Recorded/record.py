"""Records what PyTorch's optimizers, schedules and losses compute, for ParityTests.cs: python3 record.py > pytorch.json

Recorded with PyTorch 1.13.1 on a CPU. Inputs are made by `wave`, which ParityTests.cs has too.
"""
import json
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
o, s = torch.optim, torch.optim.lr_scheduler


def wave(*shape, phase=0.0):
    n = 1
    for length in shape:
        n *= length
    return (torch.arange(n, dtype=torch.float64) * 0.7 + phase).sin().mul(2).reshape(shape).float()


labels = torch.tensor([0, 1, 2, 0, 1, 0, 0, 2])
other = labels.roll(1)
counts = torch.bincount(labels, minlength=3)
balanced = len(labels) / (3 * counts.float())
inputs, teacher = wave(8, 4, phase=1.0), wave(8, 3, phase=2.0)


def distilled(logits, temperature=4.0, alpha=0.7):
    divergence = F.kl_div(F.log_softmax(logits / temperature, 1), F.log_softmax(teacher / temperature, 1), log_target=True, reduction="batchmean")
    return alpha * temperature ** 2 * divergence + (1 - alpha) * F.cross_entropy(logits, labels)


losses = {
    "plain": lambda z: F.cross_entropy(z, labels),
    "smoothing": lambda z: F.cross_entropy(z, labels, label_smoothing=0.1),
    "balanced": lambda z: F.cross_entropy(z, labels, weight=balanced),
    "distillation": distilled,
    "mixed": lambda z: 0.3 * F.cross_entropy(z, labels, label_smoothing=0.1) + 0.7 * F.cross_entropy(z, other, label_smoothing=0.1),
}
optimizers = {
    "sgd": lambda g: o.SGD(g, lr=0.05, momentum=0.9, nesterov=True),
    "adam": lambda g: o.Adam(g, lr=0.05, betas=(0.8, 0.99)),
    "adamw": lambda g: o.AdamW(g, lr=0.05, betas=(0.8, 0.99)),
    "rmsprop": lambda g: o.RMSprop(g, lr=0.01, alpha=0.9, momentum=0.5),
}


def train(make, loss, clip=None):
    """20 steps of a linear classifier; the bias is spared of weight decay and learns half as fast."""
    weight, bias = wave(3, 4).requires_grad_(), wave(3, phase=0.5).requires_grad_()
    rate = make([weight]).defaults["lr"]
    optimizer = make([{"params": [weight], "weight_decay": 0.02}, {"params": [bias], "weight_decay": 0, "lr": rate / 2}])
    for _ in range(20):
        optimizer.zero_grad()
        loss(F.linear(inputs, weight, bias)).backward()
        if clip:
            torch.nn.utils.clip_grad_norm_([weight, bias], clip)
        optimizer.step()
    return {"weight": weight.flatten().tolist(), "bias": bias.tolist()}


def rates(make, each_step, epochs=6, steps=4, val_losses=None):
    optimizer = o.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    schedule = make(optimizer)
    result = []
    for epoch in range(epochs):
        for _ in range(steps):
            result.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if each_step:
                schedule.step()
        if not each_step:
            schedule.step(val_losses[epoch]) if val_losses else schedule.step()
    return result


def warm(z, after):
    """One epoch of four steps up, then the schedule, stepped with every batch."""
    return s.SequentialLR(z, [s.LinearLR(z, 0.25, 1.0, 3), after], [4])


def one_cycle(steps=24):
    """Without the step behind the last one, which PyTorch does not have."""
    optimizer = o.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    schedule = s.OneCycleLR(optimizer, 0.4, total_steps=steps, cycle_momentum=False)
    result = [optimizer.param_groups[0]["lr"]]
    for _ in range(steps - 1):
        optimizer.step()
        schedule.step()
        result.append(optimizer.param_groups[0]["lr"])
    return result


val_losses = [5, 4, 4, 3.99999, 3, 3]
print(json.dumps({
    "losses": {name: train(optimizers["sgd"], loss) for name, loss in losses.items()},
    "optimizers": {name: train(make, losses["plain"]) for name, make in optimizers.items()},
    "clipped": train(optimizers["adam"], losses["plain"], clip=0.1),
    "val_losses": val_losses,
    "schedules": {
        "constant": rates(lambda z: warm(z, s.ConstantLR(z, 1.0, 1)), True),
        "step": rates(lambda z: s.StepLR(z, 2, 0.5), False),
        "multi_step": rates(lambda z: s.MultiStepLR(z, [1, 4], 0.5), False),
        "cosine": rates(lambda z: s.CosineAnnealingLR(z, 24), True),
        "warm_cosine": rates(lambda z: warm(z, s.CosineAnnealingLR(z, 20)), True),
        "one_cycle": one_cycle(),
        "plateau": rates(lambda z: s.ReduceLROnPlateau(z, factor=0.5, patience=0), False, val_losses=val_losses),
    },
}, separators=(",", ":")))
