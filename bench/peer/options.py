"""The command line that both peers share, and the line of JSON that they print."""
import argparse
import json
import os
import resource
import sys
import time

from networks import ARCHITECTURES


def started():
    """Seconds since the epoch at which this process was started: importing torch is a part of what a person waits for."""
    with open("/proc/self/stat", encoding="ascii") as file:
        ticks = int(file.read().rsplit(")", 1)[1].split()[19])
    with open("/proc/uptime", encoding="ascii") as file:
        uptime = float(file.read().split()[0])
    return time.time() - (uptime - ticks / os.sysconf("SC_CLK_TCK"))


def parse(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", required=True, help="folder with train/CLASS/*.jpg and val/CLASS/*.jpg (or test/)")
    parser.add_argument("--arch", default="resnet18", choices=ARCHITECTURES)
    parser.add_argument("--weights", help="safetensors with torchvision's names; random weights without")
    parser.add_argument("--frozen", action="store_true", help="train the classifier only")
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--image-size", type=int, default=224)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--augmentation", default="crop_flip", choices=("crop_flip", "flip", "none"))
    parser.add_argument("--target", type=float, help="end after the first epoch whose validation accuracy is at least this")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", help="append the result to this file too")
    return parser.parse_args()


def validation_folder(data):
    for name in ("val", "test"):
        if os.path.isdir(os.path.join(data, name)):
            return os.path.join(data, name)
    raise SystemExit(f"{data} has neither val nor test; give a folder with train and one of them")


def report(options, peer, start, epochs, threads):
    """epochs: [{"seconds", "val_accuracy", "at"}], "at" in seconds since the start of the process."""
    # The first epoch also starts the workers and warms the caches.
    seconds = sorted(epoch["seconds"] for epoch in epochs[1:] or epochs)
    mib = lambda who: round(resource.getrusage(who).ru_maxrss / 1024)
    result = {
        "peer": peer, "arch": options.arch, "frozen": options.frozen, "batchSize": options.batch_size, "imageSize": options.image_size,
        "seed": options.seed, "threads": threads, "epochs": len(epochs), "epochSeconds": round(seconds[len(seconds) // 2], 2),
        "totalSeconds": round(time.time() - start, 2), "valAccuracy": round(epochs[-1]["val_accuracy"], 4),
        "bestValAccuracy": round(max(epoch["val_accuracy"] for epoch in epochs), 4),
        "reachedTarget": options.target is None or epochs[-1]["val_accuracy"] >= options.target,
        "peakMib": mib(resource.RUSAGE_SELF), "workerPeakMib": mib(resource.RUSAGE_CHILDREN),
        "curve": [[round(epoch["at"], 2), round(epoch["val_accuracy"], 4)] for epoch in epochs],
    }
    line = json.dumps(result)
    print(line)
    if options.json:
        with open(options.json, "a", encoding="utf-8") as file:
            file.write(line + "\n")
    sys.stdout.flush()
