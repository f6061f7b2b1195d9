"""Writes small files of torch.save for the tests to read: python3 record_files.py

zip.pth and legacy.pth hold the same state dict, checkpoint.pth one of a DataParallel module among other things. Values are formula.py's.
"""
from collections import OrderedDict

import torch

from formula import value


def tensors():
    shared = value("shared", (6, 4))
    return OrderedDict([
        ("conv.weight", value("conv.weight", (2, 3, 3, 3))),
        ("conv.bias", torch.nn.Parameter(value("conv.bias", (2,)))),
        ("transposed", value("transposed", (3, 5)).t()),
        ("channels_last", value("channels_last", (2, 3, 4, 5)).contiguous(memory_format=torch.channels_last)),
        ("part", shared[2:5]),
        ("column", shared[:, 1]),
        ("half", value("half", (2, 2)).half()),
        ("bfloat16", value("bfloat16", (2, 2)).bfloat16()),
        ("double", value("double", (2, 2)).double()),
        ("counter", torch.tensor(7)),
        ("bytes", torch.tensor([1, 255], dtype=torch.uint8)),
        ("flags", torch.tensor([True, False])),
        ("empty", torch.zeros(0, 3)),
    ])


if __name__ == "__main__":
    torch.save(tensors(), "zip.pth")
    torch.save(tensors(), "legacy.pth", _use_new_zipfile_serialization=False)
    model = torch.nn.DataParallel(torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4)))
    model.load_state_dict({name: value(name, tuple(t.shape)) for name, t in model.state_dict().items()})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.zeros(1, 3, 4, 4)).sum().backward()
    optimizer.step()
    torch.save({"epoch": 3, "best": 0.5, "name": "ünï", "big": 1 << 40, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()}, "checkpoint.pth")
