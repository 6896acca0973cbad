"""Test a training loop by the calls of its model, its optimiser and its augmentation."""

import inspect
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.chapters.regularisation import recorder

__all__ = ["recorded_run"]

EPOCHS, DRAWS, CHANNELS = 5, 100, 6
CLOSE = 1e-3
SUMMED, OTHER_LABELS, LATEST, LEAST_LOSS = 0.5, 0.25, 0.5, 0.25
ALL_LOSSES = 0.75
OF_BATCHES, SUMMED_IN_EPOCHS = 0.5, 0.375
TEXT = inspect.getsource(recorder)
HERE = f"(lambda space: (exec({TEXT!r}, space), space['run'])[1])({{'__name__': 'recorder'}})"

Event = dict[str, Any]
Arrays = tuple[np.ndarray, np.ndarray]


def recorded_run(train, images, held_out, batch_size, augmented, seed):
    """Run the student's training loop, and return the facts about it by name."""
    (x, y), (x_val, y_val) = _draw(images, held_out, seed)
    mean, std = (np.reshape(f(x, axis=(0, 2, 3)), (-1, 1, 1)) for f in (np.mean, np.std))
    right, right_val = (x - mean) / std, (x_val - mean) / std
    plan = _plan(right_val, y_val, int(y.max()) + 1, seed)
    run = getattr(train, "beside", eval)(HERE)
    log = run(train, (x, y), (x_val, y_val), plan, batch_size, seed, augmented)
    epochs = _split(log["events"], x_val.shape[2:])
    seen = [_orders(epoch, right, augmented) for epoch in epochs]
    orders = [order for order, _ in seen]
    forwards, checks = _of(epochs, 0), _of(epochs, 1)
    augments = [event for event in log["events"] if event["what"] == "augment"]
    before = [event for event in augments if event["x"].shape[2:] == x.shape[2:]]
    return {
        "training images standardised": _near(before + forwards, right, right[..., ::-1]),
        "validation images standardised": _near(checks, right_val, right_val[..., ::-1]),
        "arrays left as they are": float(log["untouched"]),
        "training images augmented": float(all(flipped == augmented for _, flipped in seen)),
        "validation images not augmented": float(
            all(_mirrored(event["x"], right_val) == 0 for event in checks)
            and not any(event["x"].shape[2:] == x_val.shape[2:] for event in augments)
        ),
        "one pass over the training images an epoch": float(
            len(epochs) == EPOCHS and all(sorted(o) == list(range(len(x))) for o in orders)
        ),
        "sizes of the batches": float(
            all([len(e["x"]) for e in first] == _sizes(len(x), batch_size) for first, _ in epochs)
        ),
        "a new order each epoch": float(
            all(a != b for a, b in pairwise(orders)) and list(range(len(x))) not in orders
        ),
        "order drawn from rng": float(log["drawn"]),
        "training mode while training": float(all(e["training"] for e in forwards)),
        "evaluation mode while validating": float(not any(e["training"] for e in checks)),
        "no gradients while validating": float(not any(e["gradients"] for e in checks)),
        "one pass over the validation images an epoch": float(
            all(sum(len(e["x"]) for e in second) == len(x_val) for _, second in epochs)
        ),
        **_steps(log["events"], x.shape[2:], orders, y),
        **_history(log["history"], epochs, orders, y, y_val),
        **_best(log["state"], epochs, y_val),
    }


def _draw(images: int, held_out: int, seed: int) -> tuple[Arrays, Arrays]:
    """Draw images with channels of different scales, and labels of three classes."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(20, 220, (images, CHANNELS, 3, 5)) * rng.uniform(0.3, 1, (1, CHANNELS, 1, 1))
    x_val = rng.uniform(0, 160, (held_out, CHANNELS, 4, 6))
    y, y_val = rng.integers(0, 3, images), rng.integers(0, 3, held_out)
    y[:3] = 0, 1, 2
    return (x, y), (x_val, y_val)


def _plan(x_val: np.ndarray, y_val: np.ndarray, classes: int, seed: int) -> list[list[np.ndarray]]:
    """Draw weights for each epoch; those of the second and the fourth are equal and the best."""
    rng = np.random.default_rng(seed)
    features = x_val.mean(axis=(2, 3))
    pools: dict[int, list[list[np.ndarray]]] = {}
    for _ in range(DRAWS):
        weight, bias = rng.normal(size=(classes, features.shape[1])), rng.normal(size=classes)
        right = (features @ weight.T + bias).argmax(axis=1) == y_val
        both = [weight.astype(np.float32), bias.astype(np.float32)]
        if not right.all():
            pools.setdefault(int(right.sum()), []).append(both)
    counts = sorted(count for count, drawn in pools.items() if len(drawn) > 1)
    low, middle, best = counts[0], counts[len(counts) // 2], counts[-1]
    # The best are sure of what they get wrong as well, so that their loss is not the lowest.
    scales = {low: 1, middle: 0.1, best: 20}
    chosen = [(scales[count], pools[count].pop()) for count in (low, best, middle, best, low)]
    return [[np.float32(scale) * array for array in both] for scale, both in chosen]


def _split(events: list[Event], size: tuple[int, ...]) -> list[tuple[list[Event], list[Event]]]:
    """Return, for each epoch, the forward passes of training images and of validation images."""
    epochs: list[tuple[list[Event], list[Event]]] = [([], [])]
    for event in events:
        if event["what"] != "forward":
            continue
        validating = event["x"].shape[2:] == size
        if not validating and epochs[-1][1]:
            epochs.append(([], []))
        epochs[-1][validating].append(event)
    return epochs


def _of(epochs: list[tuple[list[Event], list[Event]]], which: int) -> list[Event]:
    return [event for epoch in epochs for event in epoch[which]]


def _like(images: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return the similarity of each image to each known one, regardless of scale: 1 if equal."""
    rows, others = (
        (each - each.mean(axis=(2, 3), keepdims=True)).reshape(len(each), -1)
        for each in (images.astype(float), known)
    )
    norms = np.linalg.norm(rows, axis=1)[:, None] * np.linalg.norm(others, axis=1)
    return rows @ others.T / np.maximum(norms, 1e-12)


def _orders(
    epoch: tuple[list[Event], list[Event]], known: np.ndarray, flipped: bool
) -> tuple[list[int], bool]:
    """Return which images an epoch showed, in order, and whether they were mirrored."""
    if not epoch[0] or any(e["x"].shape[1:] != known.shape[1:] for e in epoch[0]):
        return [], not flipped
    shown = np.concatenate([event["x"] for event in epoch[0]])
    as_is, mirrored = _like(shown, known), _like(shown, known[..., ::-1])
    both = mirrored.max(axis=1) > as_is.max(axis=1)
    order = np.where(both, mirrored.argmax(axis=1), as_is.argmax(axis=1))
    return order.tolist(), bool(both.all()) if flipped else bool(both.any())


def _mirrored(images: np.ndarray, known: np.ndarray) -> int:
    """Count the images that are more similar to a mirrored known image than to any known one."""
    if images.shape[1:] != known.shape[1:]:
        return len(images)
    as_is, mirrored = _like(images, known), _like(images, known[..., ::-1])
    return int((mirrored.max(axis=1) > as_is.max(axis=1)).sum())


def _near(events: list[Event], *known: np.ndarray) -> float:
    """Return 1.0 if each image of the events is one of the known ones, else 0.0."""
    wanted = np.concatenate(known).reshape(-1, known[0][0].size)
    for event in events:
        if event["x"].shape[1:] != known[0].shape[1:]:
            return 0.0
        rows = event["x"].reshape(len(event["x"]), 1, -1)
        if np.abs(rows - wanted).max(axis=2).min(axis=1).max() > CLOSE:
            return 0.0
    return float(bool(events))


def _sizes(images: int, batch_size: int) -> list[int]:
    return [min(batch_size, images - start) for start in range(0, images, batch_size)]


def _scores(event: Event) -> np.ndarray:
    """Return the output of the recorded model."""
    weight, bias = event["state"]["linear.weight"], event["state"]["linear.bias"]
    return event["x"].mean(axis=(2, 3)).astype(float) @ weight.T.astype(float) + bias


def _losses(scores: np.ndarray, labels: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(labels)), labels]


def _gradients(event: Event, labels: np.ndarray) -> Arrays:
    """Return the gradient of a batch's mean cross-entropy: probability minus target."""
    scores = _scores(event)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    off = p / p.sum(axis=1, keepdims=True) - np.eye(scores.shape[1])[labels]
    return off.T @ event["x"].mean(axis=(2, 3)) / len(labels), off.mean(axis=0)


def _steps(
    events: list[Event], size: tuple[int, ...], orders: list[list[int]], y: np.ndarray
) -> dict[str, float]:
    """Compare the gradient of each step with that of the batch before it."""
    order = [place for epoch in orders for place in epoch]
    begins = {0, *np.cumsum([len(epoch) for epoch in orders]).tolist()}
    right, summed, in_epochs, others, larger, forward, start = [], [], [], [], [], None, 0
    added: Any = (0, 0)
    of_epoch: Any = (0, 0)
    for event in events:
        if event["what"] == "forward" and event["x"].shape[2:] == size:
            forward = event
        elif event["what"] == "step" and forward is not None:
            labels = y[order[start : start + len(forward["x"])]]
            of_epoch = (0, 0) if start in begins else of_epoch
            start += len(forward["x"])
            wanted = _gradients(forward, labels) if len(labels) == len(forward["x"]) else None
            added = wanted and [a + b for a, b in zip(added, wanted, strict=True)]
            of_epoch = wanted and [a + b for a, b in zip(of_epoch, wanted, strict=True)]
            right.append(_are_near(event["gradients"], wanted))
            in_epochs.append(_are_near(event["gradients"], of_epoch))
            summed.append(_are_near(event["gradients"], added))
            all_losses = wanted and [len(labels) * each for each in wanted]
            larger.append(_are_near(event["gradients"], all_losses))
            others.append(_has_other_labels(event["gradients"], forward))
            forward = None
    # Other numbers for four mistakes, so that a fifth is not taken for one of them.
    first = bool(right) and (
        1.0 if right[0] else ALL_LOSSES * larger[0] or OTHER_LABELS * others[0]
    )
    rest = (
        1.0
        if all(right[1:])
        else SUMMED * all(summed)
        or SUMMED_IN_EPOCHS * all(in_epochs)
        or ALL_LOSSES * all(larger)
        or OTHER_LABELS * all(others[1:])
    )
    passes = sum(e["what"] == "forward" and e["x"].shape[2:] == size for e in events)
    return {
        "one step for each batch": float(len(right) == passes > 0),
        "gradient of the first step": float(first),
        "gradients of the other steps": float(bool(right) and rest),
    }


def _are_near(gradients: Any, wanted: Any) -> bool:
    return wanted is not None and all(
        got is not None and got.shape == want.shape and np.abs(got - want).max() < CLOSE
        for got, want in zip(gradients, wanted, strict=True)
    )


def _has_other_labels(gradients: Any, forward: Event) -> bool:
    """Return whether a batch's gradient is right for some labels, which are then counted in it."""
    scores, bias = _scores(forward), gradients[1]
    if bias is None or bias.shape != scores.shape[1:]:
        return False
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    counts = ((p / p.sum(axis=1, keepdims=True)).mean(axis=0) - bias) * len(scores)
    whole = np.abs(counts - np.rint(counts)).max() < len(scores) * CLOSE
    return bool(whole and counts.min() > -0.5)


def _history(
    history: Any,
    epochs: list[tuple[list[Event], list[Event]]],
    orders: list[list[int]],
    y: np.ndarray,
    y_val: np.ndarray,
) -> dict[str, float]:
    """Compare the returned history with the outputs of the model."""
    names = "loss", "validation_loss", "validation_accuracy"
    rows = history if isinstance(history, list) else []
    if len(rows) != len(epochs) or not all(isinstance(row, dict) for row in rows):
        return dict.fromkeys((f"history: {name}" for name in names), 0.0)
    wanted, of_batches = [], []
    for (first, second), order in zip(epochs, orders, strict=True):
        seen = np.concatenate([_scores(e) for e in first]) if first else np.empty((0, 1))
        checked = np.concatenate([_scores(e) for e in second]) if second else np.empty((0, 1))
        if len(seen) != len(order) or len(checked) != len(y_val):
            return dict.fromkeys((f"history: {name}" for name in names), 0.0)
        losses = _losses(seen, y[order])
        ends = np.cumsum([len(e["x"]) for e in first])[:-1]
        of_batches.append(np.mean([batch.mean() for batch in np.split(losses, ends)]))
        wanted.append(
            (
                losses.mean(),
                _losses(checked, y_val).mean(),
                (checked.argmax(axis=1) == y_val).mean(),
            )
        )
    facts = {
        f"history: {name}": float(_are_listed(rows, name, column))
        for name, column in zip(names, zip(*wanted, strict=True), strict=True)
    }
    # Another number for one mistake, so that no other is taken for it.
    loss = "history: loss"
    facts[loss] = facts[loss] or OF_BATCHES * _are_listed(rows, "loss", of_batches)
    return facts


def _are_listed(rows: list[dict[str, Any]], name: str, wanted: Iterable[float]) -> bool:
    return all(
        isinstance(row.get(name), int | float | np.number)
        and abs(row[name] - want) < CLOSE * max(1, want)
        for row, want in zip(rows, wanted, strict=True)
    )


def _best(
    state: dict[str, np.ndarray],
    epochs: list[tuple[list[Event], list[Event]]],
    y_val: np.ndarray,
) -> dict[str, float]:
    """Return facts on which epoch's state the model has now, counted from 1."""
    candidates = [second[0]["state"] for _, second in epochs if second]
    accuracies, losses = [], []
    for _, second in epochs:
        scores = np.concatenate([_scores(e) for e in second]) if second else np.empty((0, 1))
        whole = len(scores) == len(y_val)
        accuracies.append(float((scores.argmax(axis=1) == y_val).mean()) if whole else -1.0)
        losses.append(_losses(scores, y_val).mean() if whole else np.inf)
    same = [all(np.array_equal(state[n], s[n]) for n in state) for s in candidates]
    weights = [
        all(np.array_equal(state[n], s[n]) for n in state if "linear" in n) for s in candidates
    ]
    best = int(np.argmax(accuracies))
    latest = len(accuracies) - 1 - int(np.argmax(accuracies[::-1]))
    # Other numbers for two mistakes, so that a third is not taken for one of them.
    chosen = ((best, 1.0), (latest, LATEST), (int(np.argmin(losses)), LEAST_LOSS))
    kept = next((number for epoch, number in chosen if _is_at(weights, epoch)), 0.0)
    return {
        "best weights": kept,
        "best buffers": float(_is_at(same, best)),
        "state of the last epoch": float(not kept and _is_at(weights, -1)),
    }


def _is_at(same: list[bool], epoch: int) -> bool:
    return bool(same) and epoch < len(same) and same[epoch]
