"""Wrong solutions of chapters 2 and 4."""

# ruff: noqa: ARG001 - an option that is ignored is the mistake

import numpy as np

from tests.autograder.realistic.marking import wrong

SQUARES, SINGLE = "right only for squares", "right only for one image"
MAX, AVERAGE = "02-pooling.max_pool2d", "02-pooling.avg_pool2d"
MAX_BACK, CONV_BACK = "04-backprop.max_pool2d_backward", "04-backprop.conv2d_backward"
LINEAR, LOG, NUMERICAL = (
    f"04-backprop.{name}" for name in ("linear_backward", "log_softmax", "numerical_gradient")
)


def pooled(x, k, s, by):
    (kh, kw), (sh, sw) = ((v, v) if isinstance(v, int) else v for v in (k, s))
    n, c, h, w = x.shape
    out = np.zeros((n, c, (h - kh) // sh + 1, (w - kw) // sw + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = by(x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw], axis=(2, 3))
    return out


@wrong(MAX, "pads_with_zeros", "`return_indices`", "`dilation`", "loses_the_dtype", "`ceil_mode`")
def zeros_around(x, kernel_size, stride=None, padding=0):
    p = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2))
    return pooled(x, kernel_size, kernel_size if stride is None else stride, np.max)


@wrong(MAX, "moves_by_one_pixel", "`return_indices`", "`dilation`", "loses_the_dtype", "`padding`")
def step_of_one(x, kernel_size, stride=1):
    return pooled(x, kernel_size, stride, np.max)


@wrong(MAX, SQUARES, "`return_indices`", "`dilation`", "loses_the_dtype", "`padding`", "`stride=")
def square_maxima(x, kernel_size, stride=None):
    k = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    s = k if stride is None else stride
    n, c, h, _ = x.shape
    size = (h - k) // s + 1
    out = np.zeros((n, c, size, size))
    for i in range(size):
        for j in range(size):
            out[:, :, i, j] = x[:, :, i * s : i * s + k, j * s : j * s + k].max(axis=(2, 3))
    return out


@wrong(MAX, "ignores_dilation", "ignores_ceil_mode", "ignores_return_indices", "loses_the_dtype")
def maxima_alone(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    p = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2), constant_values=int(x.min()) - 1)
    return pooled(x, kernel_size, kernel_size if stride is None else stride, np.max)


@wrong(MAX, "pools_the_channels_too", "`return_indices`", "`dilation`", "`padding`", "`ceil_mode`")
def one_map(x, kernel_size, stride=None):
    out = pooled(x, kernel_size, kernel_size if stride is None else stride, np.max)
    return out.max(axis=1, keepdims=True)


@wrong(AVERAGE, "takes_sums", "`ceil_mode`", "`count_include_pad`", "loses_the_dtype", "`padding`")
def sums(x, kernel_size, stride=None):
    return pooled(x, kernel_size, kernel_size if stride is None else stride, np.sum)


@wrong(AVERAGE, "always_divides_by_the_kernel", "ignores_ceil_mode", "loses_the_dtype")
def counts_padding(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    p = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (p[0],) * 2, (p[1],) * 2))
    return pooled(x, kernel_size, kernel_size if stride is None else stride, np.mean)


@wrong(AVERAGE, "moves_by_one_pixel", "averages_the_channels_too", "`padding`", "`ceil_mode`")
def averages_everything(x, kernel_size, stride=1):
    return pooled(x, kernel_size, stride, np.mean).mean(axis=1, keepdims=True)


@wrong("02-pooling.global_avg_pool2d", "drops_the_axes", "loses_the_dtype")
def flat_average(x):
    return x.astype(float).mean(axis=(2, 3))


@wrong("02-pooling.conv1x1", "forgets_the_bias", "applies_a_relu", "loses_the_dtype")
def rectified(x, weight, bias=None):
    return np.maximum(np.einsum("fc,nchw->nfhw", weight[:, :, 0, 0], x), 0).astype(float)


@wrong("02-pooling.conv1x1", "reshapes_without_transposing", "`bias`", "loses_the_dtype")
def pixels_mixed(x, weight):
    n, c, h, w = x.shape
    out = x.reshape(-1, c) @ weight[:, :, 0, 0].T
    return out.reshape(n, h, w, -1).transpose(0, 3, 1, 2).astype(float)


@wrong("02-pooling.lp_pool2d", "forgets_the_root", "`ceil_mode`", "loses_the_dtype")
def no_root(x, norm_type, kernel_size, stride=None):
    powers = np.abs(x) ** norm_type
    return pooled(powers, kernel_size, kernel_size if stride is None else stride, np.sum)


@wrong("02-pooling.pool_output_size", "moves_by_one_pixel", "`ceil_mode`", "`dilation`")
def pooled_size(input_size, kernel_size, stride=1, padding=0):
    return (input_size + 2 * padding - kernel_size) // stride + 1


@wrong(
    MAX_BACK, "keeps_one_of_several", "`padding`", "`dilation`", "`ceil_mode`", "loses_the_dtype"
)
def winners_assigned(grad_out, x, kernel_size, stride=None):
    (kh, kw) = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    s = (kh, kw) if stride is None else stride
    sh, sw = (s, s) if isinstance(s, int) else s
    grad_x = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(grad_out.shape):
        window = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw]
        u, v = np.unravel_index(window.argmax(), window.shape)
        grad_x[n, c, i * sh + u, j * sw + v] = grad_out[n, c, i, j]
    return grad_x


@wrong(MAX_BACK, "overwrites_whole_windows", "`padding`", "`dilation`", "loses_the_dtype")
def masks_assigned(grad_out, x, kernel_size, stride=None, ceil_mode=False):
    (kh, kw) = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    s = (kh, kw) if stride is None else stride
    sh, sw = (s, s) if isinstance(s, int) else s
    grad_x = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(grad_out.shape):
        window = x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw]
        mask = np.zeros(window.shape)
        mask[np.unravel_index(window.argmax(), window.shape)] = 1
        grad_x[n, c, i * sh : i * sh + kh, j * sw : j * sw + kw] = mask * grad_out[n, c, i, j]
    return grad_x


@wrong(MAX_BACK, "gives_to_all_that_are_equal", "`padding`", "`dilation`", "`ceil_mode`")
def equal_to_the_maximum(grad_out, x, kernel_size, stride=None):
    (kh, kw) = (kernel_size, kernel_size) if isinstance(kernel_size, int) else kernel_size
    s = (kh, kw) if stride is None else stride
    sh, sw = (s, s) if isinstance(s, int) else s
    grad_x = np.zeros_like(x)
    for n, c, i, j in np.ndindex(grad_out.shape):
        place = n, c, slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
        grad_x[place] += (x[place] == x[place].max()) * grad_out[n, c, i, j]
    return grad_x


@wrong(LINEAR, "averages_over_the_batch", "transposes_the_weights", "always_returns_three")
def mean_and_transposed(grad_out, x, weight, bias=None):
    n = len(x)
    return grad_out @ weight, (x.T @ grad_out) / n, grad_out.sum(axis=0) / n


@wrong(LINEAR, "swaps_input_and_weights", "does_not_sum_the_bias")
def other_order(grad_out, x, weight, bias=None):
    first = grad_out.T @ x, grad_out @ weight
    return first if bias is None else (*first, grad_out)


@wrong(LINEAR, "never_returns_the_bias", "averages_over_the_batch")
def two_means(grad_out, x, weight, bias=None):
    return grad_out @ weight, grad_out.T @ x / len(x)


@wrong(LOG, "overflows", "loses_the_dtype")
def naive(x):
    with np.errstate(all="ignore"):
        return (x - np.log(np.exp(x).sum(axis=1, keepdims=True))).astype(float)


@wrong(LOG, "takes_the_logarithm_of_the_softmax", "loses_the_dtype")
def log_of_softmax(x):
    e = np.exp((x - x.max(axis=1, keepdims=True)).astype(float))
    with np.errstate(divide="ignore"):
        return np.log(e / e.sum(axis=1, keepdims=True))


@wrong(LOG, "clips_the_probability", "loses_the_dtype")
def clipped(x):
    e = np.exp((x - x.max(axis=1, keepdims=True)).astype(float))
    return np.log(np.clip(e / e.sum(axis=1, keepdims=True), 1e-12, 1))


@wrong(LOG, "sums_over_the_examples", "turns_the_sign")
def over_examples(x):
    shifted = x - x.max(axis=0, keepdims=True)
    return -(shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True)))


@wrong(NUMERICAL, "moves_whole_rows", "keeps_the_dtype")
def row_by_row(f, x, eps=1e-6):
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        gradient[i] = (f(above) - f(below)) / (2 * eps)
    return gradient


@wrong(NUMERICAL, "steps_forward_only", "flattens_the_result")
def one_sided(f, x, eps=1e-6):
    x = x.astype(float)
    gradient = np.zeros(x.size)
    for i in range(x.size):
        above = x.copy()
        above.flat[i] += eps
        gradient[i] = (f(above) - f(x)) / eps
    return gradient


@wrong("04-backprop.cross_entropy_backward", "forgets_the_mean", "ignores_upstream")
def no_mean(grad_out, x, target):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(x)), target] -= 1
    return p
