"""The networks that the peers train: torchvision's, and the small CNN of this project."""
import torch
from torch import nn
from torchvision import models

import safetensors_file


class ConvBlock(nn.Module):
    """Convolution 3x3, batch norm, ReLU, max-pool 2x2."""

    def __init__(self, inputs, channels):
        super().__init__()
        self.conv = nn.Conv2d(inputs, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)
        nn.init.kaiming_normal_(self.conv.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        return nn.functional.max_pool2d(torch.relu(self.norm(self.conv(x))), 2)


class SmallCnn(nn.Module):
    """The twin of libs/Vision/Networks/SmallCnn.cs: same layers, same names of parameters."""

    def __init__(self, classes, width=32, dropout=0.0):
        super().__init__()
        self.block1 = ConvBlock(3, width)
        self.block2 = ConvBlock(width, 2 * width)
        self.block3 = ConvBlock(2 * width, 4 * width)
        self.dropout = nn.Dropout(dropout)
        self.classifier = nn.Linear(4 * width, classes)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(x)))
        x = nn.functional.adaptive_avg_pool2d(x, 1).flatten(1)
        return self.classifier(self.dropout(x))


ARCHITECTURES = ("small_cnn", "resnet18", "mobilenet_v2")


def create(arch, classes, weights=None, frozen=False, dropout=0.0):
    """A network with a new classifier of that many classes.

    weights: safetensors with torchvision's names; the entries of a classifier are passed over. frozen: only the classifier learns.
    """
    if arch == "small_cnn":
        network = SmallCnn(classes, dropout=dropout)
    else:
        network = getattr(models, arch)(weights=None)
    if weights:
        state = {name: value for name, value in safetensors_file.load(weights).items() if not name.startswith(("fc.", "classifier."))}
        missing, unexpected = network.load_state_dict(state, strict=False)
        wrong = [name for name in missing if not name.startswith(("fc.", "classifier."))] + unexpected
        if wrong:
            raise SystemExit(f"{weights} does not fit {arch}: {', '.join(wrong[:5])}")
    if frozen:
        for parameter in network.parameters():
            parameter.requires_grad = False
    if arch == "resnet18":
        network.fc = nn.Linear(network.fc.in_features, classes)
    elif arch == "mobilenet_v2":
        network.classifier = nn.Sequential(nn.Dropout(dropout), nn.Linear(network.last_channel, classes))
    elif frozen:
        network.classifier = nn.Linear(network.classifier.in_features, classes)
    return network
