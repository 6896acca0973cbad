"""All experiments, by name."""

from cnnlib.experiments import (
    algorithms,
    depth,
    dilation,
    lenet,
    pooling,
    practical,
    regularisation,
)
from cnnlib.experiments.experiment import Experiment

__all__ = ["EXPERIMENTS"]

EXPERIMENTS: dict[str, Experiment] = {
    module.EXPERIMENT.name: module.EXPERIMENT
    for module in (pooling, dilation, algorithms, lenet, depth, practical, regularisation)
}
