"""Reads a safetensors file into a state dict, with nothing but torch.

The file is an 8-byte little-endian length, a JSON header of that length, and the numbers.
"""
import json
import struct

import torch

DTYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}


def load(path):
    """{name: tensor}; the tensors share one buffer that stays alive as long as any of them."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        numbers = bytearray(file.read())
    state = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        dtype = DTYPES[entry["dtype"]]
        if begin == end:
            state[name] = torch.empty(entry["shape"], dtype=dtype)
            continue
        size = torch.empty(0, dtype=dtype).element_size()
        state[name] = torch.frombuffer(numbers, dtype=dtype, count=(end - begin) // size, offset=begin).reshape(entry["shape"])
    return state
