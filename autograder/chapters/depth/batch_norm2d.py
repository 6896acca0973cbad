"""The check of ``05-depth.batch_norm2d``."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

import cnnlib.batch_norm
from autograder.chapters.depth import at_home, images
from autograder.chapters.depth.answers import batch_norm2d as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.beside import beside
from autograder.checks.cases import Case, Flags, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in

__all__ = ["CHECK", "batch_norm2d"]


def batch_norm2d(
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
) -> np.ndarray:
    """Call ``torch.nn.functional.batch_norm``, which changes the same running statistics."""
    import torch
    from torch.nn import functional

    def tensor(array: Any) -> Any:
        return None if array is None else torch.from_numpy(array.copy())

    mean, var = tensor(running_mean), tensor(running_var)
    scale = tensor(weight), tensor(bias)
    out = functional.batch_norm(tensor(x), mean, var, *scale, training, momentum, eps)
    if training and running_mean is not None:
        running_mean[:], running_var[:] = mean.numpy(), var.numpy()
    return out.numpy()


def normalise_in_place(batch_norm, x, running_mean, running_var, *args, **given):
    """Return the output, and the running statistics after the call."""
    out = batch_norm(x, running_mean, running_var, *args, **given)
    return {"out": out, "running_mean": running_mean, "running_var": running_var}


def use(work: Callable[..., Any], *args: Any, **given: Any) -> dict[str, Any]:
    """Call the student's function in its own process, where it can change the statistics."""
    found: dict[str, Any] = beside(work, normalise_in_place)(work, *args, **given)
    return found


def _case(
    rng: np.random.Generator,
    shape: images.Shape,
    *,
    statistics: bool = True,
    scale: str = "weight and bias",
    dtype: str = "float64",
    flags: Flags | None = None,
    **given: Any,
) -> Case:
    channels = shape[1]
    x = images.unlike_channels(rng, shape).astype(dtype)
    mean, weight, bias = (images.per_channel(rng, channels).astype(dtype) for _ in range(3))
    var = images.positive(rng, channels).astype(dtype)
    arrays = {"weight": weight, "bias": bias}
    chosen = {name: array for name, array in arrays.items() if name in scale}
    words = "training" if given.get("training") else "evaluating"
    label = f"{words}, x of shape {shape}, {scale}"
    label += "".join(f", {name} {value}" for name, value in given.items() if name != "training")
    label += "" if statistics else ", no running statistics"
    label += "" if dtype == "float64" else f", {dtype}"
    running = (mean, var) if statistics else (None, None)
    return Case(label, (x, *running), {**chosen, **given}, use=use, **(flags or {}))


def _by_hand(rng: np.random.Generator) -> Case:
    x = rng.permutation([1.0, 3, 5, 11]).reshape(2, 1, 1, 2)
    given = {"training": True, "eps": 2.0}  # variance 14, so its root is 4
    return Case("training, four numbers of one channel", (x, None, None), given, public=True)


def _training(rng: np.random.Generator) -> Iterator[Case]:
    yield _by_hand(rng)
    for shape in images.shapes(rng, 3):
        yield _case(rng, shape, training=True)


def _running(rng: np.random.Generator) -> Iterator[Case]:
    first, second = images.shapes(rng, 2)
    yield _case(rng, first, training=True)
    yield _case(rng, second, training=True, momentum=0.3)


def _evaluating(rng: np.random.Generator) -> Iterator[Case]:
    for shape in images.shapes(rng, 2):
        yield _case(rng, shape)
    yield _case(rng, (1, 3, 1, 1))


def _options(rng: np.random.Generator) -> Iterator[Case]:
    shape, other, third = images.shapes(rng, 3)
    yield _case(rng, shape, scale="weight alone", training=True)
    yield _case(rng, other, scale="bias alone")
    case = _case(rng, third, scale="neither", training=True, eps=0.5)
    yield case
    label = f"{case.label}, and the same with eps 2"
    yield replace(case, kwargs={**case.kwargs, "eps": 2.0}, label=label)
    yield _case(rng, third, eps=0.5)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    shape, other = images.shapes(rng, 2)
    read_only = Flags(read_only=True)
    yield _case(rng, shape, training=True, dtype="float32")
    yield _case(rng, shape, dtype="float32")
    yield _case(rng, other, training=True, statistics=False, flags=read_only)
    yield _case(rng, other, flags=read_only)


CHECK = FunctionCheck(
    key="05-depth.batch_norm2d",
    oracle=batch_norm2d,
    parts=(
        Part("training", 5, _training, only=("out",), at_home=at_home.NORM_TRAINED),
        Part(
            "running statistics",
            3,
            _running,
            only=("running_mean", "running_var"),
            at_home=at_home.NORM_RUNNING,
        ),
        Part("evaluating", 3, _evaluating, at_home=at_home.NORM_EVALUATED),
        Part("weight, bias and eps", 2, _options, only=("out",), at_home=at_home.NORM_OPTIONS),
        Part("dtype and input", 1, _care, at_home=at_home.NORM_CARE),
    ),
    reference=FunctionAnswer("reference", cnnlib.batch_norm.batch_norm2d),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(answers),
)
