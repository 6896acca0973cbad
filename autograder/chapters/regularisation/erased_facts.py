"""Test random erasing by the rectangles in which an image differs from the original."""

import numpy as np

from autograder.chapters.regularisation.random_facts import how_often, is_likely, is_near, several
from autograder.inside.modules import ValueFaultError

__all__ = ["fitting", "noise", "places", "rectangles", "share", "sizes"]

Box = tuple[int, int, int, int]

DEFAULTS = {"scale": (0.02, 0.33), "ratio": (0.3, 3.3)}
MOSTLY = 0.9  # of the pixels have a number of their own
FEW = 20  # rectangles in some hundred images


def share(function, x, options, seed, calls=2):
    """Test in how many images something was erased."""
    results = several(function, calls, x.shape, (x,), seed, options)
    return how_often(function, x, options, seed, results, _are_erased, "erased")


def _are_erased(result, x):
    return (result != x).any(axis=(1, 2, 3))


def rectangles(function, x, options, seed, calls=2):
    """Test whether the erased pixels are one rectangle in all channels, anywhere in the image."""
    results = several(function, calls, x.shape, (x,), seed, options)
    found = [_find(x, each) for each in results]
    boxes = np.array([box for boxes, _ in found for box in boxes])
    height, width = x.shape[2:]
    top, bottom, left, right = boxes.T if len(boxes) else np.zeros((4, 1))
    return {
        "one rectangle in all channels": float(all(whole for _, whole in found)),
        "reaches top, bottom, left, right": np.array(
            [top.min() == 0, bottom.max() == height, left.min() == 0, right.max() == width], float
        ),
        "a rectangle for each image": float(len(np.unique(boxes, axis=0)) > FEW),
    }


def sizes(function, x, options, seed, calls=2):
    """Test whether areas and aspect ratios are in their ranges, and uniform there."""
    results = several(function, calls, x.shape, (x,), seed, options)
    top, bottom, left, right = _sides(x, results, options)
    h, w, pixels = bottom - top, right - left, x.shape[2] * x.shape[3]
    asked = DEFAULTS | options
    (low, high), (flat, tall) = asked["scale"], asked["ratio"]
    # Rounding changes a side by up to half a pixel, truncating by up to one.
    smallest, largest = (h + 1) * (w + 1) / pixels, (h - 1) * (w - 1) / pixels
    tallest = (h - 1) / (w + 1)
    area, aspect = h * w / pixels, h / w
    uniform = is_near(
        aspect, (flat + tall) / 2, (tall - flat) / np.sqrt(12), slack=0.03 * (flat + tall) / 2
    )
    logs = np.log([flat, tall])
    half, centred = np.ptp(logs) / 2, np.log(aspect) - logs.mean()
    logarithmic = is_near(centred, 0, half / np.sqrt(3), slack=0.05) * is_near(
        centred**2, half**2 / 3, half**2 * np.sqrt(4 / 45), slack=0.1 * half**2 / 3
    )
    return {
        "areas between the two of scale": float(((low <= smallest) & (largest <= high)).all()),
        "aspects between the two of ratio": float(
            ((flat * (w - 1) <= h + 1) & (tallest <= tall)).all()
        ),
        "aspects differ": float(len(np.unique(aspect)) > 3),
        "areas uniform": is_near(
            area, (low + high) / 2, (high - low) / np.sqrt(12), slack=0.07 * (low + high) / 2
        ),
        # One half if their logarithms are, another mistake than all others.
        "aspects uniform": uniform or 0.5 * logarithmic,
    }


def fitting(function, x, options, seed):
    """Tell whether areas and ratios are those asked for where many rectangles do not fit."""
    found = sizes(function, x, options, seed)
    top, bottom, left, right = _sides(
        x, several(function, 2, x.shape, (x,), seed, options), options
    )
    h, w = bottom - top, right - left
    small = (h + 1) * (w + 1) < options["scale"][0] * x.shape[2] * x.shape[3]
    areas, aspects = list(found)[:2]
    # One half if those that are too small fill the height or the width: they were cut to it.
    cut = small.any() and ((h == x.shape[2]) | (w == x.shape[3]))[small].all()
    return {areas: 0.5 if cut else found[areas], aspects: found[aspects]}


def places(function, x, options, seed, calls=2):
    """Test whether the positions of rectangles of one size are uniform."""
    results = several(function, calls, x.shape, (x,), seed, options)
    top, bottom, left, right = _sides(x, results, options)
    h, w = (bottom - top).max(), (right - left).max()

    def even(starts, spare):
        counts = np.bincount(starts.astype(int), minlength=int(spare) + 1)
        return min(is_likely(count, len(starts), 1 / len(counts)) for count in counts)

    return {
        "images erased": float(len(top)),
        "height and width": np.array([h, w]),
        "rows are uniform": even(top, x.shape[2] - h),
        "columns are uniform": even(left, x.shape[3] - w),
    }


def noise(function, x, options, seed):
    """Test whether the erased pixels are independent standard normal numbers."""
    (result,) = several(function, 1, x.shape, (x,), seed, options)
    values = result[result != x]
    if not len(values):
        raise ValueFaultError(f"nothing was erased with p = {options['p']}.")
    erased = [
        image[:, where] for image, where in zip(result, (result != x).all(axis=1), strict=True)
    ]
    erased = [each for each in erased if each.size]
    one_number = all((each == each[:, :1]).all() for each in erased)
    alike = all((each == each[:1]).all() for each in erased)
    if len(np.unique(values)) > MOSTLY * len(values):
        different = 1.0
    else:  # another value for each mistake: none is taken for another
        different = 0.0 if one_number else 0.5 if alike else 0.25
    # A number that fills many pixels is one draw: counted often, a few draws would look biased.
    drawn = np.unique(values)
    return {
        "none is exactly 0": float((values != 0).all()),
        "their mean is 0": is_near(drawn, 0, 1),
        "their standard deviation is 1": is_near(drawn**2, 1, np.sqrt(2)),
        "all different": different,
    }


def _sides(x, results, options):
    """Return top, bottom, left and right of the erased rectangles."""
    boxes = [box for each in results for box in _find(x, each)[0]]
    if not boxes:
        raise ValueFaultError(f"nothing was erased with p = {options['p']}.")
    return np.array(boxes, float).T


def _find(x: np.ndarray, erased: np.ndarray) -> tuple[list[Box], bool]:
    """Return the bounding box of the changes in each image, and whether they fill all the boxes."""
    boxes, whole = [], True
    for image in x != erased:
        rows, columns = (np.flatnonzero(image.any(axis=(0, axis))) for axis in (2, 1))
        if len(rows):
            top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
            whole &= bool(image[:, top:bottom, left:right].all())
            boxes.append((top, bottom, left, right))
    return boxes, whole
