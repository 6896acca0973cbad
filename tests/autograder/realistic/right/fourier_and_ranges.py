"""Right solutions of chapter 1, in styles of other fields."""

# ruff: noqa: B905 - written as students write

import functools
import operator

import numpy as np

from tests.autograder.realistic.marking import right


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@right("01-convolution.cross_correlate")
def by_a_banded_matrix(x, kernel, mode="valid"):
    from cnnlib.correlation import pad_for_mode

    p = pad_for_mode(x, kernel, mode)
    if x.ndim == 1:
        n = len(p) - len(kernel) + 1
        band = np.zeros((n, len(p)), np.result_type(x, kernel))
        for i in range(n):
            band[i, i : i + len(kernel)] = kernel
        return band @ p
    h = p.shape[0] - kernel.shape[0] + 1
    return np.array(
        [
            sum(by_a_banded_matrix(p[i + u], kernel[u]) for u in range(len(kernel)))
            for i in range(h)
        ],
        dtype=np.result_type(x, kernel),
    )


@right("01-convolution.cross_correlate")
def by_the_fourier_transform(x, kernel, mode="valid"):
    axes = tuple(range(x.ndim))
    size = [n + k - 1 for n, k in zip(x.shape, kernel.shape)]
    full = np.fft.irfftn(
        np.fft.rfftn(x.astype(float), size, axes)
        * np.fft.rfftn(np.flip(kernel).astype(float), size, axes),
        size,
        axes,
    )
    full = full.astype(np.result_type(x, kernel))
    if mode == "full":
        return full
    if mode == "same":
        return full[
            tuple(slice(k - 1 - k // 2, k - 1 - k // 2 + n) for n, k in zip(x.shape, kernel.shape))
        ]
    return full[tuple(slice(k - 1, n) for n, k in zip(x.shape, kernel.shape))]


@right("01-convolution.convolve")
def scatters_the_signal(x, kernel, mode="valid"):
    full = np.zeros([n + k - 1 for n, k in zip(x.shape, kernel.shape)], np.result_type(x, kernel))
    for at, weight in np.ndenumerate(kernel):
        full[tuple(slice(a, a + n) for a, n in zip(at, x.shape))] += weight * x
    cut = {
        "full": lambda *_: slice(None),
        "same": lambda n, k: slice((k - 1) // 2, (k - 1) // 2 + n),
        "valid": lambda n, k: slice(k - 1, n),
    }[mode]
    return full[tuple(cut(n, k) for n, k in zip(x.shape, kernel.shape))]


@right("01-convolution.conv_output_size")
def length_of_a_range(input_size, kernel_size, stride=1, padding=0, dilation=1):
    return len(range(-padding, input_size + padding - dilation * (kernel_size - 1), stride))


@right("01-convolution.receptive_field")
def follows_the_indices(kernel_sizes, strides=None, dilations=None):
    n = len(kernel_sizes)
    seen = {0}
    for k, s, d in zip(
        reversed(list(kernel_sizes)),
        reversed(list(strides or (1,) * n)),
        reversed(list(dilations or (1,) * n)),
    ):
        seen = {s * i + d * u for i in (min(seen), max(seen)) for u in (0, k - 1)}
    return max(seen) - min(seen) + 1


@right("01-convolution.conv2d")
def sums_shifted_images(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    f, cg, kh, kw = weight.shape
    grouped = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw))).reshape(
        len(x), groups, cg, x.shape[2] + 2 * ph, -1
    )
    bank = weight.reshape(groups, f // groups, cg, kh, kw)
    h, w = (
        len(range(0, n - d * (k - 1), s))
        for n, k, s, d in zip(grouped.shape[3:], (kh, kw), (sh, sw), (dh, dw))
    )
    terms = (
        np.einsum(
            "ngchw,gfc->ngfhw",
            grouped[
                ...,
                u * dh : u * dh + sh * (h - 1) + 1 : sh,
                v * dw : v * dw + sw * (w - 1) + 1 : sw,
            ],
            bank[..., u, v],
        )
        for u in range(kh)
        for v in range(kw)
    )
    out = functools.reduce(operator.add, terms).reshape(len(x), f, h, w)
    return out if bias is None else out + bias[:, None, None]


@right("01-convolution.conv_transpose2d")
def by_zero_insertion(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    from cnnlib.conv import conv2d

    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = _pairs(stride, padding, output_padding, dilation)
    n, c, h, w = x.shape
    fg, kh, kw = weight.shape[1:]
    wide = np.zeros((n, c, (h - 1) * sh + 1 + oh, (w - 1) * sw + 1 + ow), x.dtype)
    wide[:, :, ::sh, ::sw][:, :, :h, :w] = x
    bank = (
        np.flip(weight, (2, 3))
        .reshape(groups, c // groups, fg, kh, kw)
        .swapaxes(1, 2)
        .reshape(groups * fg, c // groups, kh, kw)
    )
    th, tw = dh * (kh - 1), dw * (kw - 1)
    out = conv2d(
        np.pad(wide, ((0, 0), (0, 0), (th, th), (tw, tw))),
        bank,
        bias,
        dilation=dilation,
        groups=groups,
    )
    return out[:, :, ph : out.shape[2] - ph, pw : out.shape[3] - pw]
