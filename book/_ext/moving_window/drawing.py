"""The drawing: an image, a kernel, and the feature map that they make, as SVG."""

from collections.abc import Iterator

import numpy as np

from cnnlib.correlation import cross_correlate
from cnnlib.pictures import boot

__all__ = ["KERNELS", "TEXT", "draw", "feature_map", "image"]

KERNELS = {
    "vertical edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "horizontal edges": np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
}
TEXT = (
    "A window of three by three pixels slides over the picture of a boot, row by row. At each "
    "place its pixels are multiplied by the nine numbers of a kernel and added up. The sum makes "
    "one pixel of the feature map on the right, the darker the further it is from zero. One kernel "
    "finds the boot's vertical edges, the next one its horizontal edges."
)
PIXEL, NUMBER, GAP, HEAD = 10, 19, 26, 16  # in units of the drawing; HEAD is above the pictures


def image() -> np.ndarray:
    """Return the boot at half its size, shape (14, 14)."""
    return boot().reshape(14, 2, 14, 2).mean(axis=(1, 3))


def feature_map(kernel: np.ndarray) -> np.ndarray:
    """Return how strongly the kernel answers, from 0 to 1, shape (12, 12)."""
    answer = np.abs(cross_correlate(image(), kernel))
    return answer / answer.max()


def draw() -> str:
    """Return the drawing as the reader first sees it: the first kernel, and all of its map."""
    x = image()
    side = len(x) * PIXEL
    map_side = side - 2 * PIXEL
    kernel_left, map_left = side + GAP, side + 2 * GAP + 3 * NUMBER
    kernel_top = HEAD + (side - 3 * NUMBER) / 2
    map_top = HEAD + PIXEL
    middle = HEAD + side / 2
    parts = [
        f'<svg viewBox="-3 0 {map_left + map_side + 6} {HEAD + side + 4}" role="img" '
        f'aria-labelledby="moving-window-title moving-window-text">'
        '<title id="moving-window-title">A convolution, pixel by pixel</title>'
        f'<desc id="moving-window-text">{TEXT}</desc>',
        f'<text class="label" x="{side / 2}" y="8">image</text>',
        f'<text class="label" x="{map_left + map_side / 2}" y="{map_top - 8}">feature map</text>',
        f'<g class="image" transform="translate(0 {HEAD})">{_pixels(x)}</g>',
        f'<text class="sign" x="{side + GAP / 2}" y="{middle}">∗</text>',
        f'<text class="sign" x="{map_left - GAP / 2}" y="{middle}">=</text>',
    ]
    for number, (name, kernel) in enumerate(KERNELS.items()):
        hidden = " hidden" if number else ""
        parts.append(
            f'<g class="kernel"{hidden}>'
            f'<text class="label" x="{kernel_left + 1.5 * NUMBER}" y="{kernel_top - 8}">'
            f"{name}</text>"
            f'<g transform="translate({kernel_left} {kernel_top})">{"".join(_numbers(kernel))}</g>'
            f'</g><g class="map"{hidden} transform="translate({map_left} {map_top})">'
            f"{_pixels(feature_map(kernel))}</g>"
        )
    start = 4 * PIXEL
    parts += [
        f'<g transform="translate(0 {HEAD})"><rect class="window" width="{3 * PIXEL}" '
        f'height="{3 * PIXEL}" x="{start}" y="{start}"/></g>',
        f'<g transform="translate({map_left} {map_top})"><rect class="place" width="{PIXEL}" '
        f'height="{PIXEL}" x="{start}" y="{start}"/></g></svg>',
    ]
    return "".join(parts)


def _pixels(shades: np.ndarray) -> str:
    return "".join(
        f'<rect x="{PIXEL * column}" y="{PIXEL * row}" width="{PIXEL}" height="{PIXEL}" '
        f'fill-opacity="{shades[row, column]:.2f}"/>'
        for row, column in np.ndindex(shades.shape)
    )


def _numbers(kernel: np.ndarray) -> Iterator[str]:
    for (row, column), number in np.ndenumerate(kernel):
        left, top = NUMBER * column, NUMBER * row
        yield (
            f'<rect x="{left}" y="{top}" width="{NUMBER}" height="{NUMBER}"/>'
            f'<text x="{left + NUMBER / 2}" y="{top + NUMBER / 2}">'
            f"{str(number).replace('-', '−')}</text>"
        )
