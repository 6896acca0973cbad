"""Wrong solutions of all chapters: rows, rounding, powers, unshifted or unscaled numbers."""

# ruff: noqa: RUF046, E741, N806, N812, RUF059, SIM, UP031 - as students write

import math

import numpy as np
import torch
import torch.nn.functional as F

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.correlation import pad_for_mode
from cnnlib.im2col import col2im, im2col
from cnnlib.optimizers import Optimizer
from cnnlib.pooling import lp_pool2d, max_pool2d
from cnnlib.pooling_windows import pool_output_size, pooling_windows
from cnnlib.training.evaluation_mode import evaluation_mode
from tests.autograder.realistic.marking import wrong


@wrong("01-convolution.cross_correlate", "stays_in_one_row")
def rows_that_stay(x, kernel, mode="valid"):
    x = pad_for_mode(x, kernel, mode)

    def one(sig, ker):
        n, k = len(sig), len(ker)
        return np.array(
            [sum(sig[i + u] * ker[u] for u in range(k)) for i in range(n - k + 1)],
            dtype=np.result_type(sig, ker),
        )

    if x.ndim == 1:
        return one(x, kernel)
    rows = x.shape[0] - kernel.shape[0] + 1
    return np.stack(
        [sum(one(x[i], kernel[u]) for u in range(kernel.shape[0])) for i in range(rows)]
    )


@wrong("01-convolution.conv_output_size", "rounds_to_the_nearest")
def rounded_quotient(input_size, kernel_size, stride=1, padding=0, dilation=1):
    eff = (kernel_size - 1) * dilation + 1
    return int(round((input_size + 2 * padding - eff) / stride)) + 1


@wrong("01-convolution.receptive_field", "takes_the_last_stride_only")
def stride_of_the_layer_before(kernel_sizes, strides=None, dilations=None):
    n = len(kernel_sizes)
    strides = strides or [1] * n
    dilations = dilations or [1] * n
    r = 1
    for l in range(n):
        before = strides[l - 1] if l > 0 else 1
        r += (kernel_sizes[l] - 1) * dilations[l] * before
    return r


@wrong("02-pooling.window_pixels", "counts_the_padding_behind_only")
def padding_after_the_image(
    input_size,
    kernel_size,
    stride=None,
    padding=0,
    dilation=1,
    ceil_mode=False,
    count_include_pad=True,
):
    stride = stride or kernel_size
    out = []
    for i in range(pool_output_size(input_size, kernel_size, stride, padding, dilation, ceil_mode)):
        c = 0
        for u in range(kernel_size):
            p = i * stride - padding + u * dilation
            last = input_size + (padding if count_include_pad else 0)
            c += 0 <= p < last
        out.append(c)
    return np.array(out, dtype=np.int64)


@wrong("03-im2col.col2im", "wraps_around")
def negative_places(cols, output_size, kernel_size, stride=1, padding=0, dilation=1):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = (
        pair(kernel_size, "k"),
        pair(stride, "s"),
        pair(padding, "p", 0),
        pair(dilation, "d"),
    )
    h, w = output_size
    oh, ow = conv_output_size(h, kh, sh, ph, dh), conv_output_size(w, kw, sw, pw, dw)
    n = len(cols)
    six = cols.reshape(n, -1, kh, kw, oh, ow)
    img = np.zeros((n, six.shape[1], h, w), cols.dtype)
    for u in range(kh):
        for v in range(kw):
            for i in range(oh):
                for j in range(ow):
                    r, q = i * sh + u * dh - ph, j * sw + v * dw - pw
                    if r < h and q < w:
                        img[:, :, r, q] += six[:, :, u, v, i, j]
    return img


@wrong("03-im2col.conv2d_im2col", "flattens_the_first_axis_fastest")
def flattened_like_fortran(x, weight, bias=None, stride=1, padding=0, dilation=1):
    f, c, kh, kw = weight.shape
    A = im2col(x, (kh, kw), stride, padding, dilation)
    Wm = np.array([k.flatten(order="F") for k in weight])
    Y = np.einsum("fq,nqp->nfp", Wm, A)
    if bias is not None:
        Y = Y + bias[:, None]
    sh, sw = pair(stride, "s")
    ph, pw = pair(padding, "p", 0)
    dh, dw = pair(dilation, "d")
    return Y.reshape(len(x), f, conv_output_size(x.shape[2], kh, sh, ph, dh), -1)


@wrong("03-im2col.correlate2d", "pads_before_and_after")
def pair_as_before_and_after(image, kernel, stride=1, padding=0, dilation=1):
    sh, sw = pair(stride, "s")
    dh, dw = pair(dilation, "d")
    kh, kw = kernel.shape
    im = np.pad(image, padding)
    oh, ow = (
        (im.shape[0] - dh * (kh - 1) - 1) // sh + 1,
        (im.shape[1] - dw * (kw - 1) - 1) // sw + 1,
    )
    y = np.zeros((oh, ow), np.result_type(image, kernel))
    for i in range(oh):
        for j in range(ow):
            y[i, j] = np.vdot(
                im[
                    i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                    j * sw : j * sw + dw * (kw - 1) + 1 : dw,
                ],
                kernel,
            )
    return y


@wrong("04-backprop.linear_backward", "the sum of all the right numbers")
def one_sum_for_all_biases(grad_out, x, weight, bias=None):
    g = [grad_out @ weight, grad_out.T @ x]
    if bias is not None:
        g.append(np.full_like(bias, grad_out.sum()))
    return tuple(g)


@wrong("04-backprop.log_softmax", "shifts_inside_only")
def unshifted_score(x):
    m = np.amax(x, 1, keepdims=True)
    return x - np.log(np.exp(x - m).sum(1, keepdims=True))


@wrong("04-backprop.cross_entropy_backward", "takes_sigmoids")
def sigmoids_for_softmax(grad_out, x, target):
    p = 1 / (1 + np.exp(-x))
    onehot = np.zeros_like(x)
    for n, t in enumerate(target):
        onehot[n, t] = 1
    return (grad_out / len(x) * (p - onehot)).astype(x.dtype)


@wrong("04-backprop.max_pool2d_backward", "numbers are in the wrong channel")
def channels_on_the_first(
    grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False
):
    _, idx = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    g = np.zeros((n, c * h * w), grad_out.dtype)
    for k in range(n):
        np.add.at(g[k], idx[k].ravel(), grad_out[k].ravel())
    return g.reshape(x.shape)


@wrong("04-backprop.lp_pool2d_backward", "takes_one_power_too_many")
def power_p(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    w = pooling_windows(x, kernel_size, stride, 0, 1, ceil_mode)
    y = lp_pool2d(x, norm_type, kernel_size, stride, ceil_mode)
    s = (math.prod(w.kernel_size) / w.pixels(True)).astype(x.dtype)
    y = np.where(y > 0, y, np.inf).astype(x.dtype)
    xp = w.pad(x)
    g = np.zeros_like(xp)
    for a, b in w.offsets():
        v = xp[:, :, a, b]
        g[:, :, a, b] += grad_out * s * np.sign(v) * (np.abs(v) / y) ** norm_type
    return g[:, :, : x.shape[2], : x.shape[3]]


@wrong("04-backprop.conv2d_backward", "numbers are in the wrong channel")
def into_the_first_group(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    n, f = grad_out.shape[:2]
    cg, kh, kw = weight.shape[1:]
    gx, gw = np.zeros_like(x), np.zeros_like(weight)
    fg = f // groups
    for g in range(groups):
        G = grad_out[:, g * fg : (g + 1) * fg].reshape(n, fg, -1)
        A = im2col(x[:, g * cg : (g + 1) * cg], (kh, kw), stride, padding, dilation)
        gw[g * fg : (g + 1) * fg] = (G @ A.swapaxes(1, 2)).sum(0).reshape(fg, cg, kh, kw)
        gx[:, :cg] += col2im(
            weight[g * fg : (g + 1) * fg].reshape(fg, -1).T @ G,
            x.shape[2:],
            (kh, kw),
            stride,
            padding,
            dilation,
        )
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))


@wrong("06-regularisation.channel_statistics", "forgets_to_subtract_the_mean")
def root_mean_square(x_train):
    x = x_train.astype(np.float64)
    return x.mean((0, 2, 3)), np.sqrt((x**2).mean((0, 2, 3)))


@wrong("06-regularisation.Adam", "decays_one_average")
class DecayInTheMeanOnly(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.betas, self.eps, self.t = betas, eps, 0
        self.m = {n: np.zeros_like(p) for n, p in parameters.items()}
        self.v = {n: np.zeros_like(p) for n, p in parameters.items()}

    def step(self, gradients):
        self.t += 1
        b1, b2 = self.betas
        for n, p in self.parameters.items():
            g = gradients[n]
            self.m[n] = b1 * self.m[n] + (1 - b1) * (g + self.weight_decay * p)
            self.v[n] = b2 * self.v[n] + (1 - b2) * g**2
            p -= (
                self.lr
                * (self.m[n] / (1 - b1**self.t))
                / (np.sqrt(self.v[n] / (1 - b2**self.t)) + self.eps)
            )


@wrong("07-efficient.fold_batch_norm", "does_not_scale_the_mean")
def unscaled_mean(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    s = (1 if gamma is None else gamma) / np.sqrt(running_var + eps)
    b = -running_mean + (0 if bias is None else bias * s) + (0 if beta is None else beta)
    return (weight * s[:, None, None, None]).astype(weight.dtype), np.asarray(b, dtype=weight.dtype)


@wrong("08-visualisation.occlusion_map", "divides_by_the_score")
def relative_fall(predict, x, label, patch_size, stride=1, value=0.0):
    ph, pw = pair(patch_size, "p")
    sh, sw = pair(stride, "s")
    base = predict(x[None])[0, label]
    rows, cols = conv_output_size(x.shape[1], ph, sh), conv_output_size(x.shape[2], pw, sw)
    out = np.zeros((rows, cols), base.dtype)
    for i in range(rows):
        for j in range(cols):
            c = x.copy()
            c[:, i * sh : i * sh + ph, j * sw : j * sw + pw] = value
            out[i, j] = (base - predict(c[None])[0, label]) / base
    return out


@wrong("08-visualisation.fgsm", "moves_up_only")
def clamped_step(model, x, labels, epsilon):
    xx = x.detach().clone().requires_grad_()
    with evaluation_mode(model):
        g = torch.autograd.grad(F.cross_entropy(model(xx), labels), xx)[0]
    return (x + (epsilon * g.sign()).clamp(0, 1)).clamp(0, 1).detach()
