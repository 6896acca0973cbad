"""Layers: functions that store their input, and may have weights (chapter 4).

Those of chapter 6, which act differently in training, are in `cnnlib.layers.regularisation`.
"""

from cnnlib.layers.activation import LeakyReLU, ReLU, Sigmoid
from cnnlib.layers.layer import Flatten, Layer, Sequential
from cnnlib.layers.pooling import AvgPool2d, MaxPool2d
from cnnlib.layers.weighted import Conv2d, Linear, kaiming_uniform

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "Flatten",
    "Layer",
    "LeakyReLU",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "kaiming_uniform",
]
