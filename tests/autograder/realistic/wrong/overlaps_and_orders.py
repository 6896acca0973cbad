"""Wrong solutions of chapters 1 to 4 and 8: overlaps, orders of axes, and kernels on their side."""

# ruff: noqa: ARG001 - as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.geometry import conv_transpose_output_size
from cnnlib.im2col import col2im, im2col
from cnnlib.losses import softmax
from tests.autograder.realistic.marking import wrong


def _sizes(h, w, k, s, p, d):
    k, s, p, d = pair(k, "k"), pair(s, "s"), pair(p, "p", minimum=0), pair(d, "d")
    places = (conv_output_size(n, *rest) for n, *rest in zip((h, w), k, s, p, d, strict=True))
    return k, s, p, d, *places


@wrong("01-convolution.conv2d", "transposes_square_kernels", "`weight` is not square raises")
def exchanged_indices(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (sh, sw), (dh, dw), (ph, pw), (ho, wo) = a.stride, a.dilation, a.padding, a.output_size
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    y = np.zeros(a.output_shape, a.dtype)
    per = weight.shape[1]
    for f in range(len(weight)):
        g = f // (len(weight) // groups)
        for c, u, v in np.ndindex(per, *a.kernel_size):
            rows = slice(u * dh, u * dh + sh * ho, sh)
            cols = slice(v * dw, v * dw + sw * wo, sw)
            y[:, f] += weight[f, c, v, u] * xp[:, g * per + c, rows, cols]
        if bias is not None:
            y[:, f] += bias[f]
    return y


@wrong("01-convolution.conv_transpose2d", "paints_positions_over")
def overwritten_by_position(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    s, p, d = pair(stride, "s"), pair(padding, "p", minimum=0), pair(dilation, "d")
    o = pair(output_padding, "o", minimum=0)
    n, c, h, w = x.shape
    per, *k = weight.shape[1:]
    size = zip((h, w), k, s, p, o, d, strict=True)
    oh, ow = (conv_transpose_output_size(*numbers) for numbers in size)
    out = np.zeros((n, per * groups, oh + 2 * p[0], ow + 2 * p[1]), np.result_type(x, weight))
    for g in range(groups):
        ins = slice(g * c // groups, (g + 1) * c // groups)
        for u, v in np.ndindex(*k):
            part = np.einsum("ncij,cf->nfij", x[:, ins], weight[ins, :, u, v])
            rows = slice(u * d[0], u * d[0] + s[0] * h, s[0])
            cols = slice(v * d[1], v * d[1] + s[1] * w, s[1])
            out[:, g * per : (g + 1) * per, rows, cols] = part
            if bias is not None:
                out[:, g * per : (g + 1) * per] += bias[g * per : (g + 1) * per, None, None]
    return out[:, :, p[0] : p[0] + oh, p[1] : p[1] + ow]


@wrong("02-pooling.global_avg_pool2d", "same for every image: the average over the images")
def one_average_for_all(x):
    return np.repeat(x.mean(axis=(0, 2, 3), keepdims=True), len(x), axis=0)


@wrong("02-pooling.conv1x1", "reshapes_before_the_product")
def channels_by_reshape(x, weight, bias=None):
    n, c, h, w = x.shape
    y = (weight[:, :, 0, 0] @ x.reshape(c, -1)).reshape(-1, n, h, w).transpose(1, 0, 2, 3)
    return y if bias is None else y + bias[:, None, None]


@wrong("03-im2col.im2col", "same for every image: that of the first image")
def first_image_tiled(x, kernel_size, stride=1, padding=0, dilation=1):
    k, s, p, d, ho, wo = _sizes(*x.shape[2:], kernel_size, stride, padding, dilation)
    image = np.pad(x[0], ((0, 0), (p[0],) * 2, (p[1],) * 2))
    u, v = np.mgrid[: k[0], : k[1]]
    i, j = np.mgrid[:ho, :wo]
    rows = d[0] * u.reshape(-1, 1) + s[0] * i.reshape(1, -1)
    cols = d[1] * v.reshape(-1, 1) + s[1] * j.reshape(1, -1)
    return np.tile(image[:, rows, cols].reshape(-1, ho * wo), (len(x), 1, 1))


@wrong("03-im2col.im2col", "counts_with_dilation_only")
def windows_without_gaps(x, kernel_size, stride=1, padding=0, dilation=1):
    k, s, p, _, ho, wo = _sizes(*x.shape[2:], kernel_size, stride, padding, dilation)
    xp = np.ascontiguousarray(np.pad(x, ((0, 0), (0, 0), (0, 2 * p[0]), (0, 2 * p[1]))))
    a, b, c, e = xp.strides
    shape, steps = (*x.shape[:2], *k, ho, wo), (a, b, c, e, c * s[0], e * s[1])
    return np.lib.stride_tricks.as_strided(xp, shape, steps).reshape(len(x), -1, ho * wo)


@wrong("03-im2col.col2im", "reads_places_before_positions")
def places_first(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    k, s, p, d, ho, wo = _sizes(*output_size, kernel_size, stride, padding, dilation)
    t = cols.reshape(len(cols), -1, ho, wo, *k)
    h, w = output_size
    big = np.zeros((len(cols), t.shape[1], h + 2 * p[0], w + 2 * p[1]), cols.dtype)
    for i, j, u, v in np.ndindex(ho, wo, *k):
        big[:, :, i * s[0] + u * d[0], j * s[1] + v * d[1]] += t[:, :, i, j, u, v]
    return big[:, :, p[0] : p[0] + h, p[1] : p[1] + w]


@wrong("03-im2col.correlate2d", "transposes_square_kernels")
def turned_kernel(image, kernel, stride=1, padding=0, dilation=1):
    k, s, p, d, ho, wo = _sizes(*image.shape, kernel.shape, stride, padding, dilation)
    im = np.pad(image, ((p[0], p[0]), (p[1], p[1])))
    kernel = kernel.T if k[0] == k[1] else kernel
    y = np.zeros((ho, wo), image.dtype)
    for i, j in np.ndindex(ho, wo):
        for u, v in np.ndindex(*k):
            y[i, j] += kernel[u, v] * im[i * s[0] + u * d[0], j * s[1] + v * d[1]]
    return y


@wrong("04-backprop.cross_entropy_backward", "exchanges_rows_and_classes")
def exchanged_rows(grad_out, x, target):
    p = softmax(x)
    p[target, np.arange(len(x))] -= 1
    return (grad_out * p / len(x)).astype(x.dtype)


@wrong("04-backprop.conv2d_backward", "forgets_to_turn_the_kernel", "Every call with `groups`")
def turned_although_scattered(
    grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    f, _, kh, kw = weight.shape
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    g = grad_out.reshape(*grad_out.shape[:2], -1)
    dw = np.einsum("nfl,nkl->fk", g, cols).reshape(weight.shape)
    dcols = np.einsum("fk,nfl->nkl", weight[:, :, ::-1, ::-1].reshape(f, -1), g)
    dx = col2im(dcols, x.shape[2:], (kh, kw), stride, padding, dilation)
    return (dx, dw) if bias is None else (dx, dw, np.einsum("nfl->f", g))


@wrong(
    "08-visualisation.occlusion_map",
    "leaves_the_image",
    "subtracts_the_other_way",
    "covers_the_first_channel",
)
def patches_over_the_edge(predict, x, label, patch_size, stride=1, value=0.0):
    (ph, pw), (sh, sw) = pair(patch_size, "p"), pair(stride, "s")
    rows, cols = range(0, x.shape[1], sh), range(0, x.shape[2], sw)
    batch = np.repeat(x[None], len(rows) * len(cols), 0)
    for n, (r, c) in enumerate((r, c) for r in rows for c in cols):
        batch[n, 0, r : r + ph, c : c + pw] = value
    scores = predict(batch)[:, label] - predict(x[None])[0, label]
    return scores.reshape(len(rows), len(cols))
