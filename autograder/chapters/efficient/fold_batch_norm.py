"""The check of ``07-efficient.fold_batch_norm``."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

import cnnlib.folding
from autograder.chapters.efficient import oracles
from autograder.chapters.efficient.answers import fold_batch_norm as answers
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["CHECK"]

VECTORS = ("running_mean", "running_var", "gamma", "beta")


def _cases(
    *names: str, bias: bool = True, eps: float | None = None, public: bool = False
) -> Callable[[np.random.Generator], Iterator[Case]]:
    """Return a function that draws full and depth-wise convolutions before a batch norm."""

    def draw(rng: np.random.Generator) -> Iterator[Case]:
        if public:
            yield _small(rng)
        for channels, kernel_size in ((3, (2, 3)), (1, (3, 3)), (4, (1, 1))):
            filters = int(rng.integers(5, 8))
            yield _case(rng, (filters, channels, *kernel_size), names, bias, eps)
        # `Case.again` changes only the weights, on which the folded bias does not depend.
        case = _case(rng, (filters, channels, *kernel_size), names, bias, eps)
        yield case
        if eps is not None:
            label = f"{case.label}, and the same with eps 2"
            yield replace(case, kwargs={**case.kwargs, "eps": 2.0}, label=label)

    return draw


def _small(rng: np.random.Generator) -> Case:
    weight = rng.permutation(4).reshape(2, 1, 1, 2) + 1.0
    bias, mean = np.array([1.0, -2.0]), np.array([3.0, 1.0])
    variance = rng.permutation([4.0, 16.0]) - 1e-5  # so that the roots are 2 and 4
    given = {"gamma": np.array([2.0, 3.0]), "beta": np.array([5.0, 7.0])}
    return Case("2 kernels of 1x2", (weight, bias, mean, variance), given, public=True)


def _case(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    names: tuple[str, ...],
    bias: bool,
    eps: float | None,
    dtype: str = "float64",
    read_only: bool = False,
) -> Case:
    drawn = {name: rng.standard_normal(shape[0]).astype(dtype) for name in ("bias", *VECTORS)}
    drawn["running_var"] = rng.uniform(0.2, 3.0, shape[0]).astype(dtype)
    weight = rng.standard_normal(shape).astype(dtype)
    given = {name: drawn[name] for name in names} | ({} if eps is None else {"eps": eps})
    words = [f"{shape[0]} kernels of {shape[2]}x{shape[3]} over {shape[1]} channels"]
    words += [] if bias else ["no bias"]
    words += [f"no {name}" for name in ("gamma", "beta") if name not in names]
    words += [] if eps is None else [f"eps {eps}"]
    words += [] if dtype == "float64" else [dtype]
    arguments = weight, drawn["bias"] if bias else None, drawn["running_mean"], drawn["running_var"]
    return Case(", ".join(words), arguments, given, read_only=read_only)


def _care(rng: np.random.Generator) -> Iterator[Case]:
    names = ("gamma", "beta")
    yield _case(rng, (5, 2, 3, 2), names, True, None, "float32")
    yield _case(rng, (6, 2, 3, 2), (), False, None, "float32")
    yield _case(rng, (5, 2, 3, 2), names, True, None, read_only=True)


BOTH = ("gamma", "beta")

CHECK = FunctionCheck(
    key="07-efficient.fold_batch_norm",
    oracle=oracles.fold_batch_norm,
    parts=(
        Part("weights", 2, _cases(*BOTH, public=True), only=("weight",)),
        Part("bias", 2, _cases(*BOTH), only=("bias",)),
        Part("no bias before", 2, _cases(*BOTH, bias=False)),
        Part("no scale or shift", 1, _cases()),
        Part("eps", 1, _cases(*BOTH, eps=0.1)),
        Part("dtype and input", 1, _care),
    ),
    reference=FunctionAnswer("reference", cnnlib.folding.fold_batch_norm),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    returns=("weight", "bias"),
)
