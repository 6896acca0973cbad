"""Other right ways to write `conv2d_backward`."""

import numpy as np

from autograder.checks.answers import FunctionAnswer
from cnnlib.conv_arguments import read_conv2d_arguments
from cnnlib.im2col import col2im, im2col

__all__ = ["VARIANTS"]


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


def turned_and_spread(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    a = read_conv2d_arguments(x, weight, bias, stride, padding, dilation, groups)
    (kh, kw), (sh, sw), (dh, dw), (ph, pw) = a.kernel_size, a.stride, a.dilation, a.padding
    (h, w), (h_out, w_out) = a.input_size, a.output_size
    # The stride spreads the gradient out, and a full correlation with the turned kernel follows.
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


VARIANTS = tuple(
    FunctionAnswer(function.__name__, function)
    for function in (place_by_place, offset_by_offset, group_by_group, turned_and_spread)
)
