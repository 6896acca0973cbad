"""Right solutions of chapter 1, in unusual styles."""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from cnnlib.costs import LayerCost
from tests.autograder.realistic.marking import right

ONE = "01-convolution"


def _two(value):
    return tuple(int(each) for each in np.broadcast_to(value, 2))


@right(f"{ONE}.cross_correlate")
def by_strides(x, kernel, mode="valid"):
    extra = {"valid": 0, "same": 1, "full": 2}[mode]
    widths = []
    for k in kernel.shape:
        before = [0, k // 2, k - 1][extra]
        after = [0, k - 1 - k // 2, k - 1][extra]
        widths.append((before, after))
    x = np.pad(x, widths)
    shape = tuple(n - k + 1 for n, k in zip(x.shape, kernel.shape, strict=True))
    windows = as_strided(x, shape + kernel.shape, x.strides * 2)
    return np.tensordot(windows, kernel, axes=kernel.ndim)


@right(f"{ONE}.convolve")
def by_shifted_copies(x, kernel, mode="valid"):
    full = [n + k - 1 for n, k in zip(x.shape, kernel.shape, strict=True)]
    out = np.zeros(full, np.result_type(x, kernel))
    for place in np.ndindex(*kernel.shape):
        region = tuple(slice(u, u + n) for u, n in zip(place, x.shape, strict=True))
        out[region] += kernel[place] * x
    if mode == "full":
        return out
    if mode == "same":
        cut = [((k - 1) // 2, n) for n, k in zip(x.shape, kernel.shape, strict=True)]
    else:
        cut = [(k - 1, n - k + 1) for n, k in zip(x.shape, kernel.shape, strict=True)]
    return out[tuple(slice(a, a + n) for a, n in cut)]


@right(f"{ONE}.conv_output_size")
def counts_by_hand(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return len(
        [
            start
            for start in range(0, input_size + 2 * padding, stride)
            if start + dilation * (kernel_size - 1) < input_size + 2 * padding
        ]
    )


@right(f"{ONE}.same_padding")
def by_search(kernel_size, dilation=1):
    for p in range(dilation * kernel_size):
        if 2 * p == dilation * (kernel_size - 1):
            return p
    raise ValueError("no such padding")


@right(f"{ONE}.receptive_field")
def by_recursion(kernel_sizes, strides=None, dilations=None):
    if len(kernel_sizes) == 0:
        return 1
    s = [1] * len(kernel_sizes) if strides is None else list(strides)
    d = [1] * len(kernel_sizes) if dilations is None else list(dilations)
    above = by_recursion(kernel_sizes[1:], s[1:], d[1:])
    return (above - 1) * s[0] + d[0] * (kernel_sizes[0] - 1) + 1


@right(f"{ONE}.conv2d_cost")
def numpy_integers(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    bias=True,
):
    n, k, s, p, d = (
        np.array(_two(v)) for v in (input_size, kernel_size, stride, padding, dilation)
    )
    places = np.prod((n + 2 * p - d * (k - 1) - 1) // s + 1)
    fan_in = in_channels // groups * np.prod(k)
    outputs = out_channels * places
    return LayerCost(
        parameters=out_channels * fan_in + bool(bias) * out_channels,
        multiplications=outputs * fan_in,
        accumulations=outputs * (fan_in - 1),
        accumulations_within_channels=outputs * (in_channels // groups) * (np.prod(k) - 1),
        bias_sums=outputs if bias else 0,
    )


@right(f"{ONE}.linear_as_conv2d")
def windows_and_product(x, weight, bias=None, *, input_size):
    windows = sliding_window_view(x, _two(input_size), axis=(2, 3))
    n, c, h, w, kh, kw = windows.shape
    rows = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, h, w, c * kh * kw)
    out = np.moveaxis(rows @ weight.T, -1, 1)
    return out if bias is None else out + np.expand_dims(bias, (1, 2))


@right(f"{ONE}.conv_transpose2d")
def by_zeros_between(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    sh, sw = _two(stride)
    ph, pw = _two(padding)
    oh, ow = _two(output_padding)
    dh, dw = _two(dilation)
    n, c, h, w = x.shape
    f, kh, kw = weight.shape[1:]
    eh, ew = dh * (kh - 1), dw * (kw - 1)
    wide = np.zeros((n, c, (h - 1) * sh + 1 + 2 * eh + oh, (w - 1) * sw + 1 + 2 * ew + ow), x.dtype)
    wide[:, :, eh : eh + (h - 1) * sh + 1 : sh, ew : ew + (w - 1) * sw + 1 : sw] = x
    windows = sliding_window_view(wide, (eh + 1, ew + 1), axis=(2, 3))[..., ::dh, ::dw]
    flipped = weight[:, :, ::-1, ::-1]
    cg = c // groups
    out = np.concatenate(
        [
            np.einsum(
                "nchwuv,cfuv->nfhw",
                windows[:, g * cg : (g + 1) * cg],
                flipped[g * cg : (g + 1) * cg],
            )
            for g in range(groups)
        ],
        axis=1,
    )
    assert out.shape[1] == f * groups
    out = out[:, :, ph : out.shape[2] - ph, pw : out.shape[3] - pw]
    return out if bias is None else out + bias[None, :, None, None]


@right(f"{ONE}.conv2d")
def python_floats(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _two(stride), _two(padding), _two(dilation)
    n, _, h, w = x.shape
    f, c, kh, kw = weight.shape
    rows = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    columns = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    result = np.empty((n, f, rows, columns), np.result_type(x, weight))
    for b, k, i, j in np.ndindex(result.shape):
        total = 0.0 if bias is None else float(bias[k])
        first = k // (f // groups) * c
        for ch, u, v in np.ndindex(c, kh, kw):
            r, q = i * sh - ph + u * dh, j * sw - pw + v * dw
            if 0 <= r < h and 0 <= q < w:
                total += float(x[b, first + ch, r, q]) * float(weight[k, ch, u, v])
        result[b, k, i, j] = total
    return result


@right(f"{ONE}.conv2d")
def einsum_over_groups(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _two(stride), _two(padding), _two(dilation)
    x = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    f, c, kh, kw = weight.shape
    windows = sliding_window_view(x, (dh * (kh - 1) + 1, dw * (kw - 1) + 1), axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    n, _, h, w = windows.shape[:4]
    windows = windows.reshape(n, groups, c, h, w, kh, kw)
    kernels = weight.reshape(groups, f // groups, c, kh, kw)
    out = np.einsum("ngchwuv,gfcuv->ngfhw", windows, kernels, optimize=True).reshape(n, f, h, w)
    if bias is not None:
        out = (out.transpose(0, 2, 3, 1) + bias).transpose(0, 3, 1, 2)
    return out
