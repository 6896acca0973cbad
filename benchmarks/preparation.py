"""A data set as the experiments take it: standardised with figures of the training set."""

import torch

from cnnlib.data import Dataset
from cnnlib.preparation import channel_statistics, standardise

__all__ = ["standardised"]

Data = tuple[torch.Tensor, torch.Tensor]


def standardised(dataset: Dataset) -> tuple[Data, Data, Data]:
    """Return the training, validation and test images as float32 tensors, with their labels."""
    mean, std = channel_statistics(dataset.x_train)
    parts = (
        (dataset.x_train, dataset.y_train),
        (dataset.x_val, dataset.y_val),
        (dataset.x_test, dataset.y_test),
    )
    train, validation, test = (
        (torch.from_numpy(standardise(x, mean, std)).float(), torch.from_numpy(y)) for x, y in parts
    )
    return train, validation, test
