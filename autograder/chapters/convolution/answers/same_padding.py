"""Answers to `same_padding`: right ones in other styles, and what students get wrong."""

from autograder.checks.answers import misconception, variant


@variant
def extent(kernel_size, dilation=1):
    extent = kernel_size + (kernel_size - 1) * (dilation - 1)
    return int((extent - 1) / 2)


@variant
def search(kernel_size, dilation=1):
    padding = 0
    while 2 * padding < dilation * (kernel_size - 1):
        padding += 1
    return padding


@variant
def two_cases(kernel_size, dilation=1):
    if kernel_size % 2:
        return kernel_size // 2 * dilation
    return dilation // 2 * (kernel_size - 1)


@misconception(
    "This is the padding of both sides together. Return the padding of one side.",
    loses=("odd kernels", "dilation"),
)
def pads_both_sides_at_once(right, *args, **given):
    return 2 * right(*args, **given)


@misconception(
    "Dilation makes no difference: you pad as for a kernel without gaps.",
    loses=("dilation",),
)
def ignores_dilation(right, kernel_size, dilation=1):
    return right(kernel_size, dilation) // dilation


@misconception(
    "You assume that a dilated kernel covers d * k pixels. Between k weights are k - 1 gaps.",
    loses=("dilation",),
)
def dilates_as_many_gaps_as_numbers(right, kernel_size, dilation=1):
    return right(kernel_size, dilation) + (dilation - 1) // 2


@misconception(
    "`kernel_size // 2` rounds down before the dilation is applied, and is wrong by half a pixel "
    "for an even kernel. Multiply first, and divide by 2 at the end.",
    loses=("dilation",),
)
def halves_the_kernel_first(right, kernel_size, dilation=1):
    return right(2 * (kernel_size // 2) + 1, dilation)


@misconception(
    "You halve the kernel size. A kernel of k makes the map smaller by k - 1 pixels: halve that. "
    "A kernel of 1 needs no padding.",
    loses=("odd kernels", "dilation"),
)
def halves_the_kernel_and_rounds_up(right, *args, **given):
    return right(*args, **given) + 1


@misconception(
    "A padding is an integer number of pixels: `/` returns a float, `//` an int.",
    loses=("odd kernels",),
)
def divides_exactly(right, *args, **given):
    return right(*args, **given) / 1


@misconception(
    "`(kernel_size - 1) // 2` rounds down before the dilation is applied, and is too small for an "
    "even kernel. Multiply first, and divide by 2 at the end.",
    loses=("dilation",),
)
def rounds_before_it_dilates(right, kernel_size, dilation=1):
    return right(2 * ((kernel_size - 1) // 2) + 1, dilation)


@misconception(
    "You halve d * k. A kernel of k with dilation d makes the map smaller by d * (k - 1) pixels: "
    "halve that.",
    loses=("dilation",),
)
def halves_the_dilated_numbers(right, kernel_size, dilation=1):
    return right(kernel_size, dilation) + dilation // 2
