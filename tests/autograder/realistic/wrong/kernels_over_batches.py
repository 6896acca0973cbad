"""Wrong solutions of chapter 1: conv2d, its transpose, and the dense layer."""

# ruff: noqa: ARG001, RUF059, B905, N806 - written as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv2d, conv_output_size
from cnnlib.geometry import conv_transpose_output_size
from tests.autograder.realistic.marking import wrong

CONV = "01-convolution.conv2d"
DENSE = "01-convolution.linear_as_conv2d"
TRANSPOSE = "01-convolution.conv_transpose2d"


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@wrong(CONV, "leaves_zeros_after_the_last")
def dilates_with_kron(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    one = np.zeros((dh, dw), dtype=weight.dtype)
    one[0, 0] = 1
    weight = np.kron(weight, one)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    f, cg, kh, kw = weight.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    outs = []
    per = f // groups
    for g in range(groups):
        outs.append(
            np.einsum(
                "nchwuv,fcuv->nfhw",
                windows[:, g * cg : (g + 1) * cg],
                weight[g * per : (g + 1) * per],
            )
        )
    out = np.concatenate(outs, axis=1)
    if bias is not None:
        out = out + bias[:, None, None]
    return out


@wrong(CONV, "deals_the_kernels_out")
def interleaved_groups(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", 0)
    dh, dw = pair(dilation, "dilation")
    N, C, H, W = x.shape
    F, Cg, kh, kw = weight.shape
    Ho = conv_output_size(H, kh, sh, ph, dh)
    Wo = conv_output_size(W, kw, sw, pw, dw)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((N, F, Ho, Wo), dtype=x.dtype)
    for f in range(F):
        g = f % groups
        part = xp[:, g * Cg : (g + 1) * Cg]
        for i in range(Ho):
            for j in range(Wo):
                win = part[
                    :,
                    :,
                    i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                    j * sw : j * sw + dw * (kw - 1) + 1 : dw,
                ]
                out[:, f, i, j] = (win * weight[f]).sum(axis=(1, 2, 3))
        if bias is not None:
            out[:, f] += bias[f]
    return out


@wrong(CONV, "counts_with_dilation_only", "Every call with `groups` raises an exception")
def steps_with_dilation(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(stride, int):
        stride = (stride, stride)
    if isinstance(padding, int):
        padding = (padding, padding)
    if isinstance(dilation, int):
        dilation = (dilation, dilation)
    n, c, h, w = x.shape
    f, _, kh, kw = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    oh = (h + 2 * padding[0] - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    ow = (w + 2 * padding[1] - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    y = np.zeros((n, f, oh, ow), np.result_type(x, weight))
    for i in range(oh):
        for j in range(ow):
            for u in range(kh):
                for v in range(kw):
                    y[:, :, i, j] += (
                        x[:, :, i * stride[0] + u, j * stride[1] + v] @ weight[:, :, u, v].T
                    )
    if bias is not None:
        y += bias.reshape(1, -1, 1, 1)
    return y


@wrong(CONV, "adds_bias_along_the_width")
def bias_across(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    s, p, d = _pairs(stride, padding, dilation)
    f, cg, kh, kw = weight.shape
    xp = np.pad(x, [(0, 0), (0, 0), (p[0], p[0]), (p[0], p[0])])
    ho = (xp.shape[2] - d[0] * (kh - 1) - 1) // s[0] + 1
    wo = (xp.shape[3] - d[1] * (kw - 1) - 1) // s[1] + 1
    out = np.zeros((len(x), f, ho, wo), dtype=np.result_type(x, weight))
    fg = f // groups
    for g in range(groups):
        for u in range(kh):
            for v in range(kw):
                patch = xp[
                    :,
                    g * cg : (g + 1) * cg,
                    u * d[0] : u * d[0] + s[0] * ho : s[0],
                    v * d[1] : v * d[1] + s[1] * wo : s[1],
                ]
                out[:, g * fg : (g + 1) * fg] += np.einsum(
                    "nchw,fc->nfhw", patch, weight[g * fg : (g + 1) * fg, :, u, v]
                )
    if bias is not None:
        for c in range(len(bias)):
            out[..., c % wo] += bias[c]
    return out


@wrong(CONV, "differs by a constant in each channel")
def adds_bias_per_channel(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = (np.broadcast_to(v, 2) for v in (stride, padding, dilation))
    n, c, h, w = x.shape
    f, cg, kh, kw = weight.shape
    hp = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=x.dtype)
    hp[:, :, ph : ph + h, pw : pw + w] = x
    ho = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    wo = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    if bias is None:
        bias = np.zeros(f, dtype=x.dtype)
    out = np.zeros((n, f, ho, wo), dtype=np.result_type(x, weight, bias))
    for b in range(n):
        for k in range(f):
            start = k // (f // groups) * cg
            for ch in range(cg):
                for i in range(ho):
                    for j in range(wo):
                        w_ = hp[b, start + ch, i * sh :, j * sw :][: dh * kh : dh, : dw * kw : dw]
                        out[b, k, i, j] += np.sum(w_ * weight[k, ch]) + bias[k]
    return out


@wrong(CONV, "right only for one image")
def only_the_first_image(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    image = np.pad(x[0], ((0, 0), (ph, ph), (pw, pw)))
    f, cg, kh, kw = weight.shape
    rows = range(0, image.shape[1] - dh * (kh - 1), sh)
    cols = range(0, image.shape[2] - dw * (kw - 1), sw)
    y = np.empty((1, f, len(rows), len(cols)), dtype=np.result_type(x, weight))
    for k in range(f):
        c0 = (k * groups // f) * cg
        for i, r in enumerate(rows):
            for j, q in enumerate(cols):
                patch = image[c0 : c0 + cg, r : r + dh * kh : dh, q : q + dw * kw : dw]
                y[0, k, i, j] = np.vdot(patch, weight[k])
        if bias is not None:
            y[0, k] += bias[k]
    return y


@wrong(DENSE, "reads_channels_last", "reads_positions_before_channels", "loses_the_dtype")
def reads_channels_last(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    kernels = weight.reshape(len(weight), kh, kw, x.shape[1]).transpose(0, 3, 1, 2)
    return conv2d(x, kernels, bias)


@wrong(DENSE, "lays_windows_side_by_side")
def tiles(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    return conv2d(x, weight.reshape(-1, x.shape[1], kh, kw), bias, stride=(kh, kw))


@wrong(DENSE, "looks_at_the_first_window")
def only_top_left(x, weight, bias=None, *, input_size):
    kh, kw = pair(input_size, "input_size")
    rows = x[:, :, :kh, :kw].reshape(len(x), -1)
    out = rows @ weight.T
    if bias is not None:
        out = out + bias
    return out[:, :, None, None]


@wrong(TRANSPOSE, "pads_the_output_in_front")
def extra_rows_first(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = _pairs(stride, padding, output_padding, dilation)
    n, c, h, w = x.shape
    _, fg, kh, kw = weight.shape
    big = np.zeros(
        (
            n,
            fg * groups,
            (h - 1) * sh + dh * (kh - 1) + 1 + oh,
            (w - 1) * sw + dw * (kw - 1) + 1 + ow,
        ),
        dtype=np.result_type(x, weight),
    )
    cg = c // groups
    for g in range(groups):
        for i in range(h):
            for j in range(w):
                patch = np.einsum(
                    "nc,cfuv->nfuv",
                    x[:, g * cg : (g + 1) * cg, i, j],
                    weight[g * cg : (g + 1) * cg],
                )
                top, left = oh + i * sh, ow + j * sw
                big[
                    :,
                    g * fg : (g + 1) * fg,
                    top : top + dh * (kh - 1) + 1 : dh,
                    left : left + dw * (kw - 1) + 1 : dw,
                ] += patch
    big = big[:, :, ph : big.shape[2] - ph, pw : big.shape[3] - pw]
    if bias is not None:
        big = big + bias[:, None, None]
    return big


@wrong(TRANSPOSE, "flips_the_kernels", "ignores_groups")
def forgets_to_flip(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = _pairs(stride, padding, output_padding, dilation)
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    spread = np.zeros((n, c, (h - 1) * sh + 1, (w - 1) * sw + 1), dtype=x.dtype)
    spread[:, :, ::sh, ::sw] = x
    eh, ew = dh * (kh - 1) - ph, dw * (kw - 1) - pw
    spread = np.pad(spread, ((0, 0), (0, 0), (eh, eh + oh), (ew, ew + ow)))
    return conv2d(spread, weight.transpose(1, 0, 2, 3), bias, dilation=dilation)


@wrong(TRANSPOSE, "cuts_one_side", "ignores_groups")
def assigns_and_cuts_the_end(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    (sh, sw), (ph, pw), (oh, ow), (dh, dw) = _pairs(stride, padding, output_padding, dilation)
    n, c, h, w = x.shape
    f, kh, kw = weight.shape[1:]
    H = conv_transpose_output_size(h, kh, sh, ph, oh, dh)
    W = conv_transpose_output_size(w, kw, sw, pw, ow, dw)
    y = np.zeros((n, f, H + 2 * ph, W + 2 * pw), dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            y[
                :,
                :,
                i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                j * sw : j * sw + dw * (kw - 1) + 1 : dw,
            ] += np.tensordot(x[:, :, i, j], weight, 1)
    if bias is not None:
        y += bias[None, :, None, None]
    return y[:, :, :H, :W]


@wrong(TRANSPOSE, "numbers are in the wrong channel")
def mixes_groups(x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    s, p, o, d = _pairs(stride, padding, output_padding, dilation)
    n, c, h, w = x.shape
    fg, kh, kw = weight.shape[1:]
    size = [conv_transpose_output_size(*a) for a in zip((h, w), (kh, kw), s, p, o, d)]
    y = np.zeros(
        (n, fg * groups, size[0] + 2 * p[0], size[1] + 2 * p[1]),
        dtype=np.result_type(x, weight, *([] if bias is None else [bias])),
    )
    for ch in range(c):
        for f in range(fg):
            for u in range(kh):
                for v in range(kw):
                    rows = slice(u * d[0], u * d[0] + s[0] * h, s[0])
                    cols = slice(v * d[1], v * d[1] + s[1] * w, s[1])
                    y[:, f + (ch % groups) * fg, rows, cols] += x[:, ch] * weight[ch, f, u, v]
    if bias is not None:
        y += bias.reshape(-1, 1, 1)
    return y[:, :, p[0] : p[0] + size[0], p[1] : p[1] + size[1]]
