"""Wrong solutions of chapter 7 in NumPy: channels that are kept apart, and what they cost."""

# ruff: noqa: ARG001, RUF059 - as students write

import numpy as np

from cnnlib.depthwise import depthwise_conv2d
from cnnlib.pointwise import conv1x1
from cnnlib.traffic import Traffic
from tests.autograder.realistic.marking import wrong


def two(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def _dw(x, weight, stride, padding, dilation, mult=None):
    (sh, sw), (ph, pw), (dh, dw) = (two(stride), two(padding), two(dilation))
    k = weight.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    oh = (xp.shape[2] - dh * (k[0] - 1) - 1) // sh + 1
    ow = (xp.shape[3] - dw * (k[1] - 1) - 1) // sw + 1
    return (xp, k, oh, ow, sh, sw, ph, pw, dh, dw)


def _back(grad_out, x, weight, bias, stride, padding, dilation):
    xp, k, oh, ow, sh, sw, ph, pw, dh, dw = _dw(x, weight, stride, padding, dilation)
    gp = np.zeros_like(xp)
    gw = np.zeros_like(weight)
    for u in range(k[0]):
        for v in range(k[1]):
            r = slice(u * dh, u * dh + sh * (oh - 1) + 1, sh)
            c = slice(v * dw, v * dw + sw * (ow - 1) + 1, sw)
            gw[:, 0, u, v] = (grad_out * xp[:, :, r, c]).sum((0, 2, 3))
            gp[:, :, r, c] += grad_out * weight[:, 0, u, v][:, None, None]
    return (gp, gw, ph, pw)


@wrong("07-efficient.conv2d_traffic", "counts_the_bias_as_work", "always_float32")
def float32_with_bias_work(
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
    kh, kw = two(kernel_size)
    sh, sw = two(stride)
    ph, pw = two(padding)
    h, w_ = input_size
    oh = (h + 2 * ph - kh) // sh + 1
    ow = (w_ + 2 * pw - kw) // sw + 1
    weights = out_channels * (in_channels // groups) * kh * kw
    ma = batch * oh * ow * weights
    if bias:
        ma += batch * oh * ow * out_channels
    b = (
        4 * batch * in_channels * h * w_,
        4 * (weights + (out_channels if bias else 0)),
        4 * batch * out_channels * oh * ow,
    )
    return Traffic(ma, *b, ma / sum(b))


@wrong("07-efficient.conv2d_traffic", "works_on_one_image")
def work_of_one_image(
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
    kh, kw = two(kernel_size)
    sh, sw = two(stride)
    ph, pw = two(padding)
    h, w_ = input_size
    oh = (h + 2 * ph - kh) // sh + 1
    ow = (w_ + 2 * pw - kw) // sw + 1
    params = out_channels * (in_channels // groups) * kh * kw
    ma = oh * ow * params
    b = (
        itemsize * batch * in_channels * h * w_,
        itemsize * (params + bias * out_channels),
        itemsize * batch * out_channels * oh * ow,
    )
    return Traffic(ma, *b, ma / sum(b))


@wrong("07-efficient.depthwise_conv2d", "adds_up_all_filtered_channels", "ignores_dilation")
def sums_all_filtered_channels(x, weight, bias=None, stride=1, padding=0, dilation=1):
    xp, k, oh, ow, sh, sw, ph, pw, dh, dw = _dw(x, weight, stride, padding, 1)
    out = np.zeros((len(x), weight.shape[0], oh, ow), x.dtype)
    for u in range(k[0]):
        for v in range(k[1]):
            out += (
                xp[:, :, u : u + sh * oh : sh, v : v + sw * ow : sw]
                * weight[:, 0, u, v][None, :, None, None]
            ).sum(axis=1, keepdims=True)
    if bias is not None:
        out += bias[:, None, None]
    return out


@wrong("07-efficient.depthwise_conv2d", "adds_the_bias_along_the_width")
def broadcasts_the_bias(x, weight, bias=None, stride=1, padding=0, dilation=1):
    xp, k, oh, ow, sh, sw, ph, pw, dh, dw = _dw(x, weight, stride, padding, dilation)
    out = np.zeros((x.shape[0], x.shape[1], oh, ow), x.dtype)
    for u in range(k[0]):
        for v in range(k[1]):
            out += (
                weight[:, 0, u, v].reshape(1, -1, 1, 1)
                * xp[
                    :,
                    :,
                    u * dh : u * dh + sh * (oh - 1) + 1 : sh,
                    v * dw : v * dw + sw * (ow - 1) + 1 : sw,
                ]
            )
    if bias is not None:
        out = out + bias
    return out


@wrong("07-efficient.depthwise_conv2d", "only the first number is used")
def reads_the_first_of_a_pair(x, weight, bias=None, stride=1, padding=0, dilation=1):
    s = stride if isinstance(stride, int) else stride[0]
    p = padding if isinstance(padding, int) else padding[0]
    xp, k, oh, ow, sh, sw, ph, pw, dh, dw = _dw(x, weight, s, p, dilation)
    out = np.zeros((*x.shape[:2], oh, ow), x.dtype)
    for c in range(x.shape[1]):
        for i in range(oh):
            for j in range(ow):
                out[:, c, i, j] = (
                    xp[
                        :,
                        c,
                        i * s : i * s + dh * (k[0] - 1) + 1 : dh,
                        j * s : j * s + dw * (k[1] - 1) + 1 : dw,
                    ]
                    * weight[c, 0]
                ).sum(axis=(1, 2))
        if bias is not None:
            out[:, c] += bias[c]
    return out


@wrong("07-efficient.depthwise_conv2d_backward", "keeps_the_last_window")
def assigns_window_by_window(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    xp, k, oh, ow, sh, sw, ph, pw, dh, dw = _dw(x, weight, stride, padding, dilation)
    gp = np.zeros_like(xp)
    gw = np.zeros_like(weight)
    for i in range(oh):
        for j in range(ow):
            r = slice(i * sh, i * sh + dh * (k[0] - 1) + 1, dh)
            c = slice(j * sw, j * sw + dw * (k[1] - 1) + 1, dw)
            g = grad_out[:, :, i, j][:, :, None, None]
            gw[:, 0] += (g * xp[:, :, r, c]).sum(0)
            gp[:, :, r, c] = g * weight[None, :, 0]
    gx = gp[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))


@wrong("07-efficient.depthwise_conv2d_backward", "forgets_to_turn_the_kernel")
def scatters_a_turned_kernel(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    gx = _back(grad_out, x, weight[:, :, ::-1, ::-1], bias, stride, padding, dilation)[0]
    gp, gw, ph, pw = _back(grad_out, x, weight, bias, stride, padding, dilation)
    gx = gx[:, :, ph : gx.shape[2] - ph, pw : gx.shape[3] - pw]
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))


@wrong("07-efficient.separable_conv2d", "swaps_stride_and_padding")
def passes_padding_first(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, padding or 1, stride if stride != 1 else 0)
    return conv1x1(z, pointwise, bias)
