"""An exercise that returns several values, one with options, and one that asks for a class."""

from functools import partial

import numpy as np

from autograder.checks.answers import FunctionAnswer, misconception
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck

__all__ = ["COUNTER", "LINEAR", "steps"]


def linear_backward(grad_out, x, weight, bias=None):
    grad_bias = None if bias is None else grad_out.sum(axis=0)
    return grad_out @ weight, grad_out.T @ x, grad_bias


@misconception("You averaged over the batch.", loses=("weight", "bias"))
def averages(grad_out, x, weight, bias=None):
    n = len(x)
    return grad_out @ weight, grad_out.T @ x / n, None if bias is None else grad_out.mean(axis=0)


def _draw(rng, bias):
    x, weight = rng.standard_normal((3, 5)), rng.standard_normal((4, 5))
    given = {"x": x, "weight": weight}
    if bias:
        given["bias"] = rng.standard_normal(4)
    yield Case("3 rows of 5 numbers to 4", (rng.standard_normal((3, 4)),), given, public=True)


with_bias, without_bias = partial(_draw, bias=True), partial(_draw, bias=False)

LINEAR = FunctionCheck(
    key="00-test.linear_backward",
    oracle=linear_backward,
    parts=(
        Part("x", 2, with_bias, only=("grad_x",)),
        Part("weight", 2, with_bias, only=("grad_weight",)),
        Part("bias", 1, with_bias, only=("grad_bias",)),
        Part("no bias", 1, without_bias, only=("grad_bias",)),
    ),
    reference=FunctionAnswer("reference", linear_backward),
    variants=(),
    misconceptions=(averages,),
    returns=("grad_x", "grad_weight", "grad_bias"),
)


class Counter:
    def __init__(self, start=0):
        self.total = np.float64(start)

    def add(self, x):
        self.total = self.total + x.sum()
        return {"total": self.total, "rows": x.sum(axis=1)}


class KeepsNothing(Counter):
    def add(self, x):
        return {"total": self.total + x.sum(), "rows": x.sum(axis=1)}


def steps(counter_class, start, first, second):
    counter = counter_class(start=start)
    counter.add(first)
    return counter.add(second), counter.total


def _use(rng):
    first, second = rng.standard_normal((2, 3)), rng.standard_normal((4, 3))
    yield Case("two batches", (2.5, first, second), use=steps)


COUNTER = FunctionCheck(
    key="00-test.Counter",
    oracle=Counter,
    parts=(Part("two calls", 3, _use),),
    reference=FunctionAnswer("reference", Counter),
    variants=(),
    misconceptions=(misconception("It forgets.", loses=("two calls",))(KeepsNothing),),
    returns=("answer", "total"),
)
