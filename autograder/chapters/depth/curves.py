"""The curves of the exercise ``05-depth.diagnosis``: three networks, trained here.

``python -m autograder.chapters.depth.curves`` prints them in the notebook's format. Each is a
dense network of thirty layers on part of ``fashion-mini``: one with PyTorch's default weights, one
with a ``detach`` in the middle, and one with shortcuts but few images.
"""

from itertools import pairwise
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.data import load

__all__ = ["NETWORKS", "curves"]

LAYERS, WIDTH = 30, 32
# Training images, epochs, whether there are shortcuts, and the layer before which it is detached.
NETWORKS: dict[str, dict[str, Any]] = {
    "A": {"images": 500, "epochs": 20, "residual": False, "cut": None},
    "B": {"images": 500, "epochs": 20, "residual": True, "cut": 12},
    "C": {"images": 150, "epochs": 20, "residual": True, "cut": None},
}


class Dense(nn.Module):
    """A first layer, hidden layers with or without shortcuts, and a last one."""

    def __init__(self, residual: bool, cut: int | None) -> None:
        super().__init__()
        sizes = [784, *[WIDTH] * (LAYERS - 1), 10]
        self.layers = nn.ModuleList(
            nn.Linear(before, after, bias=after == 10) for before, after in pairwise(sizes)
        )
        self.residual, self.cut = residual, cut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        first, *hidden, last = self.layers
        x = F.relu(first(x))
        for number, layer in enumerate(hidden, start=2):
            y = F.relu(layer(x))
            x = x + y / 4 if self.residual else y
            x = x.detach() if number == self.cut else x
        scores: torch.Tensor = last(x)
        return scores


def curves(images: int, epochs: int, residual: bool, cut: int | None) -> dict[str, list[float]]:
    """Train a network; return its gradients in the first step, and its accuracies by epoch."""
    torch.manual_seed(0)
    data = load("fashion-mini")
    x, y = torch.from_numpy(data.x_train[:images]).float(), torch.from_numpy(data.y_train[:images])
    x_val, y_val = torch.from_numpy(data.x_val).float(), torch.from_numpy(data.y_val)
    x, x_val = ((part.flatten(1) - 73) / 90 for part in (x, x_val))
    model = Dense(residual, cut)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    found: dict[str, list[float]] = {"gradient": [], "training": [], "validation": []}
    for _ in range(epochs):
        for places in torch.randperm(images).split(20):
            optimizer.zero_grad()
            F.cross_entropy(model(x[places]), y[places]).backward()
            found["gradient"] = found["gradient"] or [
                0.0 if weight.grad is None else weight.grad.abs().mean().item()
                for weight in (layer.get_parameter("weight") for layer in model.layers)
            ]
            optimizer.step()
        with torch.no_grad():
            for name, (inputs, labels) in {
                "training": (x, y),
                "validation": (x_val, y_val),
            }.items():
                found[name].append((model(inputs).argmax(1) == labels).float().mean().item())
    return found


if __name__ == "__main__":
    for name, given in NETWORKS.items():
        print(f'"{name}": {{')
        for row, numbers in curves(**given).items():
            shown = ", ".join(f"{number:.2g}" for number in numbers)
            print(f'    "{row}": [{shown}],')
        print("},")
