"""Wrong solutions of chapter 3: orders of axes, overlaps, sizes."""

# ruff: noqa: ARG001, RUF059 - written as students write

import numpy as np

from cnnlib.im2col import im2col
from tests.autograder.realistic.marking import wrong

COLS, BACK, PRODUCT, PLAIN = (
    f"03-im2col.{name}" for name in ("im2col", "col2im", "conv2d_im2col", "correlate2d")
)


def _pair(value):
    return (value, value) if isinstance(value, int) else value


@wrong(COLS, "makes_windows_rows", "raises an exception")
def rows_are_windows(x, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    cols = []
    for image in x:
        for i in range(0, h - kh + 1, sh):
            for j in range(0, w - kw + 1, sw):
                cols.append(image[:, i : i + kh, j : j + kw].ravel())
    return np.array(cols).reshape(n, -1, c * kh * kw)


@wrong(COLS, "ignores_dilation", "puts_positions_before_channels")
def channels_change_fastest(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    n, c, h, w = windows.shape[:4]
    return windows.transpose(0, 4, 5, 1, 2, 3).reshape(n, kh * kw * c, h * w)


@wrong(COLS, "raises an exception", "right only for squares")
def square_columns(x, kernel_size, stride=1, padding=0):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    n, c, h, w = x.shape
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    size = (h + 2 * padding - k) // stride + 1
    cols = np.zeros((n, c * k * k, size * size))
    for i in range(size):
        for j in range(size):
            window = x[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
            cols[:, :, i * size + j] = window.reshape(n, -1)
    return cols


@wrong(COLS, "in another order")
def reshape_alone(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw) = _pair(kernel_size), _pair(stride)
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    n, c, h, w = windows.shape[:4]
    return windows.reshape(n, c * kh * kw, h * w)


@wrong(COLS, "ignores_dilation", "loses_the_last_place")
def misses_the_last_window(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    cols = [
        x[:, :, i : i + kh, j : j + kw].reshape(n, -1)
        for i in range(0, h - kh, sh)
        for j in range(0, w - kw, sw)
    ]
    return np.stack(cols, axis=2) if cols else np.zeros((n, c * kh * kw, 0))


@wrong(COLS, "takes_places_down_first")
def column_by_column(x, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_pair, (kernel_size, stride, padding, dilation))
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    cols = []
    for j in range(0, w - dw * (kw - 1), sw):
        for i in range(0, h - dh * (kh - 1), sh):
            window = x[:, :, i : i + dh * (kh - 1) + 1 : dh, j : j + dw * (kw - 1) + 1 : dw]
            cols.append(window.reshape(n, -1))
    return np.stack(cols, axis=-1)


@wrong(BACK, "keeps_the_padding", "overwrites_overlaps", "raises an exception")
def assigns_and_keeps_the_padding(cols, output_size, kernel_size, stride=1, padding=0):
    (kh, kw), (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    h, w = output_size
    n = cols.shape[0]
    c = cols.shape[1] // (kh * kw)
    h_out, w_out = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    for k in range(h_out * w_out):
        i, j = k // w_out * sh, k % w_out * sw
        out[:, :, i : i + kh, j : j + kw] = cols[:, :, k].reshape(n, c, kh, kw)
    return out


@wrong(BACK, "averages_overlaps", "loses_the_dtype")
def averages_overlaps(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_pair, (kernel_size, stride, padding, dilation))
    h, w = output_size
    n, c = len(cols), cols.shape[1] // (kh * kw)
    h_out = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    w_out = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    out, count = np.zeros((n, c, h + 2 * ph, w + 2 * pw)), np.zeros((h + 2 * ph, w + 2 * pw))
    values = cols.reshape(n, c, kh, kw, h_out, w_out)
    for u in range(kh):
        for v in range(kw):
            rows = slice(u * dh, u * dh + sh * h_out, sh)
            columns = slice(v * dw, v * dw + sw * w_out, sw)
            out[:, :, rows, columns] += values[:, :, u, v]
            count[rows, columns] += 1
    out = out / np.maximum(count, 1)
    return out[:, :, ph : ph + h, pw : pw + w]


@wrong(BACK, "cuts_with_a_negative_index", "raises an exception")
def negative_slices(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    h, w = output_size
    n, c = cols.shape[0], cols.shape[1] // k**2
    p, s = padding, stride
    out = np.zeros((n, c, h + 2 * p, w + 2 * p), cols.dtype)
    w_out = (w + 2 * p - k) // s + 1
    for place in range(cols.shape[2]):
        i, j = divmod(place, w_out)
        out[:, :, i * s : i * s + k, j * s : j * s + k] += cols[:, :, place].reshape(n, c, k, k)
    return out[:, :, p:-p, p:-p]


@wrong(BACK, "reads_positions_before_channels")
def kernel_before_channels(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_pair, (kernel_size, stride, padding, dilation))
    h, w = output_size
    n, c = len(cols), cols.shape[1] // (kh * kw)
    h_out = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    w_out = (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, c, h + 2 * ph, w + 2 * pw), cols.dtype)
    values = cols.reshape(n, kh, kw, c, h_out, w_out)
    for u in range(kh):
        for v in range(kw):
            rows = slice(u * dh, u * dh + sh * h_out, sh)
            columns = slice(v * dw, v * dw + sw * w_out, sw)
            out[:, :, rows, columns] += values[:, u, v]
    return out[:, :, ph : ph + h, pw : pw + w]


@wrong(PRODUCT, "in another order")
def images_last(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, _, kh, kw = weight.shape
    n = len(x)
    cols = im2col(x, (kh, kw), stride, padding)
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    h = (x.shape[2] + 2 * ph - kh) // sh + 1
    w = (x.shape[3] + 2 * pw - kw) // sw + 1
    out = np.hstack(list(cols)).T @ weight.reshape(f, -1).T
    return out.reshape(n, f, h, w)


@wrong(PRODUCT, "raises an exception")
def square_root_of_places(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, _, kh, kw = weight.shape
    cols = im2col(x, (kh, kw), stride, padding, dilation)
    out = weight.reshape(f, -1) @ cols
    if bias is not None:
        out = out + bias.reshape(-1, 1)
    side = int(np.sqrt(cols.shape[2]))
    return out.reshape(len(x), f, side, side)


@wrong(PRODUCT, "flips_the_kernels", "loses_the_dtype")
def flipped_rows(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    f, _, kh, kw = weight.shape
    h = (x.shape[2] + 2 * ph - dh * (kh - 1) - 1) // sh + 1
    w = (x.shape[3] + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    kernels = np.flip(weight, axis=(2, 3)).reshape(f, -1)
    out = np.zeros((len(x), f, h, w))
    for n, cols in enumerate(im2col(x, (kh, kw), stride, padding, dilation)):
        out[n] = (kernels @ cols).reshape(f, h, w)
        if bias is not None:
            out[n] += bias[:, None, None]
    return out


@wrong(PLAIN, "flips_the_kernel", "ignores_dilation", "raises an exception")
def window_loops(image, kernel, stride=1, padding=0, dilation=1):
    kh, kw = kernel.shape
    image = np.pad(image, padding)
    h = (image.shape[0] - kh) // stride + 1
    w = (image.shape[1] - kw) // stride + 1
    out = np.zeros((h, w))
    for i in range(h):
        for j in range(w):
            a, b = i * stride, j * stride
            out[i, j] = np.sum(image[a : a + kh, b : b + kw] * kernel[::-1, ::-1])
    return out


@wrong(PLAIN, "ignores_dilation")
def shifts_without_dilation(image, kernel, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    image = np.pad(image, ((ph, ph), (pw, pw)))
    kh, kw = kernel.shape
    h, w = (image.shape[0] - kh) // sh + 1, (image.shape[1] - kw) // sw + 1
    out = np.zeros((h, w), image.dtype)
    for u in range(kh):
        for v in range(kw):
            out += (kernel[u, v] * image[u : u + h * sh : sh, v : v + w * sw : sw]).astype(
                image.dtype
            )
    return out
