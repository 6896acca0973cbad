"""Windows on images, drawn by Hypothesis for the tests of the library."""

from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

__all__ = ["Geometry", "geometries", "unhurried"]

Pair = tuple[int, int]

# The first call of torch in a process may take longer than Hypothesis allows an example.
unhurried = settings(deadline=None)


@dataclass(frozen=True)
class Geometry:
    """The shape of a batch of images, and a kernel that fits on it at least once."""

    shape: tuple[int, int, int, int]
    kernel_size: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    dtype: str
    seed: int

    @property
    def options(self) -> dict[str, Pair]:
        return {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}

    def array(self, *shape: int) -> np.ndarray:
        """Return normal numbers, always the same ones for the same shape."""
        return np.random.default_rng([self.seed, *shape]).normal(size=shape).astype(self.dtype)


@st.composite
def geometries(draw: st.DrawFn) -> Geometry:
    """Draw every axis on its own; the smallest image is one that the kernel just covers."""
    kernel, stride, padding, dilation = (
        (draw(st.integers(low, high)), draw(st.integers(low, high)))
        for low, high in ((1, 4), (1, 3), (0, 2), (1, 3))
    )
    sizes = []
    for axis in (0, 1):
        covered = dilation[axis] * (kernel[axis] - 1) + 1
        smallest = max(1, covered - 2 * padding[axis])
        sizes.append(draw(st.integers(smallest, smallest + 5)))
    batch, channels = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    dtype = draw(st.sampled_from(["float32", "float64"]))
    seed = draw(st.integers(0, 2**16))
    return Geometry((batch, channels, *sizes), kernel, stride, padding, dilation, dtype, seed)
