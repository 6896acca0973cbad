"""The six data sets of the course; `fashion-mini` comes with it, so everything works offline.

>>> from cnnlib.data import load
>>> load().x_train.shape
(6000, 1, 28, 28)
"""

from cnnlib.data.dataset import Dataset
from cnnlib.data.fetch import DataUnavailableError
from cnnlib.data.sets import load

__all__ = ["DataUnavailableError", "Dataset", "load"]
