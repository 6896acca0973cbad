"""The check of ``05-depth.GradientFlow``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import cnnlib.gradient_flow
from autograder.chapters.depth import at_home
from autograder.chapters.depth.answers import gradient_flow as answers
from autograder.chapters.depth.answers import gradient_flow_together
from autograder.checks.answers import FunctionAnswer, misconceptions_in, variants_in
from autograder.checks.beside import beside
from autograder.checks.cases import Case, Part
from autograder.checks.function_check import FunctionCheck
from autograder.checks.together import together_in

__all__ = ["CHECK", "GradientFlow"]


class GradientFlow:
    """Record the change of ``.grad`` in each backward pass."""

    def __init__(self, model):
        kinds = ("Conv2d", "Linear")
        self.layers = {n: m for n, m in model.named_modules() if type(m).__name__ in kinds}
        self.before = dict.fromkeys(self.layers, 0)
        self.found: dict[str, list[float]] = {name: [] for name in self.layers}

    def __enter__(self):
        self.hooks = []
        for name, layer in self.layers.items():
            self.before[name] = 0 if layer.weight.grad is None else layer.weight.grad.clone()
            hook = layer.weight.register_post_accumulate_grad_hook(self._taker(name))
            self.hooks.append(hook)
        return self

    def _taker(self, name):
        def take(weight):
            self.found[name].append(float((weight.grad - self.before[name]).abs().mean()))
            self.before[name] = weight.grad.clone()

        return take

    def __exit__(self, *_):
        for hook in self.hooks:
            hook.remove()

    def per_layer(self):
        return {name: sum(each) / max(len(each), 1) for name, each in self.found.items()}


def record(flow_class, seed, passes, story):
    """Run `passes` backward passes of a small network within the block, and then the `story`."""
    from collections import OrderedDict

    import torch
    from torch import nn

    torch.manual_seed(seed)
    layers: Any = OrderedDict(
        conv=nn.Conv2d(2, 3, (3, 2)),
        norm=nn.BatchNorm2d(3),
        block=nn.Sequential(nn.LeakyReLU(0.1), nn.Conv2d(3, 4, (1, 2), bias=False)),
        flatten=nn.Flatten(),
        fc=nn.Linear(4 * 3 * 3, 5),
    )
    model: Any = nn.Sequential(layers).double()
    if story == "one layer is idle":
        model.idle = nn.Linear(3, 2).double()
        model.forward = nn.Sequential(layers).double().forward

    def back(factor):
        out = model(torch.randn(3, 2, 5, 5, dtype=torch.float64))
        (factor * out * torch.randn(out.shape, dtype=torch.float64)).sum().backward()

    flow = flow_class(model)
    if story == "a gradient was there before":
        back(5.0)
    try:
        with flow as entered:
            for number in range(passes):
                back(number + 1.0)
            if story == "an error ends the block":
                raise KeyError(story)
    except KeyError:
        pass
    if story in ("another pass after the block", "an error ends the block"):
        back(7.0)
    if entered is None and story == "the name after as":
        raise TypeError(
            "`__enter__` returns None: `with ... as flow` gives a name to what it returns"
        )
    found = (entered if story == "the name after as" else flow).per_layer()
    if not isinstance(found, dict):
        return found
    found = dict(found)
    for name, layer in (("conv", model.conv), ("fc", model.fc)):
        found[f"gradient of {name}"] = layer.weight.grad.square().sum().item()
    return found


def use(work: Callable[..., Any], *args: Any) -> Any:
    return beside(work, record)(work, *args)


def _case(rng: np.random.Generator, passes: int, story: str = "") -> Case:
    label = "one backward pass" if passes == 1 else f"{passes} backward passes"
    label += f", {story}" if story else ""
    return Case(label, (int(rng.integers(2**31)), passes, story), use=use)


def _one(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, 1)
    yield _case(rng, 1, "the name after as")


def _several(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, 3)
    yield _case(rng, 2, "a gradient was there before")


def _idle(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, 2, "one layer is idle")


def _end(rng: np.random.Generator) -> Iterator[Case]:
    yield _case(rng, 2, "another pass after the block")
    yield _case(rng, 2, "an error ends the block")


CHECK = FunctionCheck(
    key="05-depth.GradientFlow",
    oracle=GradientFlow,
    parts=(
        Part("one pass", 3, _one, at_home=at_home.FLOW_OF_ONE),
        Part("several passes", 2, _several, at_home=at_home.FLOW_OF_SEVERAL),
        Part("a layer without gradient", 1, _idle, at_home=at_home.FLOW_IDLE),
        Part("the end of the block", 2, _end, at_home=at_home.FLOW_AT_THE_END),
    ),
    reference=FunctionAnswer("reference", cnnlib.gradient_flow.GradientFlow),
    variants=variants_in(answers),
    misconceptions=misconceptions_in(answers),
    together=together_in(gradient_flow_together),
    rtol=1e-6,
    torch=True,
)
