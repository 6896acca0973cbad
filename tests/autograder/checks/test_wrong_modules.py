"""Modules that look right to a single call lose the parts that they get wrong."""

import copy

import pytest
import torch
from torch import nn

from tests.helpers.layers import LAYER, Layer

SEED = 3


def lost(module_class) -> set[str]:
    report = LAYER.run((module_class,), SEED)
    return {part.name for part in report.parts if part.earned < part.points}


def said(module_class) -> str:
    return LAYER.run((module_class,), SEED).text


class KeepsTheFirstOutput(Layer):
    """Remembers what it made of the first batch of a size."""

    def forward(self, x):
        kept = self.__dict__.setdefault("kept", {})
        if (len(x), self.training) not in kept:
            kept[len(x), self.training] = super().forward(x)
        return kept[len(x), self.training]


class MovesItsStatisticsOnce(Layer):
    def forward(self, x):
        before = [self.mean.clone(), self.var.clone()]
        y = super().forward(x)
        if self.__dict__.get("moved"):
            self.mean.copy_(before[0])
            self.var.copy_(before[1])
        self.moved = True
        return y


class ChangesAWeight(Layer):
    def forward(self, x):
        y = super().forward(x)
        with torch.no_grad():
            self.conv.weight *= 1 - 1e-3
        return y


class ZeroesItsInput(Layer):
    def forward(self, x):
        y = super().forward(x.clone())
        x.data.zero_()
        return y


class GradientsByHook(Layer):
    """Returns what is detached, and writes the gradients where `backward` would."""

    def forward(self, x):
        y = super().forward(x)
        if not y.requires_grad:
            return y
        out = y.detach().requires_grad_()
        leaves = [x, *self.parameters()]

        def write(grad):
            for leaf, found in zip(leaves, torch.autograd.grad(y, leaves, grad), strict=True):
                leaf.grad = found

        out.register_hook(write)
        return out


class HooksAnInnerOutput(Layer):
    """A hook can only be on what needs a gradient."""

    def forward(self, x):
        y = super().forward(x)
        y.register_hook(lambda grad: grad)
        return y


class ClipsItsGradient(Layer):
    def forward(self, x):
        y = super().forward(x)
        if y.requires_grad:
            y.register_hook(lambda grad: grad.clamp(-10, 10))
        return y


class ReLU6(Layer):
    def forward(self, x):
        return super().forward(x).clamp(max=6)


class StartsWithNaN(Layer):
    def __init__(self, taken, given):
        super().__init__(taken, given)
        nn.init.constant_(self.conv.weight, float("nan"))


class StartsWithZero(Layer):
    def __init__(self, taken, given):
        super().__init__(taken, given)
        nn.init.zeros_(self.conv.weight)


class StartsFarTooLarge(Layer):
    def __init__(self, taken, given):
        super().__init__(taken, given)
        nn.init.normal_(self.conv.weight, std=30)


class CannotBeCopied(Layer):
    def __deepcopy__(self, memo):
        return Layer(2, 3)


class IsAlwaysFloat32(Layer):
    def forward(self, x):
        return super().forward(x.float()).float()

    def _apply(self, *_, **__):
        return self


class HidesAParameter(Layer):
    """A list is none of the things that `nn.Module` looks into."""

    def __init__(self, taken, given):
        super().__init__(taken, given)
        self.hidden = [self.scale]
        del self.scale

    @property
    def parameters_of_mine(self):
        return self.hidden

    def __getattr__(self, name):
        return self.hidden[0] if name == "scale" else super().__getattr__(name)

    def named_parameters(self, *args, **kwargs):
        yield from super().named_parameters(*args, **kwargs)
        yield "scale", self.hidden[0]


class ComputesWithACopyOfItsWeights(Layer):
    """The copy is made when it is first called."""

    def forward(self, x):
        if "mine" not in self.__dict__:
            self.__dict__["mine"] = copy.deepcopy(self.conv)
        weight, self.conv.weight = self.conv.weight, self.mine.weight
        try:
            return super().forward(x)
        finally:
            self.conv.weight = weight


class ChangesItsForward(Layer):
    """Right for the first call in each mode."""

    def forward(self, x):
        y = super().forward(x)
        seen = self.__dict__.setdefault("seen", set())
        again = self.training in seen
        seen.add(self.training)
        return y + 1 if again else y


class UpdatesItsStatisticsInEvaluation(Layer):
    def forward(self, x):
        if not self.training:
            with torch.no_grad():
                y = super().forward(x)
                self.mean.lerp_(self.conv(x).mean((0, 2, 3)), 0.1)
        return super().forward(x) if self.training else y


class BiasedRunningVariance(Layer):
    def forward(self, x):
        before = self.var.clone()
        y = super().forward(x)
        if self.training:
            with torch.no_grad():
                self.var.copy_(before.lerp(self.conv(x).var((0, 2, 3), unbiased=False), 0.1))
        return y


class StaysInTheModeOfItsFirstCall(Layer):
    def forward(self, x):
        if "mode" not in self.__dict__:
            self.__dict__["mode"] = self.training
        mode, self.training = self.training, self.mode
        try:
            return super().forward(x)
        finally:
            self.training = mode


class OneEntryOfTheGradient(Layer):
    """All but the first entry of the input's gradient are lost."""

    def forward(self, x):
        first = torch.zeros_like(x)
        first[0, 0, 0, 0] = 1
        return super().forward(x.detach() * (1 - first) + x * first)


ALL = {"output", "gradients", "statistics", "evaluation"}
TRAINING = ALL - {"evaluation"}
WRONG = {
    KeepsTheFirstOutput: {"output", "evaluation"},
    MovesItsStatisticsOnce: {"statistics"},
    ChangesAWeight: ALL,
    ZeroesItsInput: ALL,
    GradientsByHook: {"gradients"},
    HooksAnInnerOutput: ALL,
    ClipsItsGradient: {"gradients"},
    ReLU6: {"output", "gradients", "evaluation"},
    StartsWithNaN: TRAINING,
    StartsWithZero: TRAINING,
    StartsFarTooLarge: TRAINING,
    CannotBeCopied: {"output", "evaluation"},
    IsAlwaysFloat32: ALL,
    HidesAParameter: {"gradients"},
    ComputesWithACopyOfItsWeights: {"output", "gradients", "statistics", "evaluation"},
    ChangesItsForward: {"output", "evaluation"},
    UpdatesItsStatisticsInEvaluation: {"evaluation"},
    BiasedRunningVariance: {"statistics"},
    StaysInTheModeOfItsFirstCall: {"evaluation"},
    OneEntryOfTheGradient: {"gradients"},
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_a_wrong_module_loses_what_it_gets_wrong(wrong):
    assert lost(wrong) >= WRONG[wrong]
    assert lost(wrong) != set()


def test_faults_are_told_in_one_sentence():
    assert "it changes its input, which belongs to the caller." in said(ZeroesItsInput)
    assert "a forward pass changes its parameter `conv.weight`." in said(ChangesAWeight)
    assert "`conv.weight` has initial values that are not finite." in said(StartsWithNaN)
    assert "initial values with the standard deviation 0," in said(StartsWithZero)
    assert "there is no gradient: the output does not depend on it for autograd." in said(
        GradientsByHook
    )
    assert "`output (a second call)`: " in said(ChangesItsForward)
    assert "`buffer mean (when it evaluates)`: " in said(UpdatesItsStatisticsInEvaluation)
    assert (
        "in float64, its output is float32, although its inputs and parameters are float64."
        in said(IsAlwaysFloat32)
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("del self.shift", "it has no parameter for `shift`, of the shape (3,)."),
        ("del self.mean", "it has no buffer for `mean`, of the shape (3,)."),
        (
            "self.scale = nn.Parameter(torch.ones(1))",
            "its parameter `scale` has the shape (1,), where (3,) is expected.",
        ),
        (
            "self.extra = nn.Parameter(torch.ones(2, 2))",
            "it has parameters that it does not need: `extra` (2, 2).",
        ),
    ],
)
def test_parameters_that_do_not_match_are_named(change, sentence):
    def changed(self, taken, given):
        Layer.__init__(self, taken, given)
        exec(change)

    wrong = type("Wrong", (Layer,), {"__init__": changed})
    assert sentence in said(wrong)


def test_a_module_with_two_names_is_told():
    class Twice(Layer):
        """Has the convolution under two names, and no scale."""

        def __init__(self, *args, **given):
            super().__init__(*args, **given)
            self.same = self.conv
            del self.scale

    assert "`conv` and `same` are one and the same module: create one for each." in said(Twice)
