"""Dropout and initial values: what is drawn is measured over many draws."""

import pytest
import torch
from torch import nn

from autograder.checks.answers import FunctionAnswer
from autograder.checks.cases import Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.randomness import initial_case, random_case


class Dense(nn.Module):
    """A dense layer with dropout in front of it, its weights drawn as He et al. do."""

    def __init__(self, taken, given, p):
        super().__init__()
        self.dense = nn.Linear(taken, given)
        nn.init.kaiming_normal_(self.dense.weight)
        nn.init.zeros_(self.dense.bias)
        self.p = p

    def drop(self, x):
        return nn.functional.dropout(x, self.p, self.training)

    def forward(self, x):
        return self.dense(self.drop(x))


OPTIONS = {"taken": 30, "given": 8, "p": 0.3}


def _dropout(rng):
    yield random_case(rng, Dense, "dropout", OPTIONS, (4, 30))


def _initial(_):
    yield initial_case(Dense, "a dense layer", {"taken": 80, "given": 60, "p": 0.0})


DENSE = FunctionCheck(
    key="00-test.dense",
    oracle=Dense,
    parts=(
        Part("dropout", 4, _dropout, rtol=0.05),
        Part("initial values", 3, _initial, rtol=0.05),
    ),
    reference=FunctionAnswer("reference", Dense),
    variants=(),
    misconceptions=(),
    torch=True,
)


class OwnMask(Dense):
    def drop(self, x):
        if not self.training:
            return x
        return x * (torch.rand(x.shape, dtype=x.dtype) >= self.p) / (1 - self.p)


class NoDropout(Dense):
    def drop(self, x):
        return x


class DropsTheOthers(Dense):
    def drop(self, x):
        return nn.functional.dropout(x, 1 - self.p, self.training)


class DoesNotScale(Dense):
    def drop(self, x):
        return super().drop(x) * (1 - self.p if self.training else 1)


class AlwaysDrops(Dense):
    def drop(self, x):
        return nn.functional.dropout(x, self.p, True)


class AlwaysTheSameMask(Dense):
    def drop(self, x):
        torch.manual_seed(0)
        return super().drop(x)


class XavierUniform(Dense):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        nn.init.xavier_uniform_(self.dense.weight)


class StartsOffZero(Dense):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        with torch.no_grad():
            self.dense.weight += 0.03


class OnesForBiases(Dense):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        nn.init.ones_(self.dense.bias)


@pytest.mark.parametrize(
    ("module", "loses"),
    [
        (Dense, set()),
        (OwnMask, set()),
        (NoDropout, {"dropout"}),
        (DropsTheOthers, {"dropout"}),
        (DoesNotScale, {"dropout"}),
        (AlwaysDrops, {"dropout"}),
        (AlwaysTheSameMask, {"dropout"}),
        (XavierUniform, {"initial values"}),
        (StartsOffZero, {"initial values"}),
        (OnesForBiases, {"initial values"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_drawn_is_measured(module, loses, seed):
    report = DENSE.run((module,), seed)
    assert {part.name for part in report.parts if not part.earned} == loses, report.text
