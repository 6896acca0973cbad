"""Answers to `GradientFlow`: right ones in other styles, and what students get wrong."""

import torch
from torch import nn

from autograder.checks.answers import misconception, variant
from cnnlib.gradient_flow import GradientFlow

EVERY_PART = ("one pass", "several passes", "a layer without gradient", "the end of the block")


@variant
class WithSums:
    def __init__(self, model):
        self.model = model
        self.total, self.count = {}, {}

    def __enter__(self):
        self.handles = []
        for name, module in self.model.named_modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                self.total[name], self.count[name] = 0.0, 0
                hook = self.make_hook(name)
                self.handles.append(module.weight.register_hook(hook))
        return self

    def make_hook(self, name):
        def hook(grad):
            self.total[name] += torch.mean(torch.abs(grad)).item()
            self.count[name] += 1

        return hook

    def __exit__(self, kind, error, trace):
        for handle in self.handles:
            handle.remove()

    def per_layer(self):
        return {n: self.total[n] / self.count[n] if self.count[n] else 0.0 for n in self.total}


@variant
class WithAnExitStack:
    def __init__(self, model):
        parameters = dict(model.named_parameters()).items()
        self.weights = {n[:-7]: p for n, p in parameters if n.endswith(".weight") and p.dim() >= 2}
        self.records = {name: [] for name in self.weights}

    def __enter__(self):
        from contextlib import ExitStack

        self.stack = ExitStack()
        for name, weight in self.weights.items():
            handle = weight.register_hook(lambda g, name=name: self.keep(name, g))
            self.stack.callback(handle.remove)
        return self

    def keep(self, name, gradient):
        self.records[name].append(float(gradient.abs().sum()) / gradient.numel())

    def __exit__(self, *error):
        self.stack.close()

    def per_layer(self):
        import numpy as np

        return {n: float(np.mean(found)) if found else 0.0 for n, found in self.records.items()}


@variant
class WithDifferences:
    def __init__(self, model):
        self.weights, self.rows = {}, []
        for name, parameter in model.named_parameters():
            if parameter.ndim > 1:
                self.weights[name.rsplit(".", 1)[0]] = parameter

    def __enter__(self):
        self.seen = {name: [] for name in self.weights}
        self.hooks = [
            weight.register_hook(self.seen[name].append) for name, weight in self.weights.items()
        ]
        return self

    def __exit__(self, *_):
        [hook.remove() for hook in self.hooks]

    def per_layer(self):
        means = {}
        for name, gradients in self.seen.items():
            each = [g.abs().mean() for g in gradients]
            means[name] = (sum(each) / len(each)).item() if each else 0.0
        return means


@misconception(
    "The mean is taken without absolute values: positive and negative gradients cancel, so a "
    "layer that learns seems to have no gradient.",
    loses=EVERY_PART,
)
class ForgetsTheAbsoluteValue(GradientFlow):
    def __enter__(self):
        self.hooks = [
            weight.register_hook(lambda g, name=name: self.means[name].append(g.mean()))
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "The absolute value is taken of the mean, in which positive and negative gradients have "
    "cancelled already. Take absolute values first, and then the mean.",
    loses=EVERY_PART,
)
class TakesTheAbsoluteOfTheMean(GradientFlow):
    def __enter__(self):
        self.hooks = [
            weight.register_hook(lambda g, name=name: self.means[name].append(g.mean().abs()))
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "You record the sum of the absolute gradients. Divide by the number of weights, so that layers "
    "of different sizes can be compared.",
    loses=EVERY_PART,
)
class SumsUp(GradientFlow):
    def per_layer(self):
        return {n: v * self.weights[n].numel() for n, v in super().per_layer().items()}


@misconception(
    "The norm of the gradient is recorded. It grows with the number of weights; record the mean "
    "absolute value.",
    loses=EVERY_PART,
)
class TakesTheNorm(GradientFlow):
    def __enter__(self):
        self.hooks = [
            weight.register_hook(lambda g, name=name: self.means[name].append(g.norm()))
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "You read `.grad`, in which PyTorch adds up the passes. A hook of the weight is called with "
    "the gradient of a single pass.",
    loses=("several passes", "a layer without gradient", "the end of the block"),
)
class ReadsWhatIsAddedUp(GradientFlow):
    def __enter__(self):
        self.hooks = [
            weight.register_post_accumulate_grad_hook(
                lambda w, name=name: self.means[name].append(w.grad.abs().mean())
            )
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "Only the last pass is recorded: each one overwrites the one before. Keep them all, and take "
    "their mean.",
    loses=("several passes", "a layer without gradient", "the end of the block"),
)
class KeepsTheLastPass(GradientFlow):
    def per_layer(self):
        return {n: float(each[-1]) if len(each) else 0.0 for n, each in self.means.items()}


@misconception(
    "The passes are added up. Return their mean: divide by the number of passes.",
    loses=("several passes", "a layer without gradient", "the end of the block"),
)
class AddsThePassesUp(GradientFlow):
    def per_layer(self):
        return {name: float(sum(each)) for name, each in self.means.items()}


@misconception(
    "You read `.grad` at the end of the block, when PyTorch has added up the passes and what was "
    "there before. A hook of the weight is called with the gradient of a single pass.",
    loses=("several passes", "a layer without gradient", "the end of the block"),
)
class ReadsTheEnd(GradientFlow):
    def __exit__(self, *_):
        super().__exit__()
        for name, weight in self.weights.items():
            self.means[name] = [] if weight.grad is None else [weight.grad.abs().mean()]


@misconception(
    "All hooks write to the last layer: a function defined in a loop sees the last value of the "
    "loop variable. Bind it, as in `lambda g, name=name: ...`.",
    loses=EVERY_PART,
)
class ClosesOverTheLoop(GradientFlow):
    def __enter__(self):
        self.hooks = []
        for layer, weight in self.weights.items():
            hook = lambda g: self.means[layer].append(g.abs().mean())  # noqa: E731, B023
            self.hooks.append(weight.register_hook(hook))
        return self


@misconception(
    "The scales of batch norm are recorded as well. Record only parameters with more than one "
    "axis: the weights of convolutions and dense layers.",
    loses=EVERY_PART,
)
class RecordsTheScales(GradientFlow):
    def __init__(self, model):
        super().__init__(model)
        for name, parameter in model.named_parameters():
            if name.endswith("weight"):
                self.weights[name.removesuffix(".weight")] = parameter
        self.means = {layer: [] for layer in self.weights}


@misconception(
    "The keys are names of parameters. Use the names of layers, without `.weight`.",
    loses=EVERY_PART,
)
class NamesParameters(GradientFlow):
    def per_layer(self):
        return {f"{name}.weight": value for name, value in super().per_layer().items()}


@misconception(
    "The hooks are not removed: passes after the block are recorded too. Remove them in "
    "`__exit__`.",
    loses=("the end of the block",),
)
class LeavesItsHooks(GradientFlow):
    def __exit__(self, *_):
        pass


@misconception(
    "A hook returns a number, which replaces the gradient. A hook that only reads returns None.",
    loses=EVERY_PART,
)
class ChangesTheGradient(GradientFlow):
    def __enter__(self):
        def look(gradient, name):
            self.means[name].append(gradient.abs().mean())
            return gradient.abs().mean().expand_as(gradient)

        self.hooks = [
            weight.register_hook(lambda g, name=name: look(g, name))
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "A layer that no gradient reached is missing. Its value is 0.0.",
    loses=("a layer without gradient",),
)
class LeavesOutIdleLayers(GradientFlow):
    def per_layer(self):
        return {name: value for name, value in super().per_layer().items() if value != 0.0}


@misconception(
    "You record the root of the mean square. Asked is the mean of the absolute values, which "
    "counts large gradients less.",
    loses=EVERY_PART,
)
class TakesTheRootMeanSquare(GradientFlow):
    def __enter__(self):
        self.hooks = [
            weight.register_hook(
                lambda g, name=name: self.means[name].append(g.square().mean().sqrt())
            )
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "You record the largest absolute gradient of a layer. Asked is their mean.",
    loses=EVERY_PART,
)
class TakesTheLargest(GradientFlow):
    def __enter__(self):
        self.hooks = [
            weight.register_hook(lambda g, name=name: self.means[name].append(g.abs().max()))
            for name, weight in self.weights.items()
        ]
        return self


@misconception(
    "You record the gradients of what the layers put out, as a hook on a module is handed. Asked "
    "are those of the weights: register the hook on `module.weight`.",
    loses=EVERY_PART,
)
class RecordsTheOutputs(GradientFlow):
    def __init__(self, model):
        super().__init__(model)
        self.modules = {name: model.get_submodule(name) for name in self.weights}

    def __enter__(self):
        def into(means):
            return lambda _, output: (
                (
                    output.register_hook(lambda g: means.append(g.abs().mean()))
                    if output.requires_grad
                    else None
                )
                and None
            )

        self.hooks = [
            module.register_forward_hook(
                lambda m, _, output, name=name: into(self.means[name])(m, output)
            )
            for name, module in self.modules.items()
        ]
        return self
