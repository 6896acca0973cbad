"""All experiments, by name."""

from cnnlib.experiments import algorithms, dilation, lenet, pooling, practical
from cnnlib.experiments.experiment import Experiment

__all__ = ["EXPERIMENTS"]

EXPERIMENTS: dict[str, Experiment] = {
    module.EXPERIMENT.name: module.EXPERIMENT
    for module in (pooling, dilation, algorithms, lenet, practical)
}
