"""A trained network and some images as the living network on a page reads them."""

import json
from base64 import b64encode
from collections.abc import Sequence

import numpy as np
from IPython.display import HTML
from torch import nn

from cnnlib.visualisation.fashion_network import layers_of

__all__ = ["living_network", "network_as_json"]

WITHOUT_SCRIPT = (
    "Here the book's web page has a living network: you draw a garment, or pick one, and see every "
    "map, the switches, the scores and the saliency change. It needs a browser that runs scripts."
)


def network_as_json(model: nn.Sequential, classes: Sequence[str]) -> dict[str, object]:
    """Return the layers with their numbers as base64 of little-endian float32."""
    layers = []
    for name, arguments in layers_of(model):
        entry: dict[str, object] = {"name": name}
        for key, value in arguments.items():
            if isinstance(value, np.ndarray):
                entry[key] = {"shape": value.shape, "data": _base64(value.astype("<f4"))}
            else:
                entry[key] = value
        layers.append(entry)
    return {"classes": list(classes), "layers": layers}


def living_network(
    model: nn.Sequential, classes: Sequence[str], images: np.ndarray, labels: Sequence[int]
) -> HTML:
    """Return the element that the page's script brings to life, with its numbers in a script.

    The book's extension `living_network` moves them into a file of their own.

    Parameters
    ----------
    images : ndarray of uint8, shape (N, 28, 28)
        The garments to pick from.
    labels : sequence of int
        Their classes.
    """
    data = network_as_json(model, classes)
    data["images"] = [
        {"label": int(label), "data": _base64(image)}
        for image, label in zip(images, labels, strict=True)
    ]
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return HTML(
        f"<living-network><script>document.currentScript.parentElement.numbers = {text};</script>"
        f"<p>{WITHOUT_SCRIPT}</p></living-network>"
    )


def _base64(array: np.ndarray) -> str:
    return b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
