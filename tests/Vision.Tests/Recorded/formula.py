"""The weights and inputs that both sides make by the same formula; Formula.cs is the other half."""
import math

import numpy as np
import torch


def uniform(name, count):
    """Numbers in [-0.5, 0.5): an integer hash of the place and the name, exact in both languages."""
    seed = 2166136261  # FNV-1a
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761) + np.uint32(seed)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(2246822519)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(3266489917)
    x = x ^ (x >> np.uint32(16))
    return x.astype(np.float64) / 4294967296.0 - 0.5


def value(name, shape):
    """What a parameter or buffer is set to."""
    u = uniform(name, math.prod(shape)).reshape(shape)
    if name.endswith("num_batches_tracked"):
        return torch.zeros(shape, dtype=torch.int64)
    if len(shape) > 1:  # Keeps the variance: a uniform number of width 1 has 1/12.
        u = u * math.sqrt(24.0 / math.prod(shape[1:]))
    elif name.endswith("running_var") or name.endswith("weight"):
        u = u + 1.0
    else:
        u = u * 0.2
    return torch.from_numpy(u.astype(np.float32))


def state(model):
    return {name: value(name, tuple(tensor.shape)) for name, tensor in model.state_dict().items()}


def photos(count=2, size=64):
    return torch.from_numpy((uniform("photos", count * 3 * size * size) * math.sqrt(12.0)).astype(np.float32)).reshape(count, 3, size, size)
