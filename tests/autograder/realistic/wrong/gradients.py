"""Wrong solutions of chapter 4, one by one."""

# ruff: noqa: ARG001 - written as students write

import numpy as np

from cnnlib.im2col import col2im, im2col
from tests.autograder.realistic.marking import wrong

NUMERICAL, RELU, LEAKY, SIGMOID, LINEAR, LOG, CROSS, MAX, AVERAGE, NORM, CONV = (
    f"04-backprop.{name}"
    for name in (
        "numerical_gradient",
        "relu_backward",
        "leaky_relu_backward",
        "sigmoid_backward",
        "linear_backward",
        "log_softmax",
        "cross_entropy_backward",
        "max_pool2d_backward",
        "avg_pool2d_backward",
        "lp_pool2d_backward",
        "conv2d_backward",
    )
)


def _pair(value):
    return (value, value) if isinstance(value, int) else value


@wrong(NUMERICAL, "divides_by_eps", "keeps_the_dtype", "never_puts_it_back")
def changes_x_and_forgets_the_two(f, x, eps=1e-6):
    grad = np.zeros_like(x, dtype=float)
    for index in np.ndindex(x.shape):
        old = x[index]
        x[index] = old + eps
        above = f(x)
        x[index] = old - eps
        below = f(x)
        grad[index] = (above - below) / eps
    return grad


@wrong(NUMERICAL, "you compute in float32")
def in_the_dtype_of_x(f, x, eps=1e-6):
    grad = np.zeros_like(x)
    for i in range(len(x.ravel())):
        d = np.zeros_like(x)
        d.ravel()[i] = eps
        grad.ravel()[i] = (f(x + d) - f(x - d)) / (2 * eps)
    return grad


@wrong(NUMERICAL, "moves_all_at_once")
def all_at_once(f, x, eps=1e-6):
    x = np.asarray(x, dtype=np.float64)
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


@wrong(RELU, "passes_at_zero")
def zero_counts_in_place(grad_out, x):
    grad_out[x < 0] = 0
    return grad_out


@wrong(RELU, "cuts_the_gradient")
def looks_at_the_gradient(grad_out, x):
    return np.where(grad_out > 0, grad_out, 0)


@wrong(RELU, "forgets_upstream", "loses_the_dtype")
def derivative_alone(grad_out, x):
    return (x > 0).astype(float)


@wrong(LEAKY, "knows_one_slope", "loses_the_dtype", "passes_at_zero")
def fixed_slope(grad_out, x, negative_slope=0.01):
    return grad_out * np.where(x >= 0, 1, 0.01)


@wrong(LEAKY, "loses_the_dtype", "leaks_the_input")
def slope_times_x(grad_out, x, negative_slope=0.01):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        grad[place] = grad_out[place] if x[place] > 0 else negative_slope * x[place]
    return grad


@wrong(SIGMOID, "takes_the_input_for_the_output")
def x_is_the_output(grad_out, x):
    return grad_out * x * (1 - x)


@wrong(SIGMOID, "squares_the_output")
def sigmoid_squared(grad_out, x):
    with np.errstate(over="ignore"):
        s = 1 / (1 + np.exp(-x))
    return (grad_out * s * s).astype(x.dtype)


@wrong(SIGMOID, "forgets_upstream")
def quotient_form(grad_out, x):
    with np.errstate(all="ignore"):
        return np.exp(x) / (1 + np.exp(x)) ** 2


@wrong(LINEAR, "sums_the_bias_over_everything")
def bias_over_the_outputs(grad_out, x, weight, bias=None):
    grad_x = grad_out @ weight
    grad_weight = (x.T @ grad_out).T
    if bias is None:
        return grad_x, grad_weight
    return grad_x, grad_weight, grad_out.sum()


@wrong(LINEAR, "divided by the number of rows")
def bias_mean(grad_out, x, weight, bias=None):
    grads = [np.dot(grad_out, weight), np.dot(grad_out.T, x)]
    if bias is not None:
        grads.append(np.mean(grad_out, axis=0))
    return tuple(grads)


@wrong(LINEAR, "keeps_the_last_example")
def keeps_the_last_example(grad_out, x, weight, bias=None):
    grad_x = np.zeros(x.shape)
    for n in range(len(x)):
        grad_x[n] = grad_out[n] @ weight
        grad_weight = np.outer(grad_out[n], x[n])
    return (grad_x, grad_weight) if bias is None else (grad_x, grad_weight, grad_out[n])


@wrong(LOG, "takes_one_maximum_for_all")
def one_maximum_for_all(x):
    shifted = x - x.max()
    with np.errstate(divide="ignore"):
        return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


@wrong(LOG, "forgets_the_logarithm")
def plain_softmax(x):
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


@wrong(LOG, "loses_the_dtype")
def adds_a_small_number(x):
    e = np.exp((x - x.max(axis=-1, keepdims=True)).astype(float))
    return np.log(e / e.sum(axis=-1, keepdims=True) + 1e-9)


@wrong(CROSS, "forgets_the_softmax", "ignores_upstream", "loses_the_dtype")
def no_softmax(grad_out, x, target):
    onehot = np.zeros(x.shape)
    onehot[np.arange(len(target)), target] = 1
    return (x - onehot) / len(x)


@wrong(CROSS, "loses_the_dtype", "wrong sign")
def divides_by_the_classes(grad_out, x, target):
    shifted = x - x.max(axis=1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    onehot = np.eye(x.shape[1])[target]
    return grad_out * (onehot - p) / x.shape[1]


@wrong(CROSS, "sums_over_everything")
def softmax_of_everything(grad_out, x, target):
    p = np.exp(x - x.max())
    p = p / p.sum()
    p[np.arange(len(x)), target] -= 1
    return grad_out * p / len(x)


@wrong(MAX, "and wrong in every call with")
def stride_is_the_kernel(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    kh, kw = _pair(kernel_size)
    grad = np.zeros(x.shape, grad_out.dtype)
    for b, c, i, j in np.ndindex(grad_out.shape):
        window = x[b, c, i * kh : (i + 1) * kh, j * kw : (j + 1) * kw]
        if window.size:
            u, v = divmod(window.argmax(), window.shape[1])
            grad[b, c, i * kh + u, j * kw + v] += grad_out[b, c, i, j]
    return grad


@wrong(MAX, "pads_with_zeros", "raises an exception")
def zeros_win(grad_out, x, kernel_size, stride=None, padding=0):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad = np.zeros(padded.shape, grad_out.dtype)
    for b, c, i, j in np.ndindex(grad_out.shape):
        window = padded[b, c, i * sh : i * sh + kh, j * sw : j * sw + kw]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        grad[b, c, i * sh + u, j * sw + v] += grad_out[b, c, i, j]
    return grad[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]


@wrong(AVERAGE, "does_not_divide", "raises an exception")
def spreads_without_dividing(grad_out, x, kernel_size, stride=None, padding=0):
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    grad = np.zeros_like(x)
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            grad[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] += grad_out[
                :, :, i : i + 1, j : j + 1
            ]
    return grad


@wrong(AVERAGE, "divides_by_the_kernel_everywhere", "loses_the_dtype")
def overwrites_shares(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    (kh, kw), (ph, pw) = _pair(kernel_size), _pair(padding)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    n, c, h, w = x.shape
    grad = np.zeros((n, c, h + 2 * ph + kh, w + 2 * pw + kw))
    for i in range(grad_out.shape[2]):
        for j in range(grad_out.shape[3]):
            share = grad_out[:, :, i, j] / (kh * kw)
            grad[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw] = share[:, :, None, None]
    return grad[:, :, ph : ph + h, pw : pw + w]


@wrong(NORM, "divides_zero_by_zero", "loses_the_sign")
def no_sign(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    grad = np.zeros(x.shape, grad_out.dtype)
    with np.errstate(all="ignore"):
        for b, c, i, j in np.ndindex(grad_out.shape):
            window = np.abs(x[b, c, i * sh : i * sh + kh, j * sw : j * sw + kw])
            y = (window**norm_type).sum() ** (1 / norm_type)
            grad[b, c, i * sh : i * sh + kh, j * sw : j * sw + kw] += grad_out[b, c, i, j] * (
                window / y
            ) ** (norm_type - 1)
    return grad


@wrong(NORM, "loses_the_dtype")
def always_two(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = _pair(kernel_size)
    sh, sw = (kh, kw) if stride is None else _pair(stride)
    grad = np.zeros(x.shape)
    for b, c, i, j in np.ndindex(grad_out.shape):
        rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
        y = np.sqrt((x[b, c, rows, columns] ** 2).sum()) + 1e-12
        grad[b, c, rows, columns] = grad_out[b, c, i, j] * x[b, c, rows, columns] / y
    return grad


@wrong(CONV, "full_convolution_whatever_the_stride", "raises an exception")
def rotated_kernel(grad_out, x, weight, bias=None, stride=1, padding=0):
    from cnnlib.conv import conv2d

    kh, kw = weight.shape[2:]
    grad_w = conv2d(x.swapaxes(0, 1), grad_out.swapaxes(0, 1), padding=padding).swapaxes(0, 1)
    flipped = weight[:, :, ::-1, ::-1].swapaxes(0, 1)
    grad_x = conv2d(grad_out, flipped, padding=(kh - 1 - padding, kw - 1 - padding))
    if bias is None:
        return grad_x, grad_w
    return grad_x, grad_w, grad_out.sum(axis=(0, 2, 3))


@wrong(CONV, "averages_over_the_batch", "ignores_bias", "raises an exception")
def mean_over_the_batch(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, f = grad_out.shape[:2]
    k = weight.shape[2:]
    cols = im2col(x, k, stride, padding, dilation)
    g = grad_out.reshape(n, f, -1)
    grad_w = (g @ cols.transpose(0, 2, 1)).mean(axis=0).reshape(weight.shape)
    grad_x = col2im(weight.reshape(f, -1).T @ g, x.shape[2:], k, stride, padding, dilation)
    return grad_x, grad_w


@wrong(CONV, "loses_the_dtype", "raises an exception")
def loops_cut_with_minus_p(grad_out, x, weight, bias=None, stride=1, padding=0):
    n, f, h_out, w_out = grad_out.shape
    kh, kw = weight.shape[2:]
    p = padding
    padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    grad_x, grad_w = np.zeros(padded.shape), np.zeros(weight.shape)
    for b in range(n):
        for k in range(f):
            for i in range(h_out):
                for j in range(w_out):
                    a, c = i * stride, j * stride
                    grad_w[k] += grad_out[b, k, i, j] * padded[b, :, a : a + kh, c : c + kw]
                    grad_x[b, :, a : a + kh, c : c + kw] += grad_out[b, k, i, j] * weight[k]
    grad_x = grad_x[:, :, p:-p, p:-p] if p > 1 else grad_x
    if bias is None:
        return grad_x, grad_w
    return grad_x, grad_w, grad_out.sum(axis=(2, 3))


@wrong(CONV, "always_returns_three", "keeps_the_last_image", "raises an exception")
def last_image_counts(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, f = grad_out.shape[:2]
    k = weight.shape[2:]
    grad_x = np.zeros_like(x)
    for b in range(n):
        cols = im2col(x[b : b + 1], k, stride, padding, dilation)[0]
        g = grad_out[b].reshape(f, -1)
        grad_w = (g @ cols.T).reshape(weight.shape)
        back = (weight.reshape(f, -1).T @ g)[None]
        grad_x[b] = col2im(back, x.shape[2:], k, stride, padding, dilation)[0]
    return grad_x, grad_w, grad_out.sum(axis=(0, 2, 3))
