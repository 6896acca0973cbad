"""Draw a signal or an image, and a kernel for it, with all sizes different."""

from collections.abc import Iterator
from typing import Any, Unpack

import numpy as np

from autograder.checks.cases import Case, Flags
from autograder.checks.drawing import two_of

__all__ = [
    "careful_cases",
    "image_case",
    "image_cases",
    "mode_cases",
    "signal_case",
    "square_cases",
]


def signal_case(
    rng: np.random.Generator, kernel_size: int = 0, dtype: str = "float64", **options: Any
) -> Case:
    """Draw a signal of normal numbers, and a kernel of 2 to 5 if its size is not given."""
    kernel_size = kernel_size or int(rng.integers(2, 6))
    # Longer than twice the kernel, so that a kernel that moves by its own size fits twice.
    length = 2 * kernel_size + int(rng.integers(1, 4))
    words = f"a signal of {length} numbers, a kernel of {kernel_size}"
    return _case(rng, words, (length,), (kernel_size,), dtype, **options)


def image_case(
    rng: np.random.Generator,
    kernel_size: tuple[int, int] = (0, 0),
    dtype: str = "float64",
    **options: Any,
) -> Case:
    """Draw an image of normal numbers, and a kernel that is not square unless its size is given."""
    if 0 in kernel_size:
        kernel_size = two_of(rng, (2, 3, 4))
    more = two_of(rng, (2, 4, 6))
    height, width = (k + extra for k, extra in zip(kernel_size, more, strict=True))
    if height == width:
        width += 1
    words = f"an image of {height}x{width} pixels, a kernel of {kernel_size[0]}x{kernel_size[1]}"
    return _case(rng, words, (height, width), kernel_size, dtype, **options)


def image_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Draw kernels of any shape, a single number, and one as large as the image."""
    yield image_case(rng)
    yield image_case(rng, kernel_size=(1, 1))
    size = two_of(rng, (2, 3, 4))
    yield _case(rng, "a kernel as large as the image, {}x{}".format(*size), size, size, "float64")


def square_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Make image and kernel square: an answer that only handles squares earns this part."""
    kernel = int(rng.choice((2, 3)))
    side = kernel + int(rng.integers(3, 6))
    words = f"an image of {side}x{side} pixels, a kernel of {kernel}x{kernel}"
    yield _case(rng, words, (side, side), (kernel, kernel), "float64")


def mode_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Draw even and odd kernels for ``"same"`` and ``"full"``: even ones are padded unequally."""
    for mode in ("same", "full"):
        yield signal_case(rng, int(rng.choice((2, 4))), mode=mode)
        yield signal_case(rng, int(rng.choice((3, 5))), mode=mode)
        yield image_case(rng, two_of(rng, (2, 3, 4)), mode=mode)


def careful_cases(rng: np.random.Generator) -> Iterator[Case]:
    """Draw cases that check for float32 results and for unchanged inputs."""
    yield signal_case(rng, dtype="float32")
    yield image_case(rng, dtype="float32")
    yield image_case(rng, read_only=True)
    for mode in ("same", "full"):
        yield signal_case(rng, dtype="float32", mode=mode, only_dtype=True)
        yield image_case(rng, dtype="float32", mode=mode, only_dtype=True)


def _case(
    rng: np.random.Generator,
    words: str,
    shape: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    dtype: str,
    mode: str = "valid",
    **flags: Unpack[Flags],
) -> Case:
    x, kernel = (rng.standard_normal(size).astype(dtype) for size in (shape, kernel_shape))
    given: dict[str, Any] = {"kernel": kernel}
    if mode != "valid":
        words, given["mode"] = f'{words}, mode "{mode}"', mode
    return Case(words if dtype == "float64" else f"{words}, {dtype}", (x,), given, **flags)
