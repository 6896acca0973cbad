"""Max pooling, average pooling or dilation, with one to four layers, on `fashion-mini`.

The comparison of *MLP Coursework 2: Exploring Convolutional Networks*, sections 4.3 and 4.4, on a
small data set and a CPU: same networks, optimiser and batch size, other images and fewer epochs.
Run it with ``python -m benchmarks.context``; stopped, it goes on with the next network.
"""

import json
from itertools import product
from typing import Any

import torch
from rich.progress import track

from benchmarks.preparation import standardised
from benchmarks.results import RESULTS, made_by, save_result
from cnnlib.data import load
from cnnlib.models.lenet_variants import lenet_variant
from cnnlib.training.metrics import evaluate
from cnnlib.training.train import train

__all__ = ["main", "train_variant"]

NAME = "context"
CONTEXTS, LAYERS, SEEDS = ("max", "average", "dilated"), (1, 2, 3, 4), (0, 1)
EPOCHS, BATCH_SIZE = 8, 100
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 1e-5


def train_variant(
    data: tuple, context: str, layers: int, seed: int, epochs: int = EPOCHS
) -> dict[str, Any]:
    """Train one network, and return its accuracy on the test set, and on validation by epoch."""
    learn, validation, test = data
    torch.manual_seed(seed)
    model = lenet_variant(context, layers, filters=32, classes=10)
    optimizer = torch.optim.Adam(model.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    history = train(
        *(model, learn, validation, optimizer),
        epochs=epochs,
        batch_size=BATCH_SIZE,
        seed=seed,
        progress=False,
    )
    return {
        "context": context,
        "layers": layers,
        "seed": seed,
        "test_accuracy": evaluate(model, *test)["accuracy"],
        "validation_accuracy": [row["validation_accuracy"] for row in history],
    }


def main() -> None:
    """Train what has not been trained yet, and write ``context.json`` after each network."""
    path = RESULTS / f"{NAME}.json"
    result = json.loads(path.read_text()) if path.exists() else {"runs": []}
    done = {(run["context"], run["layers"], run["seed"]) for run in result["runs"]}
    todo = [run for run in product(CONTEXTS, LAYERS, SEEDS) if run not in done]
    data = standardised(load())
    torch.set_num_threads(1)
    for context, layers, seed in track(todo, "Training"):
        result["runs"].append(train_variant(data, context, layers, seed))
        result["epochs"] = EPOCHS
        result["made_by"] = made_by(torch.device("cpu"), seeds=list(SEEDS))
        save_result(NAME, result)


if __name__ == "__main__":
    main()
