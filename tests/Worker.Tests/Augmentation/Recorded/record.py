"""Records what torchvision computes, for the tests to compare with: python3 record.py > torchvision.json

Recorded with torchvision 0.14.1 on a CPU. The pictures are made by `picture`, which RecordedTransforms.cs has too. Values are from 0 to 255.
"""
import json
import math
import torch
import torchvision.transforms.functional as F
from torchvision.transforms import InterpolationMode, autoaugment

torch.set_num_threads(1)
SIZE = 10


def picture(phase):
    i = torch.arange(3 * SIZE * SIZE)
    return ((i * 37 + i // 7 * 53 + phase * 91) % 256).reshape(3, SIZE, SIZE).to(torch.uint8)


def plain(t):
    return [round(v, 3) for v in t.double().flatten().tolist()]


whole = torch.stack([picture(0), picture(1)])
# torchvision takes floats to be from 0 to 1.
shares = whole.float() / 255
# Few levels, unevenly spread: what equalize and autocontrast are for.
dim = (whole // 16 * 5 + 40).to(torch.uint8)

colors = {
    "brightness_0.6": F.adjust_brightness(shares, 0.6) * 255, "brightness_1.4": F.adjust_brightness(shares, 1.4) * 255,
    "contrast_0.3": F.adjust_contrast(shares, 0.3) * 255, "contrast_1.8": F.adjust_contrast(shares, 1.8) * 255,
    "saturation_0": F.adjust_saturation(shares, 0.0) * 255, "saturation_1.7": F.adjust_saturation(shares, 1.7) * 255,
    "hue_0.1": F.adjust_hue(shares, 0.1) * 255, "hue_-0.4": F.adjust_hue(shares, -0.4) * 255, "hue_0.5": F.adjust_hue(shares, 0.5) * 255,
    "sharpness_0.1": F.adjust_sharpness(shares, 0.1) * 255, "sharpness_1.9": F.adjust_sharpness(shares, 1.9) * 255,
    "posterize_4": F.posterize(whole, 4), "posterize_2": F.posterize(whole, 2), "solarize_100": F.solarize(whole, 100.0),
    "solarize_255": F.solarize(whole, 255.0), "autocontrast": F.autocontrast(dim.float() / 255) * 255, "equalize": F.equalize(whole),
    "equalize_dim": F.equalize(dim),
}

# What the policies do at a strength, with the sign that torchvision draws left positive; moved pixels interpolated, zeros outside.
names = list(autoaugment.TrivialAugmentWide()._augmentation_space(31))


def policy(space, bin):
    result = {}
    for name in names:
        magnitudes, signed = space[name]
        strength = float(magnitudes[bin]) if magnitudes.ndim > 0 else 0.0
        moves = name.startswith(("Shear", "Translate", "Rotate"))
        image = (shares if moves or signed or name == "AutoContrast" else whole)[:1]
        out = autoaugment._apply_op(image, name, strength, InterpolationMode.BILINEAR, None)
        result[name] = plain(out * 255 if out.is_floating_point() else out)
    return result


print(json.dumps({
    "colors": {name: plain(value) for name, value in colors.items()},
    "names": names,
    "wide": {str(b): policy(autoaugment.TrivialAugmentWide()._augmentation_space(31), b) for b in (4, 17)},
    "rand": {str(b): policy(autoaugment.RandAugment()._augmentation_space(31, (SIZE, SIZE)), b) for b in (9,)},
}, separators=(",", ":")))
