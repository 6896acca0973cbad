"""What feedback shows to try at home in chapter 8, where that is more than one call."""

from math import prod

from autograder.checks.at_home import FILL

__all__ = [
    "CAM_EVALUATED",
    "CAM_LEAVES",
    "CAM_OF_ONE",
    "CAM_OF_SEVERAL",
    "COVERED",
    "COVERED_CARE",
    "COVERED_CHANNELS",
    "COVERED_PATCHES",
    "COVERED_WITH_A_VALUE",
    "FGSM",
    "FGSM_EVALUATED",
    "FGSM_LEAVES",
    "FGSM_ONE_STEP",
    "FGSM_RANGE",
    "MAXIMISE",
    "MAXIMISE_EVALUATED",
    "MAXIMISE_LEAVES",
    "MAXIMISE_ONE_STEP",
    "MAXIMISE_PENALTY",
    "MAXIMISE_RANGE",
    "MAXIMISE_STEPS",
    "SALIENCY_CHANNELS",
    "SALIENCY_EVALUATED",
    "SALIENCY_LEAVES",
    "SALIENCY_OF_ONE",
]

Shape = tuple[int, ...]

ONE, TWO = (1, 1, 2, 3), (2, 2, 2, 3)


def _lines(model: str, shape: Shape, last: str) -> str:
    """Return lines that make a network ``model``, images ``x`` and ``labels``."""
    return f"""
import torch
from torch import nn
model = nn.Sequential(
    {model}
)
{FILL.format("model").strip()}
x = torch.arange(1.0, {prod(shape) + 1}).sin().abs().reshape{shape}
labels = torch.tensor([1, 0])[: len(x)]
{last}
"""


DENSE = "nn.Flatten(), nn.Linear(6, 3)"
HIDDEN = "nn.Flatten(), nn.Linear(12, 4), nn.ReLU(), nn.Linear(4, 3)"
CONVOLVED = "nn.Conv2d(2, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(6, 3)"
NORMALISED = "nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(12, 3)"
# What a function that takes a network must leave as it was, after ``call``.
LEFT = """{call}
{{
    "training": all(module.training for module in model.modules()),
    "gradients": any(p.grad is not None for p in model.parameters()),
    "x requires a gradient": {x}.requires_grad,
}}"""
TRAINED = "model(x)\n"  # which moves the running means


def _leaves(call: str, x: str = "x") -> tuple[str, ...]:
    after = LEFT.format(call=call, x=x)
    return (
        _lines(NORMALISED, TWO, after),
        _lines(NORMALISED, TWO, f"before = x.clone()\n{call}\n(x - before).numpy()"),
        _lines(
            NORMALISED,
            TWO,
            f"before = model[0].running_mean.clone()\n{call}\n"
            "(model[0].running_mean - before).numpy()",
        ),
    )


SALIENCY = "saliency(model, x, labels).numpy()"
SALIENCY_OF_ONE = (
    _lines(DENSE, ONE, SALIENCY),
    _lines("nn.Flatten(), nn.Linear(6, 3)", (2, 1, 2, 3), SALIENCY),
)
SALIENCY_CHANNELS = (_lines(HIDDEN, TWO, SALIENCY), _lines(CONVOLVED, TWO, SALIENCY))
SALIENCY_EVALUATED = (
    _lines(NORMALISED, TWO, SALIENCY),
    _lines(NORMALISED, TWO, TRAINED + SALIENCY),
)
SALIENCY_LEAVES = _leaves("saliency(model, x, labels)")

STEP = "fgsm(model, x, labels, {}).numpy()"
FGSM_ONE_STEP = (
    _lines(DENSE, ONE, STEP.format(0.0625)),
    _lines(HIDDEN, TWO, STEP.format(0.0625)),
    _lines(CONVOLVED, TWO, STEP.format(0.0625)),
)
FGSM_RANGE = (_lines(DENSE, ONE, STEP.format(0.5)), _lines(HIDDEN, TWO, STEP.format(0.75)))
FGSM_EVALUATED = (
    _lines(NORMALISED, TWO, STEP.format(0.0625)),
    _lines(NORMALISED, TWO, TRAINED + STEP.format(0.0625)),
)
FGSM_LEAVES = _leaves("fgsm(model, x, labels, 0.0625)")
FGSM = (*FGSM_ONE_STEP, *FGSM_RANGE, *FGSM_EVALUATED)

ASCENT = "y = maximise_activation(\n    model, x[0], 1, {}\n)\ny.numpy()"
MAXIMISE_ONE_STEP = (
    _lines(DENSE, ONE, ASCENT.format("steps=1, learning_rate=0.125")),
    _lines("nn.Conv2d(1, 2, 2)", ONE, ASCENT.format("steps=1, learning_rate=0.125")),
    _lines(DENSE, ONE, ASCENT.format("steps=1")),
)
MAXIMISE_STEPS = (
    _lines(HIDDEN, TWO, ASCENT.format("steps=3, learning_rate=0.0625")),
    _lines("nn.Conv2d(2, 2, 2), nn.ReLU()", TWO, ASCENT.format("4, 0.0625")),
    _lines(DENSE, ONE, ASCENT.format("learning_rate=0.002")),
)
MAXIMISE_RANGE = (
    _lines(DENSE, ONE, ASCENT.format("steps=1, learning_rate=2.0")),
    _lines(HIDDEN, TWO, ASCENT.format("steps=3, learning_rate=2.0")),
    _lines(HIDDEN, TWO, ASCENT.format("steps=3, learning_rate=0.5, penalty=2.0")),
)
MAXIMISE_PENALTY = (
    _lines(DENSE, ONE, ASCENT.format("steps=1, learning_rate=0.125, penalty=0.5")),
    _lines(HIDDEN, TWO, ASCENT.format("steps=3, learning_rate=0.0625, penalty=0.5")),
)
MAXIMISE_EVALUATED = (
    _lines(NORMALISED, TWO, ASCENT.format("steps=1, learning_rate=0.0625")),
    _lines(NORMALISED, TWO, TRAINED + ASCENT.format("steps=2, learning_rate=0.0625")),
)
MAXIMISE_LEAVES = _leaves("maximise_activation(model, x[0], 1, steps=1)")
MAXIMISE = (*MAXIMISE_STEPS, *MAXIMISE_ONE_STEP, *MAXIMISE_RANGE, *MAXIMISE_EVALUATED)

CAM = "grad_cam(features, model, x, labels).numpy()"
FEATURES = "features = nn.Sequential({})\n" + FILL.format("features").lstrip()
MIXED, MAPS = (
    FEATURES.format("nn.Conv2d(2, 2, 1)"),
    FEATURES.format("nn.Conv2d(2, 2, 1), nn.ReLU()"),
)
CAM_OF_ONE = (
    _lines("nn.Flatten(), nn.Linear(12, 3)", (1, 2, 2, 3), MIXED + CAM),
    _lines(HIDDEN, (1, 2, 2, 3), MAPS + CAM),
    _lines(HIDDEN, (1, 2, 2, 3), f"{MAPS}labels = torch.tensor([2])\n{CAM}"),
)
CAM_OF_SEVERAL = (_lines(HIDDEN, TWO, MIXED + CAM), _lines(HIDDEN, TWO, MAPS + CAM))
CAM_EVALUATED = (
    _lines(NORMALISED, TWO, MIXED + CAM),
    _lines(HIDDEN, TWO, FEATURES.format("nn.BatchNorm2d(2), nn.ReLU()") + CAM),
    _lines(NORMALISED, TWO, f"{TRAINED}{MIXED}{CAM}"),
)
CAM_LEAVES = _leaves(f"{MAPS}grad_cam(features, model, x, labels)")


def _covered(call: str, shape: Shape, dtype: str = "float64") -> str:
    """Return lines that cover an image of the numbers 1, 2 and so on."""
    return f"""
x = np.arange(1, {prod(shape) + 1}, dtype=np.{dtype}).reshape{shape}
def predict(x):
    rows = x.reshape(len(x), -1)
    return np.stack([rows.sum(axis=1), (rows**2).sum(axis=1)], axis=1)
{call}
"""


COVERED = (
    _covered("occlusion_map(predict, x, 0, 1)", (1, 2, 3)),
    _covered("occlusion_map(predict, x, 1, 2)", (1, 3, 4)),
)
COVERED_PATCHES = (
    _covered("occlusion_map(predict, x, 0, (2, 1))", (1, 3, 4)),
    _covered("occlusion_map(predict, x, 0, 2, stride=2)", (1, 4, 5)),
    _covered("occlusion_map(predict, x, 1, (2, 3), stride=(2, 1))", (1, 4, 5)),
    _covered("occlusion_map(predict, x, 1, 2, (1, 2))", (1, 3, 5)),
)
COVERED_CHANNELS = (
    _covered("occlusion_map(predict, x, 0, 1)", (2, 2, 3)),
    _covered("occlusion_map(predict, x, 1, 2)", (3, 3, 4)),
)
COVERED_WITH_A_VALUE = (
    _covered("occlusion_map(predict, x, 0, 1, value=0.5)", (1, 2, 3)),
    _covered("occlusion_map(predict, x, 1, 2, value=-1.0)", (2, 3, 4)),
)
COVERED_CARE = (
    _covered("occlusion_map(predict, x, 0, 1)", (1, 2, 3), dtype="float32"),
    _covered("before = x.copy()\nocclusion_map(predict, x, 0, 2)\nx - before", (1, 2, 3)),
)
