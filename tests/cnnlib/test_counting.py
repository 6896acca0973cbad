"""Parameters and multiply-adds against sums done by hand."""

import pytest
import torch
from torch import nn

from cnnlib.counting import count_multiply_adds, count_parameters, layer_table
from tests.helpers.devices import on_every_device


def small_model() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(4, 6, kernel_size=(3, 2), stride=(2, 1), padding=1, groups=2),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(6 * 3 * 8, 5, bias=False),
    )


@on_every_device
def test_a_small_model_by_hand(device):
    model = small_model().to(device)
    conv_parameters, conv_adds = 6 * 2 * 3 * 2 + 6, (6 * 3 * 8) * (2 * 3 * 2)
    assert layer_table(model, (4, 5, 7)) == [
        {
            "name": "0",
            "type": "Conv2d",
            "output_shape": (6, 3, 8),
            "parameters": conv_parameters,
            "multiply_adds": conv_adds,
        },
        {
            "name": "1",
            "type": "BatchNorm2d",
            "output_shape": (6, 3, 8),
            "parameters": 12,
            "multiply_adds": 0,
        },
        {
            "name": "2",
            "type": "ReLU",
            "output_shape": (6, 3, 8),
            "parameters": 0,
            "multiply_adds": 0,
        },
        {
            "name": "3",
            "type": "Flatten",
            "output_shape": (144,),
            "parameters": 0,
            "multiply_adds": 0,
        },
        {
            "name": "4",
            "type": "Linear",
            "output_shape": (5,),
            "parameters": 720,
            "multiply_adds": 720,
        },
    ]
    assert count_multiply_adds(model, (4, 5, 7)) == conv_adds + 720
    assert count_parameters(model) == conv_parameters + 12 + 720
    # The bias of the convolution and the shift of batch norm.
    assert count_parameters(model, biases=False) == conv_parameters - 6 + 6 + 720


def test_the_layer_of_the_slides():
    layer = nn.Conv2d(128, 32, kernel_size=3, device="meta")
    assert count_parameters(layer) == 36_896
    assert count_multiply_adds(layer, (128, 28, 28)) == 24_920_064


def test_a_bottleneck_saves_what_the_slides_say():
    pair = nn.Sequential(nn.Conv2d(128, 8, 1), nn.Conv2d(8, 32, 3)).to("meta")
    assert count_parameters(pair) == (128 * 8 + 8) + (9 * 8 * 32 + 32)
    assert count_multiply_adds(pair, (128, 28, 28)) == 28 * 28 * 128 * 8 + 26 * 26 * 9 * 8 * 32


def test_a_transposed_convolution_costs_what_its_convolution_does():
    conv = nn.Conv2d(6, 4, kernel_size=(3, 2), stride=2, groups=2, device="meta")
    back = nn.ConvTranspose2d(4, 6, kernel_size=(3, 2), stride=2, groups=2, device="meta")
    assert count_multiply_adds(conv, (6, 9, 8)) == count_multiply_adds(back, (4, 4, 4))


def test_blocks_are_one_row_each():
    model = nn.Sequential(nn.Conv2d(1, 2, 1), nn.Sequential(nn.Conv2d(2, 3, 1), nn.ReLU()))
    inner = type("Block", (nn.Sequential,), {})(nn.Conv2d(3, 5, 3), nn.Conv2d(5, 1, 1))
    model.append(inner)
    rows = layer_table(model, (1, 4, 5), blocks=(type(inner),))
    assert [row["name"] for row in rows] == ["0", "1.0", "1.1", "2"]
    assert rows[3] == {
        "name": "2",
        "type": "Block",
        "output_shape": (1, 2, 3),
        "parameters": 9 * 3 * 5 + 5 + 5 + 1,
        "multiply_adds": 6 * 5 * 27 + 6 * 5,
    }


def test_a_layer_that_runs_twice_has_its_parameters_once():
    layer = nn.Linear(3, 3)
    rows = layer_table(nn.Sequential(layer, layer), (3,))
    assert [row["parameters"] for row in rows] == [12, 0]
    assert [row["multiply_adds"] for row in rows] == [9, 9]
    assert count_parameters(nn.Sequential(layer, layer)) == 12
    rows = layer_table(nn.Sequential(nn.Sequential(layer), nn.Sequential(layer)), (3,))
    assert [row["multiply_adds"] for row in rows] == [9, 9]


def test_counting_leaves_the_model_as_it_was():
    model = small_model().train()
    model[1].eval()
    mean = model[1].running_mean.clone()
    layer_table(model, (4, 5, 7))
    assert [module.training for module in model] == [True, False, True, True, True]
    assert torch.equal(model[1].running_mean, mean)
    assert not any(module._forward_hooks for module in model.modules())


@pytest.mark.parametrize("shape", [(3, 5, 7), (4, 7, 7), (5, 7)])
def test_an_image_that_does_not_fit_is_refused(shape):
    model = small_model()
    with pytest.raises(ValueError, match=r"does not take an image of shape \(\d"):
        count_multiply_adds(model, shape)
    assert model.training
    assert not any(module._forward_hooks for module in model.modules())
