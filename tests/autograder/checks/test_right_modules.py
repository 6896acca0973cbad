"""Right modules that look odd earn everything."""

import pytest
import torch
from torch import nn

from tests.helpers.layers import LAYER, Layer


class OwnParametersAroundChildren(nn.Module):
    """`state_dict` lists a module's own before those of its children."""

    def __init__(self, taken, given):
        super().__init__()
        self.map = nn.Conv2d(taken, given, 3, padding=1, bias=False)
        self.gamma = nn.Parameter(torch.ones(given))
        self.beta = nn.Parameter(torch.zeros(given))
        self.register_buffer("average", torch.zeros(given))
        self.register_buffer("spread", torch.ones(given))

    def forward(self, x):
        return nn.functional.relu(
            nn.functional.batch_norm(
                self.map(x), self.average, self.spread, self.gamma, self.beta, self.training
            )
        )


class ShiftBeforeScale(OwnParametersAroundChildren):
    """Of equal shape, made in another order: the constants that they start with tell them apart."""

    def __init__(self, taken, given):
        nn.Module.__init__(self)
        self.register_buffer("spread", torch.ones(given))
        self.register_buffer("average", torch.zeros(given))
        self.beta = nn.Parameter(torch.zeros(given))
        self.gamma = nn.Parameter(torch.ones(given))
        self.map = nn.Conv2d(taken, given, 3, padding=1, bias=False)


class Builtin(nn.Module):
    """torch's own layers, with a count of batches that no exercise asks for."""

    def __init__(self, taken, given):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(taken, given, 3, padding=1, bias=False), nn.BatchNorm2d(given), nn.ReLU()
        )

    def forward(self, x):
        return self.layers(x)


class CountsInFloats(OwnParametersAroundChildren):
    def __init__(self, taken, given):
        super().__init__(taken, given)
        self.register_buffer("batches", torch.zeros(()))

    def forward(self, x):
        self.batches += 1
        return super().forward(x)


class ExtraBuffers(Layer):
    """One of a buffer's shape, and one that is not stored."""

    def __init__(self, taken, given):
        super().__init__(taken, given)
        self.register_buffer("before", torch.full((given,), 0.5))
        self.register_buffer("grid", torch.ones(4, 4), persistent=False)


class NotStoredBuffers(OwnParametersAroundChildren):
    def __init__(self, taken, given):
        super().__init__(taken, given)
        for name in ("average", "spread"):
            buffer = getattr(self, name)
            delattr(self, name)
            self.register_buffer(name, buffer, persistent=False)


class LeavesGradientsOff(Layer):
    """A call of `set_grad_enabled` outlasts the function that it stands in."""

    def forward(self, x):
        y = super().forward(x)
        torch.set_grad_enabled(False)
        return y


class ReshapesAndMultiplies(Layer):
    """As matrices, in another order of sums."""

    def forward(self, x):
        n, _, height, width = x.shape
        columns = nn.functional.unfold(x, 3, padding=1)
        y = torch.einsum("fk,nkp->nfp", self.conv.weight.flatten(1), columns)
        y = y.reshape(n, -1, height, width)
        return torch.relu(
            nn.functional.batch_norm(y, self.mean, self.var, self.scale, self.shift, self.training)
        )


class HeInitialisation(Layer):
    def __init__(self, taken, given):
        super().__init__(taken, given)
        nn.init.kaiming_normal_(self.conv.weight)


class StartsAsNothing(Layer):
    """A scale of zero, as the last of a residual block may have."""

    def __init__(self, taken, given):
        super().__init__(taken, given)
        nn.init.zeros_(self.scale)


class CustomBackward(Layer):
    class ReLU(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.clamp(min=0)

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * (x > 0)

    def forward(self, x):
        y = nn.functional.batch_norm(
            self.conv(x), self.mean, self.var, self.scale, self.shift, self.training
        )
        return self.ReLU.apply(y)


RIGHT = (
    Layer,
    OwnParametersAroundChildren,
    ShiftBeforeScale,
    Builtin,
    CountsInFloats,
    ExtraBuffers,
    NotStoredBuffers,
    LeavesGradientsOff,
    ReshapesAndMultiplies,
    HeInitialisation,
    StartsAsNothing,
    CustomBackward,
)


@pytest.fixture(autouse=True)
def _gradients_on():
    with torch.enable_grad():
        yield


@pytest.mark.parametrize("right", RIGHT, ids=lambda right: right.__name__)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_right_module_earns_everything(right, seed):
    report = LAYER.run((right,), seed)
    assert report.earned == LAYER.points, report.text


def test_the_report_says_which_parameters_were_matched():
    class Unscaled(OwnParametersAroundChildren):
        def forward(self, x):
            return super().forward(x) + 0 * self.gamma[0] + 1

    text = LAYER.run((Unscaled,), seed=3).text
    assert "matched by shape and by the order in which they are created" in text
    assert "`gamma` for `scale`, `beta` for `shift`" in text
