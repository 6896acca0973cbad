"""Wrong solutions of chapter 2: windows, averages and norms."""

# ruff: noqa: ARG001 - written as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.pooling import avg_pool2d
from cnnlib.pooling_windows import pool_output_size, pooling_windows
from tests.autograder.realistic.marking import wrong

SIZE = "02-pooling.pool_output_size"
PIXELS = "02-pooling.window_pixels"
AVERAGE = "02-pooling.avg_pool2d"
NORM = "02-pooling.lp_pool2d"
GLOBAL = "02-pooling.global_avg_pool2d"


@wrong(SIZE, "forgets_where_windows_start")
def drops_without_padding(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    if stride is None:
        stride = kernel_size
    room = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    count = -(-room // stride) + 1
    if (count - 1) * stride >= input_size:
        count -= 1
    return count


@wrong(SIZE, "takes_the_rest_of_the_image")
def one_more_if_pixels_are_left(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    stride = stride or kernel_size
    size = conv_output_size(input_size, kernel_size, stride, padding, dilation)
    if ceil_mode and (input_size + 2 * padding) % stride != 0:
        size += 1
    return size


@wrong(SIZE, "counts_every_start")
def drops_beyond_the_padding(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    s = kernel_size if stride is None else stride
    starts = []
    start = -padding
    extent = dilation * (kernel_size - 1) + 1
    while start < input_size + padding:
        if ceil_mode or start + extent <= input_size + padding:
            starts.append(start)
        start += s
    return len(starts)


@wrong(SIZE, "moves_by_one_pixel")
def numpy_floats(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if not stride:
        stride = 1
    f = np.ceil if ceil_mode else np.floor
    out = f((input_size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
    if ceil_mode and (out - 1) * stride >= input_size + padding:
        out = out - 1
    return out


@wrong(PIXELS, "leaves_out_the_padding_in_front")
def clips_only_the_start(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    stride = kernel_size if stride is None else stride
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    counts = []
    for i in range(windows):
        places = i * stride - padding + dilation * np.arange(kernel_size)
        if count_include_pad:
            counts.append(np.sum(places < input_size + padding))
        else:
            counts.append(np.sum(places >= 0))
    return np.array(counts)


@wrong(PIXELS, "counts_the_gaps")
def subtracts_ends(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    stride = stride or kernel_size
    n = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    start = np.arange(n) * stride - padding
    end = np.minimum(start + dilation * (kernel_size - 1) + 1, input_size + padding)
    if not count_include_pad:
        start = np.maximum(start, 0)
        end = np.minimum(end, input_size)
    return end - start


@wrong(PIXELS, "counts_one_beyond_the_end")
def counts_one_too_far(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    stride = kernel_size if stride is None else stride
    total = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    low, high = (-padding, input_size + padding) if count_include_pad else (0, input_size)
    out = np.zeros(total)
    for i in range(total):
        for u in range(kernel_size):
            if low <= i * stride - padding + u * dilation <= high:
                out[i] += 1
    return out.astype(np.int64)


@wrong(AVERAGE, "always_divides_by_the_kernel")
def mean_of_the_stack(
    x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    windows = pooling_windows(x, kernel_size, stride, padding, 1, ceil_mode)
    padded = windows.pad(x)
    return np.mean([padded[:, :, r, c] for r, c in windows.offsets()], axis=0)


@wrong(AVERAGE, "leaves_out_zeros")
def counts_nonzero(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    windows = pooling_windows(x, kernel_size, stride, padding, 1, ceil_mode)
    padded = windows.pad(x.astype(float) if x.dtype.kind != "f" else x)
    stack = np.stack([padded[:, :, r, c] for r, c in windows.offsets()])
    total = stack.sum(axis=0)
    if count_include_pad:
        return total / windows.pixels(True).astype(total.dtype)
    count = (stack != 0).sum(axis=0).astype(total.dtype)
    return total / np.maximum(count, 1)


@wrong(AVERAGE, "turns_the_option_round")
def inverted_flag(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    windows = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    total = 0
    xp = windows.pad(x)
    for r, c in windows.offsets():
        total = total + xp[:, :, r, c]
    return (total / windows.pixels(not count_include_pad)).astype(x.dtype)


@wrong(NORM, "always_takes_the_square_root")
def always_the_square_root(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = pair(kernel_size, "kernel_size")
    mean = avg_pool2d(np.abs(x) ** norm_type, kernel_size, stride, ceil_mode=ceil_mode)
    return np.sqrt(mean * kh * kw)


@wrong(NORM, "takes_the_root_of_the_mean", "keeps_the_signs")
def root_of_the_mean(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    powers = x.astype(np.float64) ** norm_type
    return (avg_pool2d(powers, kernel_size, stride, 0, ceil_mode) ** (1 / norm_type)).astype(
        x.dtype
    )


@wrong(NORM, "leaves_part_windows_small")
def plain_sum_at_the_edge(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    win = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    xp = win.pad(np.abs(x))
    s = sum(np.power(xp[:, :, r, c], norm_type) for r, c in win.offsets())
    return s ** (1.0 / norm_type)


@wrong(GLOBAL, "averages_the_channels_too")
def averages_channels_too(x):
    return x.mean(axis=(1, 2, 3)).reshape(-1, 1, 1, 1)


@wrong(GLOBAL, "drops_the_axes")
def flattens_and_keeps_two_axes(x):
    n, c = x.shape[:2]
    return x.reshape(n, c, -1).sum(-1) / x[0, 0].size
