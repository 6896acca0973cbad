"""Answers to `depthwise_conv2d_backward`: right ones in other styles, and frequent mistakes."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.im2col import col2im, im2col

SHARED = ("square images", "stride", "padding", "dilation", "all together", "dtype and input")
WITH_BIAS = ("square images", "bias", "all together", "dtype and input")


@variant
def by_im2col(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    n, channels, h, w = x.shape
    kh, kw = weight.shape[2:]
    options = (kh, kw), stride, padding, dilation
    g = grad_out.reshape(n, channels, 1, -1)
    cols = im2col(x, *options).reshape(n, channels, kh * kw, -1)
    grad_weight = (g * cols).sum(axis=(0, 3)).reshape(weight.shape)
    grad_cols = weight.reshape(channels, kh * kw, 1) * g
    grad_x = col2im(grad_cols.reshape(n, channels * kh * kw, -1), (h, w), *options)
    return (grad_x, grad_weight) if bias is None else (grad_x, grad_weight, g.sum(axis=(0, 2, 3)))


@variant
def place_by_place(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, len(weight))
    (kh, kw), (sh, sw), (dh, dw), (ph, pw) = a.kernel_size, a.stride, a.dilation, a.padding
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad_padded, grad_weight = np.zeros_like(padded), np.zeros_like(weight)
    for i, j in np.ndindex(a.output_size):
        rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
        columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
        g = grad_out[:, :, i, j, None, None]
        grad_weight[:, 0] += (g * padded[:, :, rows, columns]).sum(axis=0)
        grad_padded[:, :, rows, columns] += g * weight[:, 0]
    h, w = a.input_size
    gradients = [grad_padded[:, :, ph : ph + h, pw : pw + w], grad_weight]
    if bias is not None:
        gradients.append(np.einsum("ncij->c", grad_out))
    return tuple(gradients)


@variant
def channel_by_channel(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    kernel_size, options = weight.shape[2:], (stride, padding, dilation)
    grad_x, grad_weight = np.empty_like(x), np.empty_like(weight)
    for c in range(len(weight)):
        g = grad_out[:, c].reshape(len(x), 1, -1)
        cols = im2col(x[:, c : c + 1], kernel_size, *options)
        grad_weight[c, 0] = np.tensordot(g[:, 0], cols, ((0, 1), (0, 2))).reshape(kernel_size)
        grad_cols = weight[c].reshape(1, -1, 1) * g
        grad_x[:, c : c + 1] = col2im(grad_cols, x.shape[2:], kernel_size, *options)
    gradients = grad_x, grad_weight
    return gradients if bias is None else (*gradients, grad_out.sum(-1).sum(-1).sum(0))


@misconception(
    "In the gradient of the input the kernel is the wrong way round. Weight u meets pixel i at "
    "position i - u: correlate `grad_out` with the kernel rotated by 180 degrees, or add the "
    "kernel as it is, times each number of `grad_out`, to its window.",
    loses=("input", *SHARED),
)
def forgets_to_turn_the_kernel(right, grad_out, x, weight, *args, **given):
    return right(grad_out, x, weight[:, :, ::-1, ::-1], *args, **given)


@misconception(
    "Gradients go from one channel to another. Channel c of the output depends only on channel c "
    "of the input, so its gradient goes only there.",
    loses=("input", *SHARED),
)
def mixes_the_channels(right, grad_out, x, weight, *args, **given):
    grad_x, *others = right(grad_out, x, weight, *args, **given)
    return grad_x * 0 + grad_x.sum(axis=1, keepdims=True), *others


@misconception(
    "The gradients of weights and bias are averaged over the batch. Add them up: where the loss is "
    "a mean over the batch, `grad_out` has been divided by N already.",
    loses=("weights", "bias", *SHARED),
)
def averages_over_the_batch(right, grad_out, *args, **given):
    grad_x, *summed = right(grad_out, *args, **given)
    return grad_x, *(gradient / len(grad_out) for gradient in summed)


@misconception(
    "Where windows overlap, a pixel keeps the gradient of one window only. Add up those of all "
    "windows, with `+=`.",
    loses=("input", *SHARED),
)
def overwrites_the_overlap(right, grad_out, x, *args, **given):
    grad_x, *_ = right(np.zeros_like(grad_out), x, *args, **given)
    for place in np.eye(grad_out[0, 0].size, dtype=bool).reshape(-1, *grad_out.shape[2:]):
        of_one_window, *_ = right(grad_out * place, x, *args, **given)
        grad_x = np.where(grad_x == 0, of_one_window, grad_x)
    return grad_x, *right(grad_out, x, *args, **given)[1:]


@misconception(
    "The gradient of the input still has its padding: cut it off, so that it has the shape of x.",
    loses=("padding", "all together"),
)
def keeps_the_padding(right, grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return right(grad_out, padded, weight, bias, stride, 0, dilation)


@misconception(
    "Without padding the gradient of the input is empty, because `grad[:, :, p:-p]` is for p = 0. "
    "Write `p : p + height`.",
    loses=("input", "square images", "stride", "padding", "dilation", "dtype and input"),
)
def cuts_with_a_negative_index(
    right, grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1
):
    ph, pw = pair(padding, "padding", 0)
    grad_x, *others = right(grad_out, x, weight, bias, stride, padding, dilation)
    padded = np.pad(grad_x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return padded[:, :, ph:-ph, pw:-pw], *others


@misconception(
    "The gradient of the weights has lost an axis: it has the shape of `weight`, (C, 1, kH, kW).",
    loses=("weights", *SHARED),
)
def drops_the_axis_of_ones(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x, grad_weight[:, 0], *grad_bias


@misconception(
    "You sum `grad_out` over the batch only. The same bias is added at every position of every "
    "image: sum over the batch and both image axes, to one number for each channel.",
    loses=WITH_BIAS,
)
def does_not_sum_the_bias(right, grad_out, x, weight, bias=None, *args, **given):
    gradients = right(grad_out, x, weight, None, *args, **given)
    return gradients if bias is None else (*gradients, grad_out.sum(axis=0))


@misconception(
    "Without a bias there is no gradient for it: return two arrays then, and three otherwise.",
    loses=("stride", "padding", "dilation"),
)
def always_returns_three(right, grad_out, x, weight, bias=None, *args, **given):
    return right(grad_out, x, weight, np.zeros_like(weight[:, 0, 0, 0]), *args, **given)


@misconception(
    "The gradients come in the order of the arguments: x, then weight, then bias.",
    loses=("input", "weights", *SHARED),
)
def swaps_input_and_weights(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_weight, grad_x, *grad_bias


@misconception(
    "You return float64 for float32: `np.zeros` makes float64 unless you give it a dtype.",
    loses=("dtype and input",),
)
def loses_the_dtype(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x, grad_weight.astype(np.float64), *grad_bias


@misconception(
    "The gradient of the weights is that of the last image alone. It is added up over all images: "
    "begin with zeros before the loop, and add.",
    loses=("weights", *SHARED),
)
def takes_the_last_image(right, grad_out, x, *args, **given):
    grad_x, _, *grad_bias = right(grad_out, x, *args, **given)
    return grad_x, right(grad_out[-1:], x[-1:], *args, **given)[1], *grad_bias


@misconception(
    "Where windows overlap, the last one overwrites the gradients of the others. Add them up, with "
    "`+=`.",
    loses=("input", *SHARED),
)
def keeps_the_last_window(right, grad_out, x, *args, **given):
    grad_x, *_ = right(np.zeros_like(grad_out), x, *args, **given)
    for place in np.eye(grad_out[0, 0].size, dtype=bool).reshape(-1, *grad_out.shape[2:]):
        of_one_window, *_ = right(grad_out * place, x, *args, **given)
        grad_x = np.where(of_one_window == 0, grad_x, of_one_window)
    return grad_x, *right(grad_out, x, *args, **given)[1:]


@misconception(
    "The gradient of the weights is averaged over the batch. Add up the images: where the loss is "
    "a mean over the batch, `grad_out` has been divided by N already.",
    loses=("weights", *SHARED),
)
def averages_the_weights(right, grad_out, *args, **given):
    grad_x, grad_weight, *rest = right(grad_out, *args, **given)
    return grad_x, grad_weight / len(grad_out), *rest
