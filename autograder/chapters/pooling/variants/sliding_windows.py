"""NumPy's own sliding windows over a padded copy; for the rest ``np.einsum`` and ranges."""

import numpy as np

from cnnlib.arguments import pair

__all__ = [
    "avg_pool2d",
    "conv1x1",
    "global_avg_pool2d",
    "lp_pool2d",
    "max_pool2d",
    "max_unpool2d",
    "pool_output_size",
    "window_pixels",
]


def pool_output_size(input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    stride = stride or kernel_size
    last_start = input_size + padding - dilation * (kernel_size - 1) - 1
    starts = list(range(-padding, last_start + 1, stride))
    hanging = starts[-1] + stride
    if ceil_mode and starts[-1] != last_start and hanging < input_size:
        starts.append(hanging)
    return len(starts)


def window_pixels(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    windows = pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)
    stride = stride or kernel_size
    extent = dilation * (kernel_size - 1) + 1
    counting = np.ones(input_size, dtype=np.int64)
    counting = np.pad(counting, padding, constant_values=int(count_include_pad))
    counting = np.pad(counting, (0, extent))
    view = np.lib.stride_tricks.sliding_window_view(counting, extent)
    return view[::stride, ::dilation][:windows].sum(axis=1)


def max_pool2d(
    x,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    return_indices=False,
):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = (kh, kw) if stride is None else pair(stride, "stride")
    (ph, pw), (dh, dw) = pair(padding, "padding", 0), pair(dilation, "dilation")
    h, w = x.shape[2:]
    h_out = pool_output_size(h, kh, sh, ph, dh, ceil_mode)
    w_out = pool_output_size(w, kw, sw, pw, dw, ceil_mode)
    extent = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    edges = ((0, 0), (0, 0), (ph, ph + extent[0]), (pw, pw + extent[1]))
    padded = np.pad(x.astype(np.float64), edges, constant_values=-np.inf)
    positions = np.pad(np.arange(h * w).reshape(1, 1, h, w), edges, constant_values=-1)

    def windows(array):
        view = np.lib.stride_tricks.sliding_window_view(array, extent, axis=(2, 3))
        view = view[:, :, ::sh, ::sw, ::dh, ::dw][:, :, :h_out, :w_out]
        return view.reshape(*view.shape[:4], kh * kw)

    best = windows(padded).argmax(axis=-1)[..., np.newaxis]
    out = np.take_along_axis(windows(padded), best, axis=-1)[..., 0].astype(x.dtype)
    if not return_indices:
        return out
    places = np.broadcast_to(windows(positions), (*out.shape, kh * kw))
    return out, np.take_along_axis(places, best, axis=-1)[..., 0]


def max_unpool2d(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    (kh, kw), (ph, pw) = pair(kernel_size, "kernel_size"), pair(padding, "padding", 0)
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    n, c, h, w = x.shape
    if output_size is None:
        output_size = ((h - 1) * sh + kh - 2 * ph, (w - 1) * sw + kw - 2 * pw)
    out = np.zeros((n, c, *output_size), dtype=x.dtype)
    image, channel = np.ogrid[:n, :c]
    image, channel = image[..., np.newaxis, np.newaxis], channel[..., np.newaxis, np.newaxis]
    out[image, channel, indices // output_size[1], indices % output_size[1]] = x
    return out


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    h_out = pool_output_size(x.shape[2], kh, sh, ph, ceil_mode=ceil_mode)
    w_out = pool_output_size(x.shape[3], kw, sw, pw, ceil_mode=ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    counting = np.pad(
        np.ones(x.shape[2:], dtype=x.dtype),
        ((ph, ph), (pw, pw)),
        constant_values=float(count_include_pad),
    )
    counting = np.pad(counting, ((0, kh), (0, kw)))
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph + kh), (pw, pw + kw)))
    view = np.lib.stride_tricks.sliding_window_view
    total = view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw].sum(axis=(4, 5))
    pixels = view(counting, (kh, kw))[::sh, ::sw].sum(axis=(2, 3))
    return total[:, :, :h_out, :w_out] / pixels[:h_out, :w_out]


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = pair(kernel_size, "kernel_size")
    sh, sw = pair(kernel_size if stride is None else stride, "stride")
    h_out = pool_output_size(x.shape[2], kh, sh, ceil_mode=ceil_mode)
    w_out = pool_output_size(x.shape[3], kw, sw, ceil_mode=ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    powers = np.pad(np.abs(x) ** norm_type, ((0, 0), (0, 0), (0, kh), (0, kw)))
    there = np.pad(np.ones(x.shape[2:], dtype=x.dtype), ((0, kh), (0, kw)))
    view = np.lib.stride_tricks.sliding_window_view
    total = view(powers, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw].sum(axis=(4, 5))
    pixels = view(there, (kh, kw))[::sh, ::sw].mean(axis=(2, 3))
    return (total[:, :, :h_out, :w_out] / pixels[:h_out, :w_out]) ** (1 / norm_type)


def global_avg_pool2d(x):
    n, c, h, w = x.shape
    flat = x if x.dtype.kind == "f" else x.astype(np.float64)
    return np.einsum("nchw->nc", flat).reshape(n, c, 1, 1) / (h * w)


def conv1x1(x, weight, bias=None):
    out = np.einsum("fc,nchw->nfhw", weight[:, :, 0, 0], x)
    return out if bias is None else out + bias[:, np.newaxis, np.newaxis]
