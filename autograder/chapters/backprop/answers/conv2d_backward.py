"""Answers to `conv2d_backward`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair
from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.im2col import col2im, im2col

SHARED = (
    "square images",
    "stride",
    "padding",
    "dilation",
    "groups",
    "all together",
    "dtype and input",
)

WITH_BIAS = ("bias", "square images", "all together", "dtype and input")


@variant
def place_by_place(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (kh, kw), (sh, sw), (dh, dw), (ph, pw) = a.kernel_size, a.stride, a.dilation, a.padding
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad_padded, grad_weight = np.zeros_like(padded), np.zeros_like(weight)
    fpg, cpg = a.filters // groups, a.channels // groups
    for f in range(a.filters):
        channels = slice(f // fpg * cpg, f // fpg * cpg + cpg)
        for i in range(a.output_size[0]):
            for j in range(a.output_size[1]):
                rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
                columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
                g = grad_out[:, f, i, j].reshape(-1, 1, 1, 1)
                grad_weight[f] += (g * padded[:, channels, rows, columns]).sum(axis=0)
                grad_padded[:, channels, rows, columns] += g * weight[f]
    h, w = a.input_size
    gradients = grad_padded[:, :, ph : ph + h, pw : pw + w], grad_weight
    return gradients if bias is None else (*gradients, grad_out.sum((0, 2, 3)))


@variant
def offset_by_offset(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (sh, sw), (dh, dw), (ph, pw) = a.stride, a.dilation, a.padding
    (h, w), (h_out, w_out) = a.input_size, a.output_size
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    padded = padded.reshape(a.batch, groups, -1, *padded.shape[2:])
    g = grad_out.reshape(a.batch, groups, -1, h_out, w_out)
    kernels = weight.reshape(groups, -1, *weight.shape[1:])
    grad_padded, grad_kernels = np.zeros_like(padded), np.zeros_like(kernels)
    for u, v in np.ndindex(a.kernel_size):
        rows = slice(u * dh, u * dh + sh * h_out, sh)
        columns = slice(v * dw, v * dw + sw * w_out, sw)
        seen = padded[..., rows, columns]
        grad_kernels[..., u, v] = np.einsum("ngfij,ngcij->gfc", g, seen)
        grad_padded[..., rows, columns] += np.einsum("ngfij,gfc->ngcij", g, kernels[..., u, v])
    grad_padded = grad_padded.reshape(a.batch, a.channels, h + 2 * ph, w + 2 * pw)
    gradients = [grad_padded[:, :, ph : ph + h, pw : pw + w], grad_kernels.reshape(weight.shape)]
    if bias is not None:
        gradients.append(np.einsum("nfij->f", grad_out))
    return tuple(gradients)


@variant
def group_by_group(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, _, h, w = x.shape
    kernel_size, options = weight.shape[2:], (stride, padding, dilation)
    xs, gs = np.split(x, groups, axis=1), np.split(grad_out, groups, axis=1)
    parts_x, parts_weight = [], []
    for image, g, kernels in zip(xs, gs, np.split(weight, groups), strict=True):
        cols = im2col(image, kernel_size, *options)
        flat = g.reshape(n, len(kernels), -1)
        parts_weight.append(np.einsum("nfp,nkp->fk", flat, cols).reshape(kernels.shape))
        grad_cols = np.einsum("fk,nfp->nkp", kernels.reshape(len(kernels), -1), flat)
        parts_x.append(col2im(grad_cols, (h, w), kernel_size, *options))
    gradients = np.concatenate(parts_x, axis=1), np.concatenate(parts_weight)
    return gradients if bias is None else (*gradients, grad_out.sum(axis=(0, 2, 3)))


@variant
def turned_and_spread(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (kh, kw), (sh, sw), (dh, dw), (ph, pw) = a.kernel_size, a.stride, a.dilation, a.padding
    (h, w), (h_out, w_out) = a.input_size, a.output_size
    # The stride spreads the gradient out, and a full correlation with the rotated kernel follows.
    eh, ew = dh * (kh - 1), dw * (kw - 1)
    spread = np.zeros((a.batch, a.filters, h + 2 * ph + eh, w + 2 * pw + ew), dtype=grad_out.dtype)
    spread[:, :, eh : eh + sh * h_out : sh, ew : ew + sw * w_out : sw] = grad_out
    turned = weight[:, :, ::-1, ::-1].reshape(groups, -1, *weight.shape[1:])
    turned = turned.swapaxes(1, 2).reshape(groups, a.channels // groups, -1)
    cols = im2col(spread, (kh, kw), 1, 0, (dh, dw))
    grad_padded = turned @ cols.reshape(a.batch, groups, turned.shape[-1], -1)
    grad_padded = grad_padded.reshape(a.batch, a.channels, h + 2 * ph, w + 2 * pw)
    seen = im2col(x, (kh, kw), stride, padding, dilation)
    seen = seen.reshape(a.batch, groups, -1, h_out * w_out)
    g = grad_out.reshape(a.batch, groups, -1, h_out * w_out)
    grad_weight = np.tensordot(g[:, 0], seen[:, 0], axes=((0, 2), (0, 2)))
    for group in range(1, groups):
        more = np.tensordot(g[:, group], seen[:, group], axes=((0, 2), (0, 2)))
        grad_weight = np.concatenate([grad_weight, more])
    gradients = grad_padded[:, :, ph : ph + h, pw : pw + w], grad_weight.reshape(weight.shape)
    return gradients if bias is None else (*gradients, grad_out.sum(-1).sum(-1).sum(0))


@misconception(
    "In the gradient of the input the kernel is the wrong way round. Weight u meets pixel i at "
    "position i - u: a correlation needs the kernel rotated by 180 degrees, `col2im` the kernel as "
    "it is.",
    loses=("input", *SHARED),
)
def forgets_to_turn_the_kernel(right, grad_out, x, weight, *args, **given):
    return right(grad_out, x, weight[:, :, ::-1, ::-1], *args, **given)


@misconception(
    "The gradient of the weights is rotated by 180 degrees. A layer that cross-"
    "correlates needs no rotation here: correlate the input with `grad_out` as it is. (The "
    "rot180 in some lecture notes belongs to a forward pass that flips its kernels.)",
    loses=("weights", *SHARED),
)
def turns_the_upstream_gradient(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x, grad_weight[:, :, ::-1, ::-1], *grad_bias


@misconception(
    "The gradients of weights and bias are averaged over the batch. Add them up: where the "
    "loss is a mean over the batch, `grad_out` has been divided by N already.",
    loses=("weights", "bias", *SHARED),
)
def averages_over_the_batch(right, grad_out, *args, **given):
    grad_x, *summed = right(grad_out, *args, **given)
    return grad_x, *(gradient / len(grad_out) for gradient in summed)


@misconception(
    "The gradient of the weights is that of the first image of the batch only. All images "
    "use the same weights: add up their gradients.",
    loses=("weights", *SHARED),
)
def keeps_the_first_image(right, grad_out, x, *args, **given):
    first = np.zeros_like(x)
    first[0] = x[0]
    return right(grad_out, first, *args, **given)


@misconception(
    "Where windows overlap, a pixel keeps the gradient of one window only. Add up those of all"
    " windows, with `+=` or with `col2im`.",
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
def keeps_the_padding(
    right, grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    ph, pw = pair(padding, "padding", 0)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return right(grad_out, padded, weight, bias, stride, 0, dilation, groups)


@misconception(
    "Without padding the gradient of the input is empty, because `grad[:, :, p:-p]` is "
    "for p = 0. Write `p : p + height`.",
    loses=("input", "square images", "stride", "padding", "dilation", "groups", "dtype and input"),
)
def cuts_with_a_negative_index(
    right, grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    ph, pw = pair(padding, "padding", 0)
    grad_x, *others = right(grad_out, x, weight, bias, stride, padding, dilation, groups)
    padded = np.pad(grad_x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    return padded[:, :, ph:-ph, pw:-pw], *others


@misconception(
    "A full convolution with the rotated kernel is the gradient of the input only for stride 1 "
    "and dilation 1. Otherwise put zeros between the numbers of `grad_out` (stride) and of the "
    "kernel (dilation); or use `col2im`, which takes both.",
    loses=("stride", "dilation", "all together"),
)
def full_convolution_whatever_the_stride(
    right, grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    _, *others = right(grad_out, x, weight, bias, stride, padding, dilation, groups)
    h, w = (n + k - 1 for n, k in zip(grad_out.shape[2:], weight.shape[2:], strict=True))
    padded = np.zeros((*x.shape[:2], h, w), dtype=x.dtype)
    full, *_ = right(grad_out, padded, weight, groups=groups)
    ph, pw = pair(padding, "padding", 0)
    return full[:, :, ph : h - ph, pw : w - pw], *others


@misconception(
    "The filters are assigned to the groups in turn (filter 0 to group 0, filter 1 to group 1, "
    "...). Groups are blocks: the first F / groups filters see the first C / groups channels.",
    loses=("groups", "all together"),
)
def deals_filters_out_in_turn(
    right, grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
):
    order = np.arange(len(weight)).reshape(-1, groups).T.ravel()  # those of group 0 first
    options = (bias, stride, padding, dilation, groups)
    grad_x, *of_filters = right(grad_out[:, order], x, weight[order], *options)
    return grad_x, *(gradient[np.argsort(order)] for gradient in of_filters)


@misconception(
    "You sum `grad_out` over the batch only. The same bias is added at every position of every "
    "image: sum over the batch and both image axes, to one number for each filter.",
    loses=WITH_BIAS,
)
def does_not_sum_the_bias(right, grad_out, x, weight, bias=None, *args, **given):
    gradients = right(grad_out, x, weight, None, *args, **given)
    return gradients if bias is None else (*gradients, grad_out.sum(axis=0))


@misconception(
    "Only the shape of the gradient of the bias is wrong: it is (F,), like that of the bias, "
    "without `keepdims`.",
    loses=WITH_BIAS,
)
def keeps_the_dimensions_of_the_bias(right, *args, **given):
    grad_x, grad_weight, *grad_bias = right(*args, **given)
    return grad_x, grad_weight, *(gradient.reshape(1, -1, 1, 1) for gradient in grad_bias)


@misconception(
    "Without a bias there is no gradient for it: return two arrays then, and three otherwise.",
    loses=("stride", "padding", "dilation", "groups"),
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
    "The gradient of the weights is that of the last image: each one overwrites the one before. "
    "Add them up over the batch.",
    loses=("weights", *SHARED),
)
def keeps_the_last_image(right, grad_out, x, *args, **given):
    grad_x, _, *grad_bias = right(grad_out, x, *args, **given)
    _, grad_weight, *_ = right(grad_out[-1:], x[-1:], *args, **given)
    return grad_x, grad_weight, *grad_bias
