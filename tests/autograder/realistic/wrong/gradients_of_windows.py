"""Wrong solutions of chapter 4: gradients of pooling and convolution."""

# ruff: noqa: ARG001, RUF059, B905 - written as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv2d
from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.im2col import col2im, im2col
from cnnlib.pooling import lp_pool2d, max_pool2d
from cnnlib.pooling_windows import pooling_windows
from tests.autograder.realistic.marking import wrong

MAX = "04-backprop.max_pool2d_backward"
AVG = "04-backprop.avg_pool2d_backward"
LP = "04-backprop.lp_pool2d_backward"
CONV = "04-backprop.conv2d_backward"


@wrong(MAX, "gives_to_all_that_are_equal")
def shares_with_ties(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    windows = pooling_windows(x, kernel_size, stride, padding, dilation, ceil_mode)
    padded = windows.pad(x, -np.inf)
    out = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)
    grad = np.zeros(padded.shape, dtype=grad_out.dtype)
    for r, c in windows.offsets():
        grad[:, :, r, c] += grad_out * (padded[:, :, r, c] == out)
    (ph, pw), (h, w) = windows.padding, x.shape[2:]
    return grad[:, :, ph : ph + h, pw : pw + w]


@wrong(MAX, "keeps_one_of_several")
def puts_along_the_axis(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    _, idx = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, return_indices=True)
    n, c, h, w = x.shape
    flat = np.zeros((n, c, h * w), grad_out.dtype)
    np.put_along_axis(flat, idx.reshape(n, c, -1), grad_out.reshape(n, c, -1), axis=2)
    return flat.reshape(x.shape)


@wrong(MAX, "ignores_dilation", "Every call with `ceil_mode` raises an exception")
def forgets_options_of_the_forward(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    n, c, h, w = x.shape
    _, idx = max_pool2d(x, kernel_size, stride, padding, return_indices=True)
    dx = np.zeros((n, c, h * w), dtype=grad_out.dtype)
    for b in range(n):
        for ch in range(c):
            np.add.at(dx[b, ch], idx[b, ch].ravel(), grad_out[b, ch].ravel())
    return dx.reshape(n, c, h, w)


@wrong(AVG, "divides_by_the_kernel_everywhere")
def shares_by_the_kernel(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    win = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    grad = np.zeros_like(win.pad(x), dtype=grad_out.dtype)
    kh, kw = win.kernel_size
    for r, c in win.offsets():
        grad[:, :, r, c] += grad_out / (kh * kw)
    ph, pw = win.padding
    return grad[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]


@wrong(AVG, "does_not_divide")
def gives_the_whole_gradient(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    win = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    (kh, kw), (sh, sw), (ph, pw) = win.kernel_size, win.stride, win.padding
    n, c, h, w = x.shape
    dx = np.zeros(win.pad(x).shape, dtype=grad_out.dtype)
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            dx[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += grad_out[
                :, :, i : i + 1, j : j + 1
            ]
    return dx[:, :, ph : ph + h, pw : pw + w]


@wrong(AVG, "divides_by_the_kernel_everywhere")
def repeats_each_number(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    kh, kw = pair(kernel_size, "k")
    g = np.repeat(np.repeat(grad_out, kh, axis=2), kw, axis=3) / (kh * kw)
    out = np.zeros(x.shape, grad_out.dtype)
    h, w = min(g.shape[2], x.shape[2]), min(g.shape[3], x.shape[3])
    out[:, :, :h, :w] = g[:, :, :h, :w]
    return out


@wrong(LP, "knows_one_norm", "does_not_scale_up")
def as_for_p_two(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    win = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    y = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)
    xp = win.pad(x)
    grad = np.zeros(xp.shape, grad_out.dtype)
    for r, c in win.offsets():
        with np.errstate(all="ignore"):
            share = np.where(y > 0, xp[:, :, r, c] / y, 0)
        grad[:, :, r, c] += grad_out * share
    return grad[:, :, : x.shape[2], : x.shape[3]]


@wrong(LP, "keeps_the_exponent")
def exponent_in_front(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    p = norm_type
    win = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    y = lp_pool2d(x, p, kernel_size, stride, ceil_mode)
    safe = np.where(y == 0, 1, y)
    xp = win.pad(x)
    area = (np.prod(win.kernel_size) / win.pixels(False)).astype(x.dtype)
    grad = np.zeros(xp.shape, grad_out.dtype)
    for r, c in win.offsets():
        piece = xp[:, :, r, c]
        grad[:, :, r, c] += (
            grad_out * area * p * np.sign(piece) * (np.abs(piece) / safe) ** (p - 1)
        ).astype(grad_out.dtype)
    return grad[:, :, : x.shape[2], : x.shape[3]]


@wrong(LP, "loses_the_sign", "does_not_scale_up")
def power_without_the_sign(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    win = pooling_windows(x, kernel_size, stride, ceil_mode=ceil_mode)
    y = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)
    xp = win.pad(x)
    grad = np.zeros(xp.shape, grad_out.dtype)
    for r, c in win.offsets():
        piece = np.abs(xp[:, :, r, c])
        ratio = np.divide(piece, y, out=np.zeros_like(y), where=y > 0)
        grad[:, :, r, c] += grad_out * ratio ** (norm_type - 1) * (piece > 0)
    return grad[:, :, : x.shape[2], : x.shape[3]]


@wrong(CONV, "Every call with `groups` raises an exception", "divided by the number of images")
def bias_by_the_mean(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n = len(x)
    f, c, kh, kw = weight.shape
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    g = grad_out.reshape(n, f, -1)
    dw = np.einsum("nfp,nkp->fk", g, cols).reshape(weight.shape)
    dx = col2im(weight.reshape(f, -1).T @ g, x.shape[2:], (kh, kw), stride, padding, dilation)
    if bias is None:
        return dx, dw
    return dx, dw, grad_out.sum(axis=(2, 3)).mean(axis=0)


@wrong(CONV, "keeps_the_last_image")
def keeps_the_last_image(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    cg, fg = a.channels // groups, a.filters // groups
    dw, dx = np.zeros_like(weight), np.zeros_like(x)
    for n in range(a.batch):
        for g in range(groups):
            cs, fs = slice(g * cg, (g + 1) * cg), slice(g * fg, (g + 1) * fg)
            cols = im2col(x[n : n + 1, cs], a.kernel_size, stride, padding, dilation)[0]
            go = grad_out[n, fs].reshape(fg, -1)
            dw[fs] = (go @ cols.T).reshape(dw[fs].shape)
            dx[n : n + 1, cs] = col2im(
                (weight[fs].reshape(fg, -1).T @ go)[None],
                x.shape[2:],
                a.kernel_size,
                stride,
                padding,
                dilation,
            )
    if bias is None:
        return dx, dw
    return dx, dw, grad_out.sum((0, 2, 3))


@wrong(CONV, "It is right without options, and wrong in every call")
def full_correlation(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (kh, kw), (ph, pw), (dh, dw) = weight.shape[2:], pair(padding, "p", 0), pair(dilation, "d")
    n, f = grad_out.shape[:2]
    cg, fg = x.shape[1] // groups, f // groups
    dx, gw = np.zeros_like(x), np.zeros_like(weight)
    h, w = x.shape[2:]
    for g in range(groups):
        cs, fs = slice(g * cg, (g + 1) * cg), slice(g * fg, (g + 1) * fg)
        turned = weight[fs, :, ::-1, ::-1].transpose(1, 0, 2, 3)
        full = np.pad(
            grad_out[:, fs],
            ((0, 0), (0, 0), (dh * (kh - 1), dh * (kh - 1)), (dw * (kw - 1), dw * (kw - 1))),
        )
        got = conv2d(full, turned, dilation=(dh, dw))[:, :, ph:, pw:][:, :, :h, :w]
        dx[:, cs, : got.shape[2], : got.shape[3]] = got
        cols = im2col(x[:, cs], (kh, kw), stride, padding, dilation)
        gw[fs] = np.einsum("nfp,nkp->fk", grad_out[:, fs].reshape(n, fg, -1), cols).reshape(
            fg, cg, kh, kw
        )
    out = [dx, gw]
    if bias is not None:
        out.append(grad_out.sum(axis=(0, 2, 3)))
    return tuple(out)


@wrong(CONV, "turns_the_upstream_gradient")
def rotates_the_weights_gradient(
    grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = a.kernel_size, a.stride, a.padding, a.dilation
    oh, ow = a.output_size
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dxp, dw_ = np.zeros_like(xp), np.zeros_like(weight)
    cg, fg = a.channels // groups, a.filters // groups
    for g in range(groups):
        for u in range(kh):
            for v in range(kw):
                rows, cols = (
                    slice(u * dh, u * dh + sh * oh, sh),
                    slice(v * dw, v * dw + sw * ow, sw),
                )
                go = grad_out[:, g * fg : (g + 1) * fg]
                dw_[g * fg : (g + 1) * fg, :, kh - 1 - u, kw - 1 - v] = np.einsum(
                    "nfij,ncij->fc", go, xp[:, g * cg : (g + 1) * cg, rows, cols]
                )
                dxp[:, g * cg : (g + 1) * cg, rows, cols] += np.einsum(
                    "nfij,fc->ncij", go, weight[g * fg : (g + 1) * fg, :, u, v]
                )
    dx = dxp[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    return (dx, dw_) if bias is None else (dx, dw_, grad_out.sum((0, 2, 3)))


@wrong(CONV, "keeps_the_padding", "Every call with `groups` raises an exception")
def returns_the_padded_gradient(
    grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    (ph, pw) = pair(padding, "p", 0)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, f = grad_out.shape[:2]
    g = grad_out.reshape(n, f, -1)
    cols = im2col(xp, weight.shape[2:], stride, 0, dilation)
    dw = sum(a @ b.T for a, b in zip(g, cols)).reshape(weight.shape)
    dx = col2im(
        np.matmul(weight.reshape(f, -1).T, g), xp.shape[2:], weight.shape[2:], stride, 0, dilation
    )
    if bias is not None:
        return dx, dw, g.sum(axis=(0, 2))
    return dx, dw


@wrong(CONV, "swaps_input_and_weights")
def weights_first(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    f = weight.shape[0]
    n = len(x)
    cg, fg = x.shape[1] // groups, f // groups
    dw, dx = [], []
    for k in range(groups):
        part = x[:, k * cg : (k + 1) * cg]
        go = grad_out[:, k * fg : (k + 1) * fg].reshape(n, fg, -1)
        w = weight[k * fg : (k + 1) * fg].reshape(fg, -1)
        cols = im2col(part, weight.shape[2:], stride, padding, dilation)
        dw.append(np.tensordot(go, cols, ([0, 2], [0, 2])).reshape(fg, *weight.shape[1:]))
        dx.append(col2im(w.T @ go, x.shape[2:], weight.shape[2:], stride, padding, dilation))
    grads = [np.concatenate(dw)]
    if bias is not None:
        grads.append(grad_out.sum(axis=0).sum(axis=(1, 2)))
    grads.append(np.concatenate(dx, axis=1))
    return tuple(grads)
