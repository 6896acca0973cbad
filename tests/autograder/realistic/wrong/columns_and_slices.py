"""Wrong solutions of chapter 3: columns and slices of images."""

# ruff: noqa: RUF059, N806 - written as students write

import numpy as np

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.im2col import im2col
from tests.autograder.realistic.marking import wrong

IM2COL = "03-im2col.im2col"
COL2IM = "03-im2col.col2im"
CONV = "03-im2col.conv2d_im2col"
CORR = "03-im2col.correlate2d"


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@wrong(IM2COL, "puts_positions_before_channels")
def channels_last_inside(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    n, c, h, w = x.shape
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    rows = []
    for u in range(kh):
        for v in range(kw):
            piece = xp[:, :, u * dh : u * dh + sh * ho : sh, v * dw : v * dw + sw * wo : sw]
            for ch in range(c):
                rows.append(piece[:, ch].reshape(n, -1))
    return np.stack(rows, axis=1)


@wrong(IM2COL, "makes_windows_rows")
def windows_in_rows(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    view = np.lib.stride_tricks.sliding_window_view(
        xp, (dh * (kh - 1) + 1, dw * (kw - 1) + 1), axis=(2, 3)
    )
    view = view[:, :, ::sh, ::sw, ::dh, ::dw]
    n, c, ho, wo = view.shape[:4]
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(n, ho * wo, c * kh * kw)


@wrong(IM2COL, "in another order")
def reshapes_straight_away(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, hp, wp = xp.shape
    ho, wo = (hp - dh * (kh - 1) - 1) // sh + 1, (wp - dw * (kw - 1) - 1) // sw + 1
    a, b, e, f = xp.strides
    view = np.lib.stride_tricks.as_strided(
        xp, (n, c, ho, wo, kh, kw), (a, b, e * sh, f * sw, e * dh, f * dw)
    )
    return view.reshape(n, c * kh * kw, ho * wo)


@wrong(IM2COL, "takes_places_down_first")
def fancy_index_down_first(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    n, c, h, w = x.shape
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    i0 = np.tile(np.repeat(np.arange(kh) * dh, kw), c)
    j0 = np.tile(np.arange(kw) * dw, kh * c)
    i1 = sh * np.tile(np.arange(ho), wo)
    j1 = sw * np.repeat(np.arange(wo), ho)
    k = np.repeat(np.arange(c), kh * kw)[:, None]
    return xp[:, k, i0[:, None] + i1, j0[:, None] + j1]


@wrong(IM2COL, "counts_places_by_the_height", "loses_the_dtype")
def row_stride_everywhere(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "k")
    sh, sw = pair(stride, "s")
    ph, pw = pair(padding, "p", 0)
    dh, dw = pair(dilation, "d")
    N, C, H, W = x.shape
    ho, wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    xp = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    cols = np.zeros((N, C * kh * kw, ho * wo))
    for i in range(ho):
        for j in range(wo):
            win = xp[:, :, i * sh : i * sh + kh * dh : dh, j * sw : j * sw + kw * dw : dw]
            cols[:, :, i * ho + j if i * ho + j < ho * wo else -1] = win.reshape(N, -1)
    return cols


@wrong(IM2COL, "counts_places_by_the_height")
def numbers_places_by_height(x, kernel_size, stride=1, padding=0, dilation=1):
    kh, kw = pair(kernel_size, "k")
    sh, sw = pair(stride, "s")
    ph, pw = pair(padding, "p", 0)
    dh, dw = pair(dilation, "d")
    N, C, H, W = x.shape
    ho, wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    xp = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    cols = np.zeros((N, C * kh * kw, ho * wo), x.dtype)
    for i in range(ho):
        for j in range(wo):
            win = xp[:, :, i * sh : i * sh + kh * dh : dh, j * sw : j * sw + kw * dw : dw]
            cols[:, :, i * ho + j] = win.reshape(N, -1)
    return cols


@wrong(COL2IM, "averages_overlaps")
def averages_overlaps(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    h, w = output_size
    n = len(cols)
    c = cols.shape[1] // (kh * kw)
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    six = cols.reshape(n, c, kh, kw, ho, wo)
    image = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    hits = np.zeros(image.shape[2:], cols.dtype)
    for u in range(kh):
        for v in range(kw):
            place = (slice(u * dh, u * dh + sh * ho, sh), slice(v * dw, v * dw + sw * wo, sw))
            image[(..., *place)] += six[:, :, u, v]
            hits[place] += 1
    image /= np.maximum(hits, 1)
    return image[:, :, ph : ph + h, pw : pw + w]


@wrong(COL2IM, "adds_once_where_indices_repeat")
def fancy_add_assign(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    h, w = output_size
    n = len(cols)
    c = cols.shape[1] // (kh * kw)
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    i = np.tile(np.repeat(np.arange(kh) * dh, kw), c)[:, None] + sh * np.repeat(np.arange(ho), wo)
    j = np.tile(np.arange(kw) * dw, kh * c)[:, None] + sw * np.tile(np.arange(wo), ho)
    k = np.repeat(np.arange(c), kh * kw)[:, None]
    image = np.zeros((n, c, h + 2 * ph, w + 2 * pw), dtype=cols.dtype)
    image[:, k, i, j] += cols
    return image[:, :, ph : ph + h, pw : pw + w]


@wrong(COL2IM, "reads_channels_last", "reads_positions_before_channels", "loses_the_dtype")
def reads_channels_last(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    h, w = output_size
    n = len(cols)
    c = cols.shape[1] // (kh * kw)
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    cols = cols.reshape(n, kh, kw, c, ho, wo)
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw))
    for u in range(kh):
        for v in range(kw):
            out[:, :, u * dh : u * dh + sh * ho : sh, v * dw : v * dw + sw * wo : sw] += cols[
                :, u, v
            ]
    return out[:, :, ph : h + ph, pw : w + pw]


@wrong(COL2IM, "has too many rows or columns at its end")
def crops_only_the_start(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    h, w = output_size
    n = cols.shape[0]
    c = cols.shape[1] // (kh * kw)
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    for p in range(ho * wo):
        i, j = divmod(p, wo)
        patch = cols[:, :, p].reshape(n, c, kh, kw)
        for u in range(kh):
            for v in range(kw):
                out[:, :, i * sh + u * dh, j * sw + v * dw] += patch[:, :, u, v]
    return out[:, :, ph:, pw:]


@wrong(COL2IM, "reads_places_down_first")
def places_by_height(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = _pairs(kernel_size, stride, padding, dilation)
    h, w = output_size
    n = cols.shape[0]
    c = cols.shape[1] // (kh * kw)
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    patches = cols.reshape(n, c, kh, kw, wo, ho)
    for i in range(ho):
        for j in range(wo):
            out[
                :,
                :,
                i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                j * sw : j * sw + dw * (kw - 1) + 1 : dw,
            ] += patches[..., j, i]
    return out[:, :, ph : ph + h, pw : pw + w]


@wrong(CONV, "Every call with `bias` raises an exception")
def bias_along_the_columns(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(f, -1) @ cols
    if bias is not None:
        out = out + bias
    s, p, d = _pairs(stride, padding, dilation)
    return out.reshape(
        len(x),
        f,
        conv_output_size(x.shape[2], kh, s[0], p[0], d[0]),
        conv_output_size(x.shape[3], kw, s[1], p[1], d[1]),
    )


@wrong(CONV, "reshapes_without_transposing")
def batch_without_transpose(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    n = len(x)
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    flat = np.concatenate(list(cols), axis=1)
    out = weight.reshape(f, -1) @ flat
    s, p, d = _pairs(stride, padding, dilation)
    out = out.reshape(
        n,
        f,
        conv_output_size(x.shape[2], kh, s[0], p[0], d[0]),
        conv_output_size(x.shape[3], kw, s[1], p[1], d[1]),
    )
    if bias is not None:
        out += bias[:, None, None]
    return out


@wrong(CONV, "right only for squares")
def square_root_of_places(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    cols = im2col(x, kh, stride, padding, dilation)
    side = int(np.sqrt(cols.shape[-1]))
    out = np.stack([weight.reshape(f, -1) @ a for a in cols])
    if bias is not None:
        out += bias.reshape(-1, 1)
    return out.reshape(len(x), f, side, side)


@wrong(CONV, "Every call with `dilation` raises an exception")
def mixes_up_arguments(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    ho, wo = (
        conv_output_size(x.shape[2], kh, sh, ph, dh),
        conv_output_size(x.shape[3], kw, sw, pw, dw),
    )
    cols = im2col(x, (kh, kw), stride=(sh, sw), padding=(ph, pw))
    out = np.einsum("fk,nkp->nfp", weight.reshape(f, -1), cols).reshape(len(x), f, ho, wo)
    return out if bias is None else out + np.reshape(bias, (f, 1, 1))


@wrong(CONV, "flattens_channels_last")
def kernels_channels_last(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    ho, wo = (
        conv_output_size(x.shape[2], kh, sh, ph, dh),
        conv_output_size(x.shape[3], kw, sw, pw, dw),
    )
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    rows = weight.transpose(0, 2, 3, 1).reshape(f, -1)
    out = np.matmul(rows, cols)
    if bias is not None:
        out += bias[np.newaxis, :, np.newaxis]
    return out.reshape(-1, f, ho, wo)


@wrong(CORR, "flips_the_kernel")
def flips_and_truncates(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    kh, kw = kernel.shape
    image = np.pad(image, ((ph, ph), (pw, pw)))
    ho, wo = (
        (image.shape[0] - dh * (kh - 1) - 1) // sh + 1,
        (image.shape[1] - dw * (kw - 1) - 1) // sw + 1,
    )
    out = np.zeros((ho, wo), dtype=image.dtype)
    for u in range(kh):
        for v in range(kw):
            r, q = kh - 1 - u, kw - 1 - v
            out += (
                kernel[u, v] * image[r * dh : r * dh + sh * ho : sh, q * dw : q * dw + sw * wo : sw]
            )
    return out


@wrong(CORR, "counts_with_dilation_only")
def neighbours_only(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    H, W = image.shape
    kh, kw = kernel.shape
    ho, wo = conv_output_size(H, kh, sh, ph, dh), conv_output_size(W, kw, sw, pw, dw)
    padded = np.zeros((H + 2 * ph, W + 2 * pw), dtype=image.dtype)
    padded[ph : -ph or None, pw : -pw or None] = image
    y = np.zeros((ho, wo), dtype=np.result_type(image, kernel))
    for i in range(ho):
        for j in range(wo):
            y[i, j] = (padded[i * sh : i * sh + kh, j * sw : j * sw + kw] * kernel).sum()
    return y


@wrong(CORR, "wraps_around")
def wraps_around(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    h, w = image.shape
    kh, kw = kernel.shape
    ho, wo = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    y = np.zeros((ho, wo), dtype=np.result_type(image, kernel))
    for i in range(ho):
        for j in range(wo):
            for u in range(kh):
                for v in range(kw):
                    r, q = i * sh + u * dh - ph, j * sw + v * dw - pw
                    if r < h and q < w:
                        y[i, j] += kernel[u, v] * image[r, q]
    return y
