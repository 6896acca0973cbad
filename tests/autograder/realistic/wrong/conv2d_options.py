"""Wrong solutions of `conv2d`: its options, bias and batch."""

# ruff: noqa: ARG001, RUF059 - written as students write

import numpy as np

from tests.autograder.realistic.marking import wrong

CONV = "01-convolution.conv2d"


def _pair(value):
    return (value, value) if isinstance(value, int) else value


@wrong(CONV, "raises an exception")
def size_without_padding(x, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((n, f, (h - kh) // sh + 1, (w - kw) // sw + 1), x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = padded[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            out[:, :, i, j] = np.einsum("ncuv,fcuv->nf", window, weight)
    if bias is not None:
        out += bias[:, None, None]
    return out


@wrong(CONV, "loses_the_dtype", "reads_the_first_group_always")
def first_channels_for_every_group(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, _, h, w = x.shape
    f, c, kh, kw = weight.shape
    h_out, w_out = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, f, h_out, w_out))
    for b in range(n):
        for k in range(f):
            for i in range(h_out):
                for j in range(w_out):
                    total = 0
                    for ch in range(c):
                        for u in range(kh):
                            for v in range(kw):
                                total += (
                                    x[b, ch, i * sh + u * dh, j * sw + v * dw] * weight[k, ch, u, v]
                                )
                    out[b, k, i, j] = total + (0 if bias is None else bias[k])
    return out


@wrong(CONV, "loses_the_dtype", "swaps_strides", "swaps_the_pairs", "raises an exception")
def horizontal_first(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sw, sh), (pw, ph), (dw, dh) = _pair(stride), _pair(padding), _pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    h_out = (h - dh * (kh - 1) - 1) // sh + 1
    w_out = (w - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, f, h_out, w_out))
    for i in range(h_out):
        for j in range(w_out):
            window = x[
                :,
                :,
                i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                j * sw : j * sw + dw * (kw - 1) + 1 : dw,
            ]
            out[:, :, i, j] = np.tensordot(window, weight, ((1, 2, 3), (1, 2, 3)))
    if bias is not None:
        out = out + bias[None, :, None, None]
    return out


@wrong(CONV, "ignores_dilation", "raises an exception")
def bias_in_the_channel_loop(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    out = np.zeros((n, f, (h - kh) // sh + 1, (w - kw) // sw + 1), dtype=x.dtype)
    for k in range(f):
        for ch in range(c):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    window = x[:, ch, i * sh : i * sh + kh, j * sw : j * sw + kw]
                    out[:, k, i, j] += (window * weight[k, ch]).sum(axis=(1, 2))
            if bias is not None:
                out[:, k] += bias[k]
    return out


@wrong(CONV, "ignores_dilation", "raises an exception")
def strides_by_slicing_from_one(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    out = np.einsum("nchwuv,fcuv->nfhw", windows, weight)
    out = out[:, :, sh - 1 :: sh, sw - 1 :: sw]
    return out if bias is None else out + bias[:, None, None]


@wrong(CONV, "loses_the_dtype", "raises an exception", "right only for one image with one channel")
def first_image_alone(x, weight, bias=None, stride=1, padding=0):
    image = np.pad(x[0], ((0, 0), (padding, padding), (padding, padding)))
    f, c, kh, kw = weight.shape
    h = (image.shape[1] - kh) // stride + 1
    w = (image.shape[2] - kw) // stride + 1
    out = np.zeros((1, f, h, w))
    for k in range(f):
        for i in range(h):
            for j in range(w):
                a, b = i * stride, j * stride
                out[0, k, i, j] = np.sum(image[:, a : a + kh, b : b + kw] * weight[k])
        if bias is not None:
            out[0, k] += bias[k]
    return out


@wrong(CONV, "ignores_dilation", "repeats_the_border")
def edge_padding(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    out = np.einsum("nchwuv,fcuv->nfhw", windows[:, :, ::sh, ::sw], weight)
    if bias is not None:
        out += bias[:, None, None]
    return out


@wrong(CONV, "counts_with_dilation_only")
def spaces_the_stride(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    f, cg, kh, kw = weight.shape
    fg = f // groups
    h_out, w_out = (h - dh * (kh - 1) - 1) // sh + 1, (w - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, f, h_out, w_out), x.dtype)
    for k in range(f):
        g = k // fg
        part = x[:, g * cg : (g + 1) * cg]
        for i in range(h_out):
            for j in range(w_out):
                window = part[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
                out[:, k, i, j] = (window * weight[k]).sum(axis=(1, 2, 3))
    return out if bias is None else out + bias[:, None, None]
