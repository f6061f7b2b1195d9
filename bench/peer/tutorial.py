"""Trains an image classifier the way the transfer-learning tutorials write it: nothing set that need not be.

Debian's python3-torch and python3-torchvision:  /usr/bin/python3 bench/peer/tutorial.py --data FOLDER --arch resnet18 --epochs 2
"""
import time

import torch
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

import networks
from options import parse, report, started, validation_folder

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def main():
    start = started()
    options = parse(__doc__)
    torch.manual_seed(options.seed)
    device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    size = options.image_size

    middle = [transforms.Resize(size * 256 // 224), transforms.CenterCrop(size)]
    varied = {
        "crop_flip": [transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip()],
        "flip": [*middle, transforms.RandomHorizontalFlip()],
        "none": middle,
    }[options.augmentation]
    ending = [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    image_datasets = {
        "train": datasets.ImageFolder(f"{options.data}/train", transforms.Compose(varied + ending)),
        "val": datasets.ImageFolder(validation_folder(options.data), transforms.Compose(middle + ending)),
    }
    dataloaders = {
        phase: DataLoader(dataset, batch_size=options.batch_size, shuffle=True, num_workers=4) for phase, dataset in image_datasets.items()
    }

    model = networks.create(options.arch, len(image_datasets["train"].classes), options.weights, options.frozen, options.dropout).to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD([p for p in model.parameters() if p.requires_grad],
                          lr=options.learning_rate, momentum=options.momentum, weight_decay=options.weight_decay)
    scheduler = lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)

    epochs = []
    for _ in range(options.epochs):
        epoch_start = time.time()
        for phase in ("train", "val"):
            if phase == "train":
                model.train()
            else:
                model.eval()
            running_loss, running_corrects = 0.0, 0
            for inputs, labels in dataloaders[phase]:
                inputs, labels = inputs.to(device), labels.to(device)
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    _, preds = torch.max(outputs, 1)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * inputs.size(0)
                running_corrects += torch.sum(preds == labels.data)
            if phase == "train":
                scheduler.step()
        accuracy = running_corrects.double().item() / len(image_datasets["val"])
        epochs.append({"seconds": time.time() - epoch_start, "val_accuracy": accuracy, "at": time.time() - start})
        if options.target is not None and accuracy >= options.target:
            break
    report(options, "tutorial", start, epochs, torch.get_num_threads())


if __name__ == "__main__":
    main()
