"""Answers to `numerical_gradient`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

EVERY_PART = ("values", "steps of any size", "whole numbers and float32", "input")


@variant
def with_nditer(f, x, eps=1e-6):
    x = np.asarray(x).astype(float)
    gradient = np.zeros(x.shape)
    places = np.nditer(x, flags=["multi_index"])
    while not places.finished:
        index = places.multi_index
        old = x[index]
        x[index] = old + eps
        above = f(x)
        x[index] = old - eps
        below = f(x)
        x[index] = old
        gradient[index] = (above - below) / (2 * eps)
        places.iternext()
    return gradient


@variant
def with_unit_vectors(f, x, eps=1e-6):
    steps = eps * np.eye(np.size(x)).reshape(-1, *np.shape(x))
    slopes = [(f(x + step) - f(x - step)) / (2 * eps) for step in steps]
    return np.array(slopes, dtype=float).reshape(np.shape(x))


@variant
def with_copies(f, x, eps=1e-6):
    gradient = np.zeros(x.shape, dtype=np.float64)
    for i in range(x.size):
        there, back = x.astype(np.float64), x.astype(np.float64)
        there.flat[i] += eps
        back.flat[i] -= eps
        gradient.flat[i] = (f(there) - f(back)) / eps / 2
    return gradient


@misconception(
    "You step forward only. The error is about eps times half the second derivative; that of the "
    "central difference (f(x + eps) - f(x - eps)) / (2 eps) is about eps².",
    loses=("steps of any size",),
)
def steps_forward_only(right, f, x, eps=1e-6):
    return right(lambda point: 2 * f(np.maximum(point, x)), x, eps)


@misconception(
    "Your step grows with the number, eps times x. Move every element by eps, as the formula says.",
    loses=("steps of any size",),
)
def takes_relative_steps(right, f, x, *args, **given):
    scales = np.maximum(1, np.abs(np.asarray(x, dtype=np.float64)))
    return right(lambda point: f(point * scales), x / scales, *args, **given) / scales


@misconception(
    "Your gradient is twice as large: from x - eps to x + eps the distance is 2 eps.",
    loses=EVERY_PART,
)
def divides_by_eps(right, *args, **given):
    return 2 * right(*args, **given)


@misconception(
    "You move all elements at once, which gives the sum of the gradient. Move one element at a "
    "time and leave the others where they are.",
    loses=EVERY_PART,
)
def moves_all_at_once(right, f, x, *args, **given):
    return np.full(x.shape, right(lambda step: f(x + step), np.zeros(1), *args, **given))


@misconception(
    "You move a whole row at a time, `x[i] += eps`: every number of the row gets the sum of its "
    "derivatives. Move one element at a time: `np.ndindex(x.shape)` runs through all of them.",
    loses=("values", "steps of any size", "whole numbers and float32", "input"),
)
def moves_whole_rows(right, f, x, *args, **given):
    if np.ndim(x) < 2:
        return right(f, x, *args, **given)
    rows = np.ones((1, *x.shape[1:]))

    def moved(steps):
        return f(x + steps.reshape(-1, *(1,) * (x.ndim - 1)) * rows)

    steps = right(moved, np.zeros(len(x)), *args, **given)
    return steps.reshape(-1, *(1,) * (x.ndim - 1)) * rows


@misconception(
    "You never restore an element after moving it, so the later derivatives are taken at another "
    "point. Restore it before you go on.",
    loses=("steps of any size",),
)
def never_puts_it_back(right, f, x, eps=1e-6):
    def after_the_earlier_ones(point):
        earlier = np.cumsum(point != x) == 0
        return f(point - eps * earlier.reshape(x.shape))

    return right(after_the_earlier_ones, x, eps)


@misconception(
    "Every difference is 0: `a = x` does not copy an array, so both points are the same. Write "
    "`a = x.copy()`.",
    loses=EVERY_PART,
)
def takes_a_name_for_a_copy(right, f, x, *args, **given):
    return right(lambda _: f(x), x, *args, **given)


@misconception(
    "You compute in the dtype of x. float32 has about 7 digits, most of which cancel in the "
    "difference, and an integer cannot take a small step: convert to float64 first.",
    loses=("whole numbers and float32",),
)
def keeps_the_dtype(right, f, x, *args, **given):
    return right(lambda point: f(point.astype(x.dtype)), x, *args, **given)


@misconception(
    "The numbers are right, but the array is flat: the gradient has the shape of x.",
    loses=EVERY_PART,
)
def flattens_the_result(right, *args, **given):
    return right(*args, **given).ravel()


@misconception(
    "The sign is wrong: take f at x + eps minus f at x - eps.",
    loses=EVERY_PART,
)
def turns_the_difference_round(right, *args, **given):
    return -right(*args, **given)


@misconception(
    "You step forward only, and divide by 2 eps: half of the derivative. The second point is "
    "x - eps; after `x += eps` that is two steps back.",
    loses=EVERY_PART,
)
def comes_back_to_the_start(right, f, x, eps=1e-6):
    return right(lambda point: f(np.maximum(point, x)), x, eps)
