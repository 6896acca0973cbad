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
    "This is all that is missing, on both sides together; the padding is what goes on one side.",
    loses=("odd kernels", "dilation"),
)
def pads_both_sides_at_once(right, *args, **given):
    return 2 * right(*args, **given)


@misconception(
    "Dilation makes no difference: you pad for a kernel whose numbers stand side by side.",
    loses=("dilation",),
)
def ignores_dilation(right, kernel_size, dilation=1):
    return right(kernel_size, dilation) // dilation


@misconception(
    "You take a dilated kernel to cover d * k pixels. Between k numbers there are k - 1 gaps.",
    loses=("dilation",),
)
def dilates_as_many_gaps_as_numbers(right, kernel_size, dilation=1):
    return right(kernel_size, dilation) + (dilation - 1) // 2


@misconception(
    "`kernel_size // 2` rounds down before the dilation comes in, and is half a pixel off for an "
    "even kernel. Multiply first, and divide what is missing by 2 in the end.",
    loses=("dilation",),
)
def halves_the_kernel_first(right, kernel_size, dilation=1):
    return right(2 * (kernel_size // 2) + 1, dilation)


@misconception(
    "You halve the kernel, not what it takes away: a kernel of k takes k - 1 pixels, one of 1 "
    "takes none, and needs no padding.",
    loses=("odd kernels", "dilation"),
)
def halves_the_kernel_and_rounds_up(right, *args, **given):
    return right(*args, **given) + 1


@misconception(
    "A padding is a whole number of pixels: `/` makes a float, where `//` makes an int.",
    loses=("odd kernels",),
)
def divides_exactly(right, *args, **given):
    return right(*args, **given) / 1
