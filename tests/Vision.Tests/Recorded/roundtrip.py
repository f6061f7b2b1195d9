"""For RoundTripTests: python3 roundtrip.py FOLDER

Loads every FOLDER/NAME.safetensors into torchvision's network NAME with strict=True and writes its logits to FOLDER/NAME.json; then saves
the same network's state dict as FOLDER/NAME.pth. Exits with 77 where torchvision is absent.
"""
import json
import pathlib
import sys
import warnings

try:
    import torch
    from formula import photos, state
    from record import CLASSES, NETWORKS, numbers
except ImportError as error:
    print(error)
    sys.exit(77)

TYPES = {"F32": torch.float32, "I64": torch.int64}


def read_safetensors(path):
    content = bytearray(path.read_bytes())
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__", None)
    result = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        part = content[8 + length + begin:8 + length + end]
        result[name] = torch.frombuffer(part, dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return result


warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[1])
for path in sorted(folder.glob("*.safetensors")):
    name = path.stem
    make = NETWORKS[name]
    # Their own beginnings take long and are overwritten.
    torch.nn.init.trunc_normal_ = lambda tensor, *_, **__: tensor
    model = make(num_classes=CLASSES)
    model.load_state_dict(read_safetensors(path), strict=True)
    model.eval()
    with torch.no_grad():
        (folder / f"{name}.json").write_text(json.dumps(numbers(model(photos()))))
    model.load_state_dict(state(model))
    # Both formats of torch.save.
    torch.save(model.state_dict(), folder / f"{name}.pth", _use_new_zipfile_serialization=name != "densenet121")
