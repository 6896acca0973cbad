"""Test random functions by facts that hold whatever they draw.

Each function of this module is the ``use`` of a case: it calls the student's function, in whose
process the generator is created, and returns facts about all results together. Bounds on
frequencies are six standard deviations wide, which right answers exceed once in 10⁸ times.
"""

from collections.abc import Callable
from itertools import repeat
from typing import Any

import numpy as np

from autograder.inside.modules import ValueFaultError
from cnnlib.checking import kind

__all__ = [
    "call",
    "crop_places",
    "crop_windows",
    "draws_differ",
    "flipped",
    "how_often",
    "is_likely",
    "is_near",
    "kept",
    "new_draws",
    "repeated",
    "several",
]

SIGMAS = 6.0
MANY = 40  # calls with few images
SINGLE = 240  # calls with one image, which take each of 16 places but once in 10⁵ times
Facts = dict[str, Any]


def generator_beside(function: Callable[..., Any], seed: int) -> Any:
    """Create a random generator in the process of the function."""
    beside = getattr(function, "beside", eval)
    return beside(f"__import__('numpy').random.default_rng({seed})")


def call(function: Callable[..., Any], *args: Any, seed: int, **options: Any) -> Any:
    """Call the function once with a generator."""
    return function(*args, **options, rng=generator_beside(function, seed))


def several(
    function: Callable[..., Any],
    calls: int,
    shape: tuple[int, ...],
    args: tuple[Any, ...],
    seed: int,
    options: Facts,
) -> list[np.ndarray]:
    """Call the function several times with one generator, and check the shapes of the results."""
    rng = generator_beside(function, seed)
    results = []
    for _ in range(calls):
        result = function(*map(_copied, args), **options, rng=rng)
        if not isinstance(result, np.ndarray) or result.shape != shape:
            raise ValueFaultError(f"expected an array of shape {shape}, got {_got(result)}.")
        results.append(result)
    return results


def _copied(value: Any) -> Any:
    """Return a copy of an array that is read-only if the array is."""
    if not isinstance(value, np.ndarray):
        return value
    array = value.copy()
    array.flags.writeable = value.flags.writeable
    return array


def repeated(
    function: Callable[..., Any], args: tuple[Any, ...], seed: int, options: Facts, first: Any
) -> float:
    """Return 1.0 if the same seed draws the same as the `first` time, else 0.0."""
    (again,) = several(function, 1, first.shape, args, seed, options)
    return float(np.array_equal(again, first))


def _got(value: Any) -> str:
    shape = f", shape {value.shape}" if isinstance(value, np.ndarray) else ""
    return f"{kind(value)}{shape}"


def is_likely(count: float, trials: int, p: float) -> float:
    """Return 1.0 if `count` of `trials` is likely with probability `p`, else 0.0."""
    spread = np.sqrt(trials * p * (1 - p))
    return float(abs(count - trials * p) <= SIGMAS * spread)


def is_near(values: np.ndarray, mean: float, std: float, slack: float = 0.0) -> float:
    """Return 1.0 if the mean of `values` is likely for independent draws, else 0.0."""
    return float(abs(np.mean(values) - mean) <= SIGMAS * std / np.sqrt(len(values)) + slack)


def draws_differ(results: list[np.ndarray]) -> float:
    """Return 1.0 if all calls drew different numbers, else 0.0."""
    return float(all(not np.array_equal(results[0], other) for other in results[1:]))


def new_draws(results: list[np.ndarray], x: np.ndarray) -> float:
    """Return 1.0 if all calls drew different numbers, else 0.0.

    It is 0.5 if the calls are the same because each changes all images or none.
    """
    if draws_differ(results):
        return 1.0
    changed = [(each != x).any(axis=(1, 2, 3)) for each in results]
    return 0.0 if any(0 < each.sum() < len(x) for each in changed) else 0.5


def crop_windows(function, x, size, padding, seed):
    """Test whether each crop is a window of its own padded image, the same for all channels."""
    (crops,) = several(function, 1, _crop_shape(x, size), (x, size, padding), seed, {})
    return {"windows of their own image": _share_found(_places(crops, x, padding))}


def crop_places(function, x, size, padding, seed, calls=3):
    """Test whether the positions of the crops are uniform."""
    shape = _crop_shape(x, size)
    results = several(function, 2 * calls, shape, (x, size, padding), seed, {})
    drawn = [_places(crops, x, padding) for crops in results]
    places = [place for each in drawn[:calls] for place in each if place is not None]
    lost = 1 - _share_found([place for each in drawn[:calls] for place in each])
    own = any(len(set(each)) > 1 for each in drawn) or not places
    # One position for a whole batch is the same in some calls, but hardly in all.
    differ = float(len(set(map(tuple, drawn))) > 1)
    again = repeated(function, (x, size, padding), seed, {}, results[0])
    if not own:
        # A few positions do not show which ones are never drawn: draw as many of single images.
        places, repeats = (_of_single(function, x, size, padding, seed, n) for n in (SINGLE, MANY))
        differ, again = float(len(set(places)) > 1), float(places[:MANY] == repeats)
    spare = np.add(x.shape[2:], 2 * np.broadcast_to(padding, 2)) - shape[2:]
    counts = np.zeros(spare + 1)
    for row, column in places:
        counts[row, column] += 1
    even = [is_likely(count, len(places), 1 / counts.size) for count in counts.flat]
    ends = [is_likely(*each) for each in zip(counts.flat, repeat(len(places)), _rounded(spare))]
    return {
        "each image at a position of its own": float(own),
        # A negative share where some crops are no windows: the others look like a smaller image's.
        "different places": -lost if lost else float((counts > 0).sum()),
        "last row and column": np.argwhere(counts > 0).max(axis=0, initial=-1).astype(float),
        # One half if the first and last ones come up half as often, another mistake.
        "positions are uniform": float(min(even)) or 0.5 * min(ends),
        "new draws in each call": differ,
        "the same seed draws the same": again,
    }


def _share_found(places):
    """Return 1.0 if all places are found, else a share that differs for other images found.

    A mere count of them would be the same for two mistakes by chance.
    """
    found = [place is not None for place in places]
    weights = np.random.default_rng(0).uniform(1, 2, len(found))
    return 1.0 if all(found) else float(weights[found].sum() / weights.sum())


def _rounded(spare):
    """Return the probabilities of the positions if uniform numbers are rounded to whole ones."""
    of_axes = [np.ones(n + 1) for n in spare]
    for weights in of_axes:
        weights[[0, -1]] = 0.5
    both = np.outer(*of_axes)
    return (both / both.sum()).flat


def _of_single(function, x, size, padding, seed, calls):
    """Return the positions in the first image alone, of several calls."""
    one = x[:1]
    shape = _crop_shape(one, size)
    results = several(function, calls, shape, (one, size, padding), seed, {})
    return [place for crops in results if (place := _places(crops, one, padding)[0]) is not None]


def _crop_shape(x, size):
    return (*x.shape[:2], *(int(n) for n in np.broadcast_to(size, 2)))


def _places(crops, x, padding):
    """Return the position of each crop in its image, or None if it is not found."""
    ph, pw = np.broadcast_to(padding, 2)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, crops.shape[2:], axis=(2, 3))
    same = (windows == crops[:, :, None, None]).all(axis=(1, 4, 5))
    return [tuple(np.argwhere(each)[0].tolist()) if each.any() else None for each in same]


def flipped(function, x, p, seed, calls=2):
    """Test which images were mirrored, and how many."""
    options = {} if p is None else {"p": p}
    results = several(function, calls, x.shape, (x,), seed, options)
    mirrored, same = (
        [(each == image).all(axis=(1, 2, 3)) for each in results] for image in (x[..., ::-1], x)
    )
    whole = all((a | b).all() for a, b in zip(mirrored, same, strict=True))
    channels = all(
        ((each == x[..., ::-1]).all(axis=(2, 3)) | (each == x).all(axis=(2, 3))).all()
        for each in results
    )
    # 0.5 if it holds for each channel but not for images, to tell this mistake from others.
    unchanged_or_mirrored = 1.0 if whole else 0.5 * channels
    return {"every image unchanged or mirrored": unchanged_or_mirrored} | how_often(
        function, x, options, seed, results, _are_mirrored, "mirrored"
    )


def _are_mirrored(result, x):
    return (result == x[..., ::-1]).all(axis=(1, 2, 3))


def how_often(function, x, options, seed, results, are_changed, word):
    """Test how many images the calls changed, and whether each was decided separately.

    Parameters
    ----------
    results : list of numpy.ndarray
        Of several calls.
    are_changed : callable
        Takes a result and the images, and returns which images were changed.
    word : str
        What the change is called.
    """
    changed = [are_changed(each, x) for each in results]
    total, images = sum(int(each.sum()) for each in changed), len(results) * len(x)
    p = options.get("p", 0.5)
    likely, thirds = is_likely(total, images, p), 3 * total // images
    separately = float(all(0 < each.sum() < len(x) for each in changed))
    differ, again = new_draws(results, x), repeated(function, (x,), seed, options, results[0])
    if not any(0 < each.sum() < len(x) for each in changed):
        # Few calls do not show whether all images are always changed, or never, or at random.
        few = x[:2]
        batches, repeats = (
            [
                bool(are_changed(each, few).all())
                for each in several(function, MANY, few.shape, (few,), seed, options)
            ]
            for _ in range(2)
        )
        if len(set(batches)) == 1:
            separately = 0.5  # to tell this from a decision for each batch
        else:
            likely, thirds, differ = 0.5, 3 * sum(batches) // MANY, 1.0
            again = float(batches == repeats)
    return {
        f"{word} with probability p": likely,
        f"thirds of the images {word}": float(thirds),
        "each image decided separately": separately,
        "new draws in each call": differ,
        "the same seed draws the same": again,
    }


def kept(function, shape, p, seed, calls=7):
    """Test how many units a mask keeps, and along which axes it varies."""
    rng = generator_beside(function, seed)
    results = [function(shape, p, rng) for _ in range(calls)]
    again = function(shape, p, generator_beside(function, seed))
    for mask in (*results, again):
        if not isinstance(mask, np.ndarray) or mask.shape != shape or mask.dtype != bool:
            raise ValueFaultError(f"expected an array of bool, shape {shape}, got {_got(mask)}.")
    total, size = sum(int(mask.sum()) for mask in results), int(np.prod(shape))
    same = {
        axis
        for mask in results
        for axis in range(len(shape))
        if np.array_equal(mask, np.broadcast_to(mask.take([0], axis), shape))
    }
    # A different number for each axis, so that different mistakes have different values.
    decided = 1.0 if not same else sum(0.25 / 2**axis for axis in same)
    constant = all(mask.all() or not mask.any() for mask in results)
    # Masks without a difference in them are often the same by chance.
    differ = 0.5 if constant else float(any((mask != results[0]).any() for mask in results))
    return {
        "kept with probability 1 - p": is_likely(total, calls * size, 1 - p),
        "thirds of the units kept": float(3 * total // (calls * size)),
        "each unit decided separately": decided,
        "as many are kept each time": float(len({int(mask.sum()) for mask in results}) == 1),
        "new draws in each call": differ,
        "the same seed draws the same": float(np.array_equal(again, results[0])),
    }
