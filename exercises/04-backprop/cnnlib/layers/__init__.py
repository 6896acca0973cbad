"""Layers: functions with a memory, and with weights where there are any (chapter 4).

Those that act differently while training, of chapter 6, are in `cnnlib.layers.regularisation`.
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
