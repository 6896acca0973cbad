"""Wrong solutions of the first four chapters: ends, groups, windows that overwrite, sizes."""

# ruff: noqa: ARG001, B905, N806, RUF059, SIM, UP031 - as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.correlation import pad_for_mode
from cnnlib.costs import LayerCost
from cnnlib.im2col import col2im, im2col
from cnnlib.pooling_windows import pooling_windows
from tests.autograder.realistic.marking import wrong


def geo(h, w, kernel_size, stride, padding, dilation):
    (kh, kw), (sh, sw), (dh, dw) = pair(kernel_size, "k"), pair(stride, "s"), pair(dilation, "d")
    ph, pw = pair(padding, "p", 0)
    return (
        kh,
        kw,
        sh,
        sw,
        ph,
        pw,
        dh,
        dw,
        conv_output_size(h, kh, sh, ph, dh),
        conv_output_size(w, kw, sw, pw, dw),
    )


@wrong("01-convolution.cross_correlate", "except for its last column")
def without_the_last_column(x, kernel, mode="valid"):
    xp = pad_for_mode(x, kernel, mode)
    if xp.ndim == 1:
        k = len(kernel)
        return np.array([np.dot(xp[i : i + k], kernel) for i in range(len(xp) - k + 1)])
    kh, kw = kernel.shape
    H, W = xp.shape
    res = np.zeros((H - kh + 1, W - kw + 1), dtype=np.result_type(x, kernel))
    for r in range(H - kh + 1):
        for c in range(W - kw):
            res[r, c] = (xp[r : r + kh, c : c + kw] * kernel).sum()
    return res


@wrong("01-convolution.same_padding", "halves_the_dilated_numbers")
def half_of_the_dilated_size(kernel_size, dilation=1):
    return (dilation * kernel_size) // 2


@wrong("01-convolution.conv2d", "differs by a constant in each channel")
def a_bias_for_each_channel(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = (
        pair(stride, "stride"),
        pair(padding, "padding", minimum=0),
        pair(dilation, "dilation"),
    )
    N, C_, H, W = x.shape
    F, _, kh, kw = weight.shape
    oh, ow = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros((N, F, oh, ow), dtype=np.result_type(x, weight))
    for n in range(N):
        for f in range(F):
            for c in range(C_):
                for i in range(oh):
                    for j in range(ow):
                        win = xp[
                            n,
                            c,
                            i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                            j * sw : j * sw + dw * (kw - 1) + 1 : dw,
                        ]
                        y[n, f, i, j] += np.sum(win * weight[f, c])
                if bias is not None:
                    y[n, f] += bias[f]
    return y


@wrong("01-convolution.conv2d", "repeats_the_border", "only the first number is used")
def edges_repeated(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = pair(stride, "stride")
    p, _ = pair(padding, "padding", minimum=0)
    dh, dw = pair(dilation, "dilation")
    x = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode="edge")
    n, c, h, w = x.shape
    f, cg, kh, kw = weight.shape
    view = np.lib.stride_tricks.sliding_window_view(
        x, (dh * (kh - 1) + 1, dw * (kw - 1) + 1), axis=(2, 3)
    )
    view = view[:, :, ::sh, ::sw, ::dh, ::dw]
    parts = []
    for g in range(groups):
        wg = weight[g * f // groups : (g + 1) * f // groups]
        parts.append(np.einsum("ncijuv,fcuv->nfij", view[:, g * cg : (g + 1) * cg], wg))
    out = np.concatenate(parts, axis=1)
    if bias is not None:
        out = out + bias[None, :, None, None]
    return out.astype(np.result_type(x, weight))


@wrong("01-convolution.conv2d", "deals_the_channels_out")
def every_other_channel(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = pair(stride, "stride")
    ph, pw = pair(padding, "padding", minimum=0)
    dh, dw = pair(dilation, "dilation")
    x = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    f, cg, kh, kw = weight.shape
    n = len(x)
    oh = (x.shape[2] - dh * (kh - 1) - 1) // sh + 1
    ow = (x.shape[3] - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, f, oh, ow), dtype=np.result_type(x, weight))
    per = f // groups
    for k in range(f):
        g = k // per
        xs = x[:, g::groups]
        for i in range(oh):
            for j in range(ow):
                patch = xs[:, :, i * sh : i * sh + dh * kh : dh, j * sw : j * sw + dw * kw : dw]
                out[:, k, i, j] = (patch * weight[k]).sum(axis=(1, 2, 3))
    if bias is not None:
        out += bias.reshape(1, -1, 1, 1)
    return out


@wrong("01-convolution.conv2d_cost", "adds_every_product", "gives_weights_to_all_channels")
def as_many_sums_as_products(
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
    h, w = pair(input_size, "input_size")
    kh, kw = pair(kernel_size, "k")
    sh, sw = pair(stride, "s")
    ph, pw = pair(padding, "p", 0)
    dh, dw = pair(dilation, "d")
    oh = conv_output_size(h, kh, sh, ph, dh)
    ow = conv_output_size(w, kw, sw, pw, dw)
    params = kh * kw * in_channels * out_channels + (out_channels if bias else 0)
    mults = oh * ow * kh * kw * (in_channels // groups) * out_channels
    acc = mults
    within = oh * ow * (kh * kw - 1) * (in_channels // groups) * out_channels
    return LayerCost(params, mults, acc, within, oh * ow * out_channels if bias else 0)


@wrong("01-convolution.conv_transpose2d", "paints_windows_over")
def windows_that_overwrite(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    sh, sw = pair(stride, "s")
    ph, pw = pair(padding, "p", 0)
    oph, opw = pair(output_padding, "o", 0)
    dh, dw = pair(dilation, "d")
    N, C_, H, W = x.shape
    _, Fg, kh, kw = weight.shape
    fullH = sh * (H - 1) + dh * (kh - 1) + 1 + oph
    fullW = sw * (W - 1) + dw * (kw - 1) + 1 + opw
    y = np.zeros((N, Fg * groups, fullH, fullW), dtype=np.result_type(x, weight))
    cg = C_ // groups
    for g in range(groups):
        xg, wg = x[:, g * cg : (g + 1) * cg], weight[g * cg : (g + 1) * cg]
        for i in range(H):
            for j in range(W):
                y[
                    :,
                    g * Fg : (g + 1) * Fg,
                    i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                    j * sw : j * sw + dw * (kw - 1) + 1 : dw,
                ] = np.einsum("nc,cfuv->nfuv", xg[:, :, i, j], wg)
    y = y[:, :, ph : fullH - ph, pw : fullW - pw]
    if bias is not None:
        y = y + bias.reshape(1, -1, 1, 1)
    return y


@wrong("02-pooling.pool_output_size", "keeps_windows_of_padding")
def kept_on_the_padding(
    input_size, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    if stride is None:
        stride = kernel_size
    numerator = input_size + 2 * padding - dilation * (kernel_size - 1) - 1
    if not ceil_mode:
        return numerator // stride + 1
    out = -(-numerator // stride) + 1
    if (out - 1) * stride >= input_size + 2 * padding:
        out -= 1
    return out


@wrong("02-pooling.avg_pool2d", "squares_the_height")
def height_squared(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    win = pooling_windows(x, kernel_size, stride, padding, 1, ceil_mode)
    x = x if x.dtype.kind == "f" else x.astype(float)
    xp = win.pad(x)
    acc = np.zeros((*x.shape[:2], *win.output_size), x.dtype)
    for a, b in win.offsets():
        acc += xp[:, :, a, b]
    return acc / win.kernel_size[0] ** 2


@wrong("02-pooling.global_avg_pool2d", "keeps_whole_numbers")
def whole_averages(x):
    n, c, h, w = x.shape
    return (x.sum(axis=(2, 3), keepdims=True) / (h * w)).astype(x.dtype)


@wrong("03-im2col.col2im", "cuts_both_sides_or_none")
def cut_if_both_are_padded(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    h, w = output_size
    kh, kw, sh, sw, ph, pw, dh, dw, oh, ow = geo(h, w, kernel_size, stride, padding, dilation)
    n, rows, places = cols.shape
    c = rows // (kh * kw)
    img = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    for p in range(places):
        i, j = divmod(p, ow)
        img[
            :, :, i * sh : i * sh + dh * (kh - 1) + 1 : dh, j * sw : j * sw + dw * (kw - 1) + 1 : dw
        ] += cols[:, :, p].reshape(n, c, kh, kw)
    if ph > 0 and pw > 0:
        img = img[:, :, ph:-ph, pw:-pw]
    return img


@wrong("03-im2col.conv2d_im2col", "reshapes_the_kernels_to_columns")
def kernels_as_columns(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    n, _, h, w = x.shape
    *_, oh, ow = geo(h, w, (kh, kw), stride, padding, dilation)
    W = weight.reshape(-1, f).T
    A = im2col(x, (kh, kw), stride, padding, dilation)
    Y = np.stack([W @ a for a in A])
    if bias is not None:
        Y += bias[:, None]
    return Y.reshape(n, f, oh, ow)


@wrong("04-backprop.numerical_gradient", "comes_back_to_the_start")
def back_to_the_start(f, x, eps=1e-6):
    y = x.astype(np.float64)
    flat = y.reshape(-1)
    out = np.zeros(flat.size)
    for i in range(flat.size):
        flat[i] += eps
        plus = f(y)
        flat[i] -= eps
        minus = f(y)
        out[i] = (plus - minus) / (2 * eps)
    return out.reshape(x.shape)


@wrong("04-backprop.leaky_relu_backward", "leaks_the_input")
def slope_times_input(grad_out, x, negative_slope=0.01):
    g = grad_out.copy()
    neg = x <= 0
    g[neg] = negative_slope * x[neg]
    return g


@wrong("04-backprop.avg_pool2d_backward", "turns_count_include_pad_round")
def counted_the_other_way(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    win = pooling_windows(x, kernel_size, stride, padding, 1, ceil_mode)
    share = (grad_out / win.pixels(not count_include_pad)).astype(grad_out.dtype)
    g = np.zeros(win.pad(x).shape, grad_out.dtype)
    for i in range(share.shape[2]):
        for j in range(share.shape[3]):
            g[
                :,
                :,
                i * win.stride[0] : i * win.stride[0] + win.kernel_size[0],
                j * win.stride[1] : j * win.stride[1] + win.kernel_size[1],
            ] += share[:, :, i : i + 1, j : j + 1]
    (ph, pw), (h, w) = win.padding, x.shape[2:]
    return g[:, :, ph : ph + h, pw : pw + w]


@wrong(
    "04-backprop.conv2d_backward",
    "divided by the number of images",
    "Every call with `groups` raises",
)
def mean_of_the_weights(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, f = grad_out.shape[:2]
    kh, kw = weight.shape[2:]
    G = grad_out.reshape(n, f, -1)
    A = im2col(x, (kh, kw), stride, padding, dilation)
    gw = np.mean([g @ a.T for g, a in zip(G, A)], axis=0).reshape(weight.shape)
    gx = col2im(weight.reshape(f, -1).T @ G, x.shape[2:], (kh, kw), stride, padding, dilation)
    if bias is None:
        return gx, gw
    return gx, gw, grad_out.sum(axis=(0, 2, 3))
