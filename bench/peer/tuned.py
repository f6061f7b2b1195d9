"""Trains the same classifier the way someone does who knows where PyTorch's time goes on a CPU.

All cores, channels-last, decoding in worker processes that live on, evaluation in inference mode, no needless synchronization.
Debian's python3-torch and python3-torchvision:  /usr/bin/python3 bench/peer/tuned.py --data FOLDER --arch resnet18 --epochs 2
"""
import os
import time

import torch
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

import networks
from options import parse, report, started, validation_folder

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
WORKERS = 2


def one_thread(_):
    torch.set_num_threads(1)


def main():
    start = started()
    options = parse(__doc__)
    threads = len(os.sched_getaffinity(0))
    torch.set_num_threads(threads)
    torch.manual_seed(options.seed)
    size = options.image_size

    # Bytes travel from the workers, a quarter of the floats; they become normalized floats here, a batch at a time.
    middle = [transforms.Resize(size * 256 // 224), transforms.CenterCrop(size)]
    varied = {
        "crop_flip": [transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip()],
        "flip": [*middle, transforms.RandomHorizontalFlip()],
        "none": middle,
    }[options.augmentation]
    training = datasets.ImageFolder(f"{options.data}/train", transforms.Compose([*varied, transforms.PILToTensor()]))
    validation = datasets.ImageFolder(validation_folder(options.data), transforms.Compose([*middle, transforms.PILToTensor()]))
    common = {"num_workers": WORKERS, "persistent_workers": True, "worker_init_fn": one_thread, "prefetch_factor": 4}
    training_batches = DataLoader(training, batch_size=options.batch_size, shuffle=True, **common)
    validation_batches = DataLoader(validation, batch_size=max(32, options.batch_size), **common)

    mean = torch.tensor(MEAN).mul_(255).reshape(1, 3, 1, 1)
    scale = torch.tensor(STD).mul_(255).reciprocal_().reshape(1, 3, 1, 1)

    def prepare(pixels):
        return pixels.to(torch.float32, memory_format=torch.channels_last).sub_(mean).mul_(scale)

    model = networks.create(options.arch, len(training.classes), options.weights, options.frozen, options.dropout)
    model = model.to(memory_format=torch.channels_last)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD([p for p in model.parameters() if p.requires_grad],
                          lr=options.learning_rate, momentum=options.momentum, weight_decay=options.weight_decay, foreach=True)
    scheduler = lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)

    epochs = []
    for _ in range(options.epochs):
        epoch_start = time.time()
        model.train()
        for pixels, labels in training_batches:
            optimizer.zero_grad(set_to_none=True)
            criterion(model(prepare(pixels)), labels).backward()
            optimizer.step()
        scheduler.step()
        model.eval()
        right = 0
        with torch.inference_mode():
            for pixels, labels in validation_batches:
                right += (model(prepare(pixels)).argmax(1) == labels).sum().item()
        accuracy = right / len(validation)
        epochs.append({"seconds": time.time() - epoch_start, "val_accuracy": accuracy, "at": time.time() - start})
        if options.target is not None and accuracy >= options.target:
            break
    # The workers end here, so that their memory is counted.
    del training_batches, validation_batches
    report(options, "tuned", start, epochs, threads)


if __name__ == "__main__":
    main()
