"""Wrong solutions of chapter 7, in NumPy."""

# ruff: noqa: ARG001 - written as students write

import numpy as np

from cnnlib.conv import conv2d
from cnnlib.depthwise import depthwise_conv2d
from cnnlib.traffic import Traffic
from tests.autograder.realistic.marking import wrong

TRAFFIC, DEPTH, DEPTH_BACK, SEPARABLE, SEPARABLE_BACK, FOLD = (
    f"07-efficient.{name}"
    for name in (
        "conv2d_traffic",
        "depthwise_conv2d",
        "depthwise_conv2d_backward",
        "separable_conv2d",
        "separable_conv2d_backward",
        "fold_batch_norm",
    )
)


def _pair(value):
    return (value, value) if isinstance(value, int) else value


@wrong(TRAFFIC, "ignores_groups")
def batch_of_work_only(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    (h, w), (kh, kw) = input_size, _pair(kernel_size)
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    h_out, w_out = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    weights = out_channels * in_channels * kh * kw
    macs = batch * h_out * w_out * weights
    moved_in = in_channels * h * w * itemsize
    moved_w = (weights + bias * out_channels) * itemsize
    moved_out = out_channels * h_out * w_out * itemsize
    return Traffic(macs, moved_in, moved_w, moved_out, macs / (moved_in + moved_w + moved_out))


@wrong(TRAFFIC, "moves_the_padding", "moves_the_weights_for_each_image")
def padding_is_moved(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    (h, w), (kh, kw) = input_size, _pair(kernel_size)
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    h, w = h + 2 * ph, w + 2 * pw
    h_out, w_out = (h - kh) // sh + 1, (w - kw) // sw + 1
    weights = out_channels * in_channels // groups * kh * kw
    macs = batch * h_out * w_out * weights
    moved_in = batch * in_channels * h * w * itemsize
    moved_w = batch * (weights + (out_channels if bias else 0)) * itemsize
    moved_out = batch * out_channels * h_out * w_out * itemsize
    return Traffic(macs, moved_in, moved_w, moved_out, macs / (moved_in + moved_w + moved_out))


@wrong(TRAFFIC, "always_float32", "forgets_the_biases", "rounds_the_intensity_down")
def four_bytes(
    input_size,
    in_channels,
    out_channels,
    kernel_size,
    stride=1,
    padding=0,
    groups=1,
    bias=True,
    batch=1,
    itemsize=4,
):
    (h, w), (kh, kw) = input_size, _pair(kernel_size)
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    h_out, w_out = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    weights = out_channels * in_channels // groups * kh * kw
    macs = batch * h_out * w_out * weights
    moved_in = batch * in_channels * h * w * 4
    moved_out = batch * out_channels * h_out * w_out * 4
    return Traffic(
        macs, moved_in, weights * 4, moved_out, macs // (moved_in + weights * 4 + moved_out)
    )


@wrong(DEPTH, "`conv2d` cannot be called")
def mixes_the_channels(x, weight, bias=None, stride=1, padding=0, dilation=1):
    return conv2d(x, weight.swapaxes(0, 1), bias, stride, padding, dilation)


@wrong(DEPTH, "uses_one_kernel_for_all", "raises an exception")
def first_kernel_for_all(x, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    out = np.zeros((n, c, (h - kh) // sh + 1, (w - kw) // sw + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            window = x[:, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
            out[:, :, i, j] = (window * weight[0, 0]).sum(axis=(2, 3))
    return out if bias is None else out + bias[:, None, None]


@wrong(DEPTH, "raises an exception", "right only for squares", "its end are missing")
def square_without_bias(x, weight, bias=None, stride=1, padding=0, dilation=1):
    k = weight.shape[2]
    s = stride
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    n, c, h, _ = x.shape
    size = (h - k) // s + 1
    out = np.zeros((n, c, size, size), x.dtype)
    for ch in range(c):
        for i in range(size):
            for j in range(size):
                window = x[:, ch, i * s : i * s + k, j * s : j * s + k]
                out[:, ch, i, j] = np.sum(window * weight[ch, 0], axis=(1, 2))
    return out


@wrong(DEPTH, "`conv2d` cannot be called")
def flips_each_kernel(x, weight, bias=None, stride=1, padding=0, dilation=1):
    outs = [
        conv2d(x[:, c : c + 1], weight[c : c + 1, :, ::-1, ::-1], None, stride, padding, dilation)
        for c in range(x.shape[1])
    ]
    return np.concatenate(outs, axis=1)


@wrong(DEPTH_BACK, "loses_the_dtype", "keeps_the_last_window")
def window_by_window(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    kh, kw = weight.shape[2:]
    grad_x, grad_w = np.zeros(padded.shape), np.zeros(weight.shape)
    for n, c, i, j in np.ndindex(grad_out.shape):
        rows, columns = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
        grad_w[c, 0] += grad_out[n, c, i, j] * padded[n, c, rows, columns]
        grad_x[n, c, rows, columns] = grad_out[n, c, i, j] * weight[c, 0]
    grad_x = grad_x[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    if bias is None:
        return grad_x, grad_w
    return grad_x, grad_w, grad_out.sum(axis=(0, 2, 3))


@wrong(DEPTH_BACK, "averages_over_the_batch", "ignores_bias", "keeps_the_padding")
def means_and_padding(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad_x, grad_w = np.zeros_like(padded), np.zeros_like(weight)
    h, w = grad_out.shape[2:]
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            rows = slice(u * dh, u * dh + h * sh, sh)
            columns = slice(v * dw, v * dw + w * sw, sw)
            part = padded[:, :, rows, columns]
            grad_w[:, 0, u, v] = (grad_out * part).sum(axis=(2, 3)).mean(axis=0)
            grad_x[:, :, rows, columns] += grad_out * weight[:, 0, u, v][:, None, None]
    return grad_x, grad_w


@wrong(DEPTH_BACK, "swaps_input_and_weights")
def weights_first(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad_x, grad_w = np.zeros_like(padded), np.zeros_like(weight)
    h, w = grad_out.shape[2:]
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            rows = slice(u * dh, u * dh + h * sh, sh)
            columns = slice(v * dw, v * dw + w * sw, sw)
            grad_w[:, 0, u, v] = (grad_out * padded[:, :, rows, columns]).sum(axis=(0, 2, 3))
            grad_x[:, :, rows, columns] += grad_out * weight[:, 0, u, v][:, None, None]
    grad_x = grad_x[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    if bias is None:
        return grad_w, grad_x
    return grad_w, grad_x, grad_out.sum(axis=(0, 2, 3))


@wrong(SEPARABLE, "puts_a_relu_between")
def relu_between(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = np.maximum(depthwise_conv2d(x, depthwise, None, stride, padding), 0)
    return conv2d(z, pointwise, bias)


@wrong(SEPARABLE, "forgets_the_bias", "strides_twice")
def stride_in_both(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, stride=stride, padding=padding)
    return conv2d(z, pointwise, stride=stride, padding=padding)


@wrong(SEPARABLE, "pointwise first", "channels")
def pointwise_first(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    out = np.einsum("fc,nchw->nfhw", pointwise[:, :, 0, 0], x)
    return depthwise_conv2d(out, depthwise[: out.shape[1]], bias, stride, padding)


@wrong(SEPARABLE_BACK, "ignores_bias")
def x_in_place_of_z(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    from cnnlib.depthwise_backward import depthwise_conv2d_backward

    grad_z = np.einsum("fc,nfhw->nchw", pointwise[:, :, 0, 0], grad_out)
    grad_x, grad_d = depthwise_conv2d_backward(grad_z, x, depthwise, None, stride, padding)
    small = x[:, :, : grad_out.shape[2], : grad_out.shape[3]]
    small = np.pad(
        small,
        (
            (0, 0),
            (0, 0),
            (0, grad_out.shape[2] - small.shape[2]),
            (0, grad_out.shape[3] - small.shape[3]),
        ),
    )
    grad_p = np.einsum("nfhw,nchw->fc", grad_out, small)[:, :, None, None]
    return grad_x, grad_d, grad_p


@wrong(SEPARABLE_BACK, "drops_the_axes_of_ones")
def pointwise_without_axes(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    from cnnlib.depthwise_backward import depthwise_conv2d_backward

    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    grad_p = np.einsum("nfhw,nchw->fc", grad_out, z)
    grad_z = np.einsum("fc,nfhw->nchw", pointwise[:, :, 0, 0], grad_out)
    grad_x, grad_d = depthwise_conv2d_backward(grad_z, x, depthwise, None, stride, padding)
    grads = [grad_x, grad_d, grad_p]
    if bias is not None:
        grads.append(grad_out.mean(axis=(0, 2, 3)))
    return tuple(grads)


@wrong(SEPARABLE_BACK, "raises an exception")
def options_forgotten(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    from cnnlib.depthwise_backward import depthwise_conv2d_backward

    z = depthwise_conv2d(x, depthwise, stride=stride)
    grad_p = np.einsum("nfhw,nchw->fc", grad_out, z)[:, :, None, None]
    grad_z = np.einsum("fc,nfhw->nchw", pointwise[:, :, 0, 0], grad_out)
    grad_x, grad_d = depthwise_conv2d_backward(grad_z, x, depthwise, stride=stride)
    if bias is None:
        return grad_x, grad_d, grad_p
    return grad_x, grad_d, grad_p, grad_out.sum(axis=(0, 2, 3))


@wrong(FOLD, "adds_eps_outside_the_root")
def old_bias_forgotten(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    gamma = np.ones_like(running_mean) if gamma is None else gamma
    beta = np.zeros_like(running_mean) if beta is None else beta
    scale = gamma / (np.sqrt(running_var) + eps)
    return weight * scale[:, None, None, None], beta - running_mean * scale


@wrong(FOLD, "divides_by_the_variance", "does_not_scale_the_bias")
def bias_is_not_scaled(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    f = len(weight)
    gamma = np.ones(f) if gamma is None else gamma
    beta = np.zeros(f) if beta is None else beta
    bias = np.zeros(f) if bias is None else bias
    scale = gamma / (running_var + eps)
    return weight * scale.reshape(-1, 1, 1, 1), bias + beta - scale * running_mean


@wrong(FOLD, "adds_the_mean")
def changes_the_weights(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    scale = 1 / np.sqrt(running_var + eps)
    if gamma is not None:
        scale = scale * gamma
    weight *= scale[:, None, None, None]
    old = 0 if bias is None else bias
    new = (old + running_mean) * scale
    return weight, new if beta is None else new + beta


@wrong(FOLD, "leaves_eps_out", "loses_the_dtype")
def without_eps_in_float64(
    weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5
):
    f = len(running_mean)
    gamma = np.ones(f) if gamma is None else gamma
    beta = np.zeros(f) if beta is None else beta
    bias = np.zeros(f) if bias is None else bias
    scale = gamma / np.sqrt(running_var)
    out = np.zeros(weight.shape)
    for k in range(f):
        out[k] = weight[k] * scale[k]
    return out, (bias - running_mean) * scale + beta
