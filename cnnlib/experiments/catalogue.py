"""All experiments, by name."""

from cnnlib.experiments import (
    algorithms,
    depth,
    dilation,
    efficiency,
    lenet,
    pooling,
    practical,
    rates,
    regularisation,
    speedrun,
)
from cnnlib.experiments.experiment import Experiment

__all__ = ["EXPERIMENTS"]

MODULES = (
    pooling,
    dilation,
    algorithms,
    lenet,
    depth,
    practical,
    rates,
    regularisation,
    efficiency,
    speedrun,
)

EXPERIMENTS: dict[str, Experiment] = {
    module.EXPERIMENT.name: module.EXPERIMENT for module in MODULES
}
