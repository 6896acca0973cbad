"""What single experiments build and measure beside the accuracy."""

from itertools import pairwise

import pytest
import torch
from torch import nn

from cnnlib.data import Dataset
from cnnlib.experiments import depth, efficiency, lenet, rates, regularisation
from cnnlib.experiments.catalogue import EXPERIMENTS
from cnnlib.experiments.experiment import Experiment, Job
from cnnlib.experiments.results import RESULTS, read_result
from cnnlib.experiments.runner import Order, run
from cnnlib.experiments.speedrun import resnet_9
from cnnlib.experiments.training import tensors
from cnnlib.experiments.vgg import gradient_flow
from tests.helpers.few_images import few_images

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def few() -> Dataset:
    return few_images()


def run_one(experiment: Experiment, only: str, few: Dataset, folder) -> list[dict]:
    order = Order("fashion-mini", 1, 1, CPU, only=only)
    run(experiment, order, few, results=folder, work=folder / "work", say=lambda _: None)
    return read_result(experiment.stem("fashion-mini"), folder)["runs"]


def test_the_gradient_vanishes_in_the_plain_deep_network_alone(few, tmp_path):
    flows = {}
    for name in depth.EXPERIMENT.configurations:
        settings = depth.EXPERIMENT.settings_of(name, "fashion-mini")
        job = Job(name, settings, 0, 1, CPU, few, tmp_path)
        flows[name] = list(gradient_flow(job, tensors(few)[0]).values())
    assert {name: len(flow) for name, flow in flows.items()} == {
        "VGG-08": 8,
        "VGG-38": 38,
        "VGG-38, batch norm": 38,
        "VGG-38, residual": 38,
        "VGG-38, batch norm and residual": 38,
    }
    plain = flows.pop("VGG-38")
    assert max(plain) < 1e-12
    assert min(min(flow) for flow in flows.values()) > 1e-7


def test_each_regularisation_is_added_to_the_one_before():
    steps = list(regularisation.EXPERIMENT.configurations.values())
    added = [{k for k in after if after[k] != before[k]} for before, after in pairwise(steps)]
    assert added == [{"random_erasing"}, {"weight_decay"}, {"dropout"}]
    both = depth.EXPERIMENT.configurations["VGG-38, batch norm and residual"]
    assert steps[0] == both


def test_rates_are_learned_with_and_a_loss_that_is_not_finite_is_no_number(few, tmp_path):
    wild = rates.EXPERIMENT.configurations["rate 1, batch 32"] | {"learning_rate": 1e6}
    experiment = Experiment(
        "rates", "", {"wild": wild}, rates.EXPERIMENT.sizes, rates.EXPERIMENT.train
    )
    (ran,) = run_one(experiment, "", few, tmp_path)
    assert ran["history"]["learning_rate"] == [1e6]
    assert ran["test_loss"] is None
    assert "NaN" not in (tmp_path / "rates-fashion-mini.json").read_text()


def test_the_work_of_the_small_network_is_that_of_its_layers(few, tmp_path):
    (ran,) = run_one(efficiency.EXPERIMENT, "1-c", few, tmp_path)
    sides = 28**2, 14**2, 7**2
    convolutions = 25 * 32 * sides[0] + 25 * 32 * 64 * sides[1] + 25 * 64 * 64 * sides[2]
    assert ran["multiply_adds"] == convolutions + 64 * 3 * 3 * 1000 + 1000 * 10
    assert 0 < ran["seconds_per_image"] < 1


@pytest.mark.parametrize(
    ("name", "convolutions"), [("MobileNet", 1 + 2 * 13), ("SqueezeNet", 1 + 3 * 8 + 1)]
)
def test_networks_for_large_images_see_small_ones_whole(name, convolutions):
    network = efficiency.NETWORKS[name](3, 10, 32).eval()
    layers = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    assert len(layers) == convolutions
    assert layers[0](torch.randn(1, 3, 32, 32)).shape[2] >= 30
    assert network(torch.randn(2, 3, 32, 32)).shape == (2, 10)


def test_resnet_9_has_eight_convolutions_and_the_known_size():
    network = resnet_9(3, 10, 64)
    layers = [module for module in network.modules() if isinstance(module, nn.Conv2d)]
    assert len(layers) == 8
    widths = [(3, 64), (64, 128), (128, 128), (128, 128), (128, 256), (256, 512)]
    widths += [(512, 512), (512, 512)]
    weights = sum(9 * before * after for before, after in widths)
    norms = sum(2 * after for _, after in widths)
    total = sum(parameter.numel() for parameter in network.parameters())
    assert total == weights + norms + 512 * 10 + 10
    assert network.eval()(torch.randn(2, 3, 32, 32)).shape == (2, 10)


def test_the_step_sizes_in_the_book_reach_beyond_the_best_on_both_sides():
    for ran in read_result("lenet-fashion-mini", RESULTS)["runs"]:
        tried = [float(lr) for lr in ran["tuning"]]
        assert tuple(tried) == lenet.NETWORKS[ran["configuration"]].step_sizes
        assert tried[0] < ran["learning_rate"] < tried[-1]


def test_the_results_in_the_book_were_made_with_the_settings_of_today():
    found = 0
    for experiment in EXPERIMENTS.values():
        for dataset in experiment.sizes:
            result = read_result(experiment.stem(dataset), RESULTS)
            for ran in result["runs"] if result else ():
                found += 1
                assert ran["settings"] == experiment.settings_of(ran["configuration"], dataset)
    assert found
