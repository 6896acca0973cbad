"""`GradientFlow` with any of several mistakes at once."""

from autograder.checks.together import together
from cnnlib.gradient_flow import GradientFlow


@together(
    "ForgetsTheAbsoluteValue",
    "TakesTheAbsoluteOfTheMean",
    "SumsUp",
    "TakesTheNorm",
    "TakesTheRootMeanSquare",
    "TakesTheLargest",
    "KeepsTheLastPass",
    "AddsThePassesUp",
    "ReadsTheEnd",
    "RecordsTheScales",
    "NamesParameters",
    "LeavesItsHooks",
    "LeavesOutIdleLayers",
)
class WithSeveral(GradientFlow):
    def __init__(self, has, model):
        super().__init__(model)
        self.has = has
        if "RecordsTheScales" in has:
            named = dict(model.named_parameters()).items()
            weights = {name: each for name, each in named if name.endswith("weight")}
            self.weights = {n.removesuffix(".weight"): each for n, each in weights.items()}
        self.means = {layer: [] for layer in self.weights}

    def size(self, gradient):
        if "TakesTheNorm" in self.has:
            return gradient.norm()
        if "TakesTheRootMeanSquare" in self.has:
            return gradient.square().mean().sqrt()
        if "TakesTheLargest" in self.has:
            return gradient.abs().max()
        if "TakesTheAbsoluteOfTheMean" in self.has:
            return gradient.mean().abs()
        size = gradient if "ForgetsTheAbsoluteValue" in self.has else gradient.abs()
        return size.sum() if "SumsUp" in self.has else size.mean()

    def __enter__(self):
        self.hooks = [
            weight.register_hook(lambda g, name=name: self.means[name].append(self.size(g)))
            for name, weight in self.weights.items()
        ]
        return self

    def __exit__(self, *_):
        for hook in self.hooks if "LeavesItsHooks" not in self.has else ():
            hook.remove()
        if "ReadsTheEnd" in self.has:
            grads = {name: weight.grad for name, weight in self.weights.items()}
            self.means = {n: [] if g is None else [self.size(g)] for n, g in grads.items()}

    def per_layer(self):
        found = {name: each[-1:] for name, each in self.means.items()}
        if "KeepsTheLastPass" not in self.has:
            found = self.means
        sums = {name: float(sum(each)) for name, each in found.items()}
        if "AddsThePassesUp" not in self.has:
            sums = {name: total / max(len(found[name]), 1) for name, total in sums.items()}
        if "LeavesOutIdleLayers" in self.has:
            sums = {name: total for name, total in sums.items() if total}
        suffix = ".weight" if "NamesParameters" in self.has else ""
        return {f"{name}{suffix}": total for name, total in sums.items()}
