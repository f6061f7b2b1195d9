"""Records what torchvision's networks compute, for the tests to compare with: python3 record.py > networks.json

Recorded with PyTorch 1.13 and torchvision 0.14 on a CPU. Weights and photos are made by formula.py, so that none are stored.
"""
import hashlib
import json

import torch
import torch.nn.functional as F
import torchvision.models as models

from formula import photos, state

CLASSES = 5

NETWORKS = {
    "resnet18": models.resnet18,
    "resnet34": models.resnet34,
    "resnet50": models.resnet50,
    "mobilenet_v2": lambda num_classes: models.mobilenet_v2(num_classes=num_classes, dropout=0.0),
    "squeezenet1_1": lambda num_classes: models.squeezenet1_1(num_classes=num_classes, dropout=0.0),
    "densenet121": models.densenet121,
    "googlenet": lambda num_classes: models.googlenet(num_classes=num_classes, aux_logits=False, init_weights=True, dropout=0.0),
}


def numbers(tensor):
    return [float(f"{v:.8g}") for v in tensor.detach().double().flatten().tolist()]


def record(make):
    model = make(num_classes=CLASSES)
    lines = sorted(f"{name} {list(tensor.shape)} {tensor.dtype}".replace("torch.", "") for name, tensor in model.state_dict().items())
    model.load_state_dict(state(model))
    model.eval()
    with torch.no_grad():
        logits = model(photos())
    model.train()
    learned = model(photos(4, 96))
    F.cross_entropy(learned, torch.tensor([1, 3, 0, 1])).backward()
    named = list(model.named_parameters())
    # The stem, the middle and the classifier; their sums of absolute values, which do not cancel.
    chosen = [named[0], named[len(named) // 2], named[-2]]
    means = [b for n, b in model.named_buffers() if n.endswith("running_mean")]
    return {
        "arrays": len(lines),
        "parameters": sum(p.numel() for p in model.parameters()),
        "names": hashlib.sha256("\n".join(lines).encode()).hexdigest(),
        "logits": numbers(logits),
        "trainLogits": numbers(learned),
        "gradients": {name: numbers(parameter.grad.abs().sum())[0] for name, parameter in chosen},
        "lastRunningMean": numbers(means[-1].abs().sum())[0] if means else None,
    }


def initial_spread(make):
    """Standard deviations of what a fresh network begins with, of arrays large enough to tell."""
    torch.manual_seed(0)
    model = make(num_classes=200)
    return {name: float(f"{p.std().item():.4g}") for name, p in model.named_parameters() if p.numel() >= 20_000}


if __name__ == "__main__":
    torch.set_num_threads(1)
    spreads = {name: initial_spread(make) for name, make in NETWORKS.items()}
    # A few of each: the first, the last and one between.
    few = {name: {k: s[k] for k in [list(s)[0], list(s)[len(s) // 2], list(s)[-1]]} for name, s in spreads.items()}
    print(json.dumps({"networks": {name: record(make) for name, make in NETWORKS.items()}, "initialSpread": few}, indent=1))
