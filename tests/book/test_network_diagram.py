"""The small network that every chapter returns to."""

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn

from cnnlib.counting import count_multiply_adds

BOOK = Path(__file__).resolve().parents[2] / "book"


@pytest.fixture
def network_diagram(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))
    plt.switch_backend("agg")
    from pagelib import network_diagram

    yield network_diagram
    plt.close("all")


def _texts():
    return [text.get_text() for text in plt.gca().texts if text.get_text()]


def test_shapes_and_parameters_are_those_of_torch(network_diagram):
    layers = [nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Linear(8 * 13 * 13, 10)]
    x = torch.zeros(1, *network_diagram.SHAPES[0])
    operations = zip(layers, network_diagram.OPERATIONS, network_diagram.SHAPES[1:], strict=True)
    for layer, (name, _, parameters), shape in operations:
        x = layer(x.flatten(1) if name == "dense" else x)
        assert x.shape[1:] == shape
        assert sum(p.numel() for p in layer.parameters()) == parameters


def test_the_whole_network_is_drawn_with_its_shapes(network_diagram):
    network_diagram.draw()
    texts = _texts()
    for shape in network_diagram.SHAPES:
        assert "×".join(map(str, shape)) in texts
    assert [name for name, *_ in network_diagram.OPERATIONS if name not in texts] == []


@pytest.mark.parametrize(
    ("highlight", "named"),
    [
        ("convolution", ["convolution"]),
        ("im2col", ["convolution"]),
        ("pooling", ["pooling"]),
        ("depth", ["convolution", "ReLU"]),
        ("inside", []),
    ],
)
def test_the_opened_part_alone_is_dark(network_diagram, highlight, named):
    network_diagram.draw(highlight)
    names = {name for name, *_ in network_diagram.OPERATIONS}
    dark = [t for t in plt.gca().texts if t.get_color() == network_diagram.INK]
    assert [t.get_text() for t in dark if t.get_text() in names] == named
    assert ("one product" in _texts()) == (highlight == "im2col")
    assert ("repeated" in _texts()) == (highlight == "depth")


def test_what_passes_between_the_operations_is_in_colour(network_diagram):
    network_diagram.draw("inside")
    shapes = {"×".join(map(str, shape)) for shape in network_diagram.SHAPES}
    shown = [text for text in plt.gca().texts if text.get_text() in shapes]
    assert len(shown) == 5
    assert network_diagram.GREY not in {text.get_color() for text in shown}


def test_the_costs_are_those_that_the_library_counts(network_diagram):
    network = nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 13 * 13, 10)
    )
    assert sum(network_diagram.MULTIPLY_ADDS) == count_multiply_adds(network, (1, 28, 28))
    network_diagram.draw("costs")
    assert "48\N{NO-BREAK SPACE}672" in _texts()


def test_every_chapter_returns_to_it():
    for page in sorted(BOOK.glob("0*.md")):
        assert "network_diagram.draw(" in page.read_text(encoding="utf-8"), page.name


def test_the_gradients_run_through_everything(network_diagram):
    network_diagram.draw("backward")
    assert "gradients of the loss" in _texts()


def test_an_unknown_part_is_named(network_diagram):
    message = (
        "highlight must be one of "
        "convolution, im2col, pooling, backward, depth, costs, inside, not 'relu'."
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        network_diagram.draw("relu")
