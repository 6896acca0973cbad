"""Wrong solutions of chapter 7: traffic, depth-wise layers, folded norms and blocks."""

# ruff: noqa: ARG001, C402, N812, RUF005, RUF059 - as students write

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from cnnlib.counting import row_modules, run_once
from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_backward import depthwise_conv2d_backward
from cnnlib.traffic import Traffic
from tests.autograder.realistic.marking import wrong

TRAF = "07-efficient.conv2d_traffic"
DEP = "07-efficient.depthwise_conv2d"
DBK = "07-efficient.depthwise_conv2d_backward"
SBK = "07-efficient.separable_conv2d_backward"
FOLD = "07-efficient.fold_batch_norm"
FIRE = "07-efficient.Fire"
BLOCK = "07-efficient.DepthwiseSeparable"
TABLE = "07-efficient.layer_table"


def pr(v):
    return v if isinstance(v, tuple) else (v, v)


@wrong(TRAF, "always_has_a_bias")
def bias_always(
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
    (h, w), (kh, kw), (sh, sw), (ph, pw) = input_size, pr(kernel_size), pr(stride), pr(padding)
    ho, wo = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    params = out_channels * (in_channels // groups) * kh * kw + out_channels
    macs = batch * ho * wo * out_channels * (in_channels // groups) * kh * kw
    i, p, o = (
        batch * in_channels * h * w * itemsize,
        params * itemsize,
        batch * out_channels * ho * wo * itemsize,
    )
    return Traffic(macs, i, p, o, macs / (i + p + o))


@wrong(TRAF, "a float")
def floats(
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
    (h, w), (kh, kw), (sh, sw), (ph, pw) = input_size, pr(kernel_size), pr(stride), pr(padding)
    ho, wo = np.floor((h + 2 * ph - kh) / sh) + 1, np.floor((w + 2 * pw - kw) / sw) + 1
    wts = out_channels * (in_channels / groups) * kh * kw
    macs = batch * ho * wo * wts
    i, p, o = (
        batch * in_channels * h * w * itemsize,
        (wts + out_channels * bias) * itemsize,
        batch * out_channels * ho * wo * itemsize,
    )
    return Traffic(macs, i, p, o, macs / (i + p + o))


@wrong(TRAF, "turns_the_intensity_round", "moves_weights_without_groups")
def bytes_per_operation(
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
    (h, w), (kh, kw), (sh, sw), (ph, pw) = input_size, pr(kernel_size), pr(stride), pr(padding)
    ho, wo = (h + 2 * ph - kh) // sh + 1, (w + 2 * pw - kw) // sw + 1
    wts = out_channels * in_channels * kh * kw
    macs = batch * ho * wo * wts // groups
    i, p, o = (
        batch * in_channels * h * w * itemsize,
        (wts + out_channels * bias) * itemsize,
        batch * out_channels * ho * wo * itemsize,
    )
    return Traffic(macs, i, p, o, (i + p + o) / macs)


@wrong(DEP, "forgets_the_bias")
def no_bias(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pr(stride), pr(padding), pr(dilation)
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    ho, wo = (h + 2 * ph - dh * (kh - 1) - 1) // sh + 1, (w + 2 * pw - dw * (kw - 1) - 1) // sw + 1
    out = np.zeros((n, c, ho, wo), x.dtype)
    for i in range(ho):
        for j in range(wo):
            win = xp[
                :,
                :,
                i * sh : i * sh + dh * (kh - 1) + 1 : dh,
                j * sw : j * sw + dw * (kw - 1) + 1 : dw,
            ]
            out[:, :, i, j] = np.sum(win * weight[:, 0], axis=(2, 3))
    return out


@wrong(DEP, "swaps_the_pair_stride", "swaps_the_pair_padding")
def pairs_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sw, sh), (pw, ph), (dh, dw) = pr(stride), pr(padding), pr(dilation)
    n, c, h, w = x.shape
    kh, kw = weight.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    eh, ew = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    v = np.lib.stride_tricks.sliding_window_view(xp, (eh, ew), axis=(2, 3))[
        :, :, ::sh, ::sw, ::dh, ::dw
    ]
    out = np.einsum("ncijuv,cuv->ncij", v, weight[:, 0])
    return out if bias is None else out + bias[:, None, None]


@wrong(DBK, "cuts_with_a_negative_index")
def minus_zero(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pr(stride), pr(padding), pr(dilation)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    gx, gw = np.zeros_like(xp), np.zeros_like(weight)
    n, c, ho, wo = grad_out.shape
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            r, s = slice(u * dh, u * dh + sh * ho, sh), slice(v * dw, v * dw + sw * wo, sw)
            gw[:, 0, u, v] = (grad_out * xp[:, :, r, s]).sum((0, 2, 3))
            gx[:, :, r, s] += grad_out * weight[:, 0, u, v][:, None, None]
    gx = gx[:, :, ph:-ph, pw:-pw]
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))


@wrong(DBK, "takes_the_last_image")
def last_image(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pr(stride), pr(padding), pr(dilation)
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    gx, gw = np.zeros_like(xp), np.zeros_like(weight)
    n, c, ho, wo = grad_out.shape
    for b in range(n):
        gw = np.zeros_like(weight)
        for u in range(weight.shape[2]):
            for v in range(weight.shape[3]):
                r, s = slice(u * dh, u * dh + sh * ho, sh), slice(v * dw, v * dw + sw * wo, sw)
                gw[:, 0, u, v] += (grad_out[b] * xp[b][:, r, s]).sum((1, 2))
                gx[b][:, r, s] += grad_out[b] * weight[:, 0, u, v][:, None, None]
    gx = gx[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))


@wrong(SBK, "are in the wrong order")
def pointwise_before_depthwise(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    w = pointwise[:, :, 0, 0]
    gp = np.einsum("nfhw,nchw->fc", grad_out, z).reshape(pointwise.shape)
    gz = np.einsum("nfhw,fc->nchw", grad_out, w)
    gx, gd = depthwise_conv2d_backward(gz, x, depthwise, None, stride, padding)
    out = (gx, gp, gd)
    return out if bias is None else out + (grad_out.sum((0, 2, 3)),)


@wrong(SBK, "puts_a_relu_between")
def relu_between_the_two(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    z = np.maximum(z, 0)
    w = pointwise[:, :, 0, 0]
    gp = np.einsum("nfhw,nchw->fc", grad_out, z)[:, :, None, None].astype(np.float64)
    gz = np.einsum("nfhw,fc->nchw", grad_out, w) * (z > 0)
    gx, gd = depthwise_conv2d_backward(gz, x, depthwise, None, stride, padding)
    if bias is None:
        return gx, gd, gp
    return gx, gd, gp, grad_out.sum((0, 2, 3))


@wrong(FOLD, "`bias` is None raises")
def needs_a_bias(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    std = np.sqrt(running_var + eps)
    gamma = np.ones_like(std) if gamma is None else gamma
    beta = np.zeros_like(std) if beta is None else beta
    return weight * (gamma / std)[:, None, None, None], (bias - running_mean) * gamma / std + beta


@wrong(FOLD, "forgets_gamma_in_the_bias")
def bias_without_gamma(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    std = np.sqrt(running_var + eps)
    gamma = 1 if gamma is None else gamma
    beta = 0 if beta is None else beta
    b = 0 if bias is None else bias
    return weight * (gamma / std).reshape(-1, 1, 1, 1), (b - running_mean) / std + beta


@wrong(FOLD, "subtracts_from_beta")
def shift_the_wrong_way(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    scale = 1 / np.sqrt(running_var + eps)
    if gamma is not None:
        scale = scale * gamma
    new_w = (
        weight * scale[None, :, None, None]
        if weight.shape[1] == len(scale)
        else weight * scale[:, None, None, None]
    )
    new_b = -running_mean * scale
    if bias is not None:
        new_b = new_b + bias * scale
    if beta is not None:
        new_b = beta - new_b
    return new_w, new_b


@wrong(FOLD, "is None raises")
def needs_gamma(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    scale = gamma / np.sqrt(running_var + eps)
    w = weight * scale[:, None, None, None]
    if bias is None:
        bias = np.zeros(len(weight))
    bias -= running_mean
    bias *= scale
    bias += beta
    return w, bias


@wrong(FIRE, "uses_a_leaky_relu", "forgets_the_relu_of_the_squeeze")
class LeakyFire(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3, padding=1)

    def forward(self, x):
        s = self.squeeze(x)
        return F.leaky_relu(torch.cat((self.expand1x1(s), self.expand3x3(s)), 1))


@wrong(BLOCK, "has_another_momentum")
class OtherMomentum(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.depthwise = nn.Conv2d(
            in_channels, in_channels, 3, stride, 1, groups=in_channels, bias=False
        )
        self.bn1 = nn.BatchNorm2d(in_channels, momentum=0.01, eps=1e-3)
        self.pointwise = nn.Conv2d(in_channels, out_channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels, momentum=0.01, eps=1e-3)

    def forward(self, x):
        x = F.relu(self.bn1(self.depthwise(x)))
        return F.relu(self.bn2(self.pointwise(x)))


@wrong(TABLE, "keeps_the_batch_in_the_shapes", "counts_biases_as_work")
def work_of_biases_and_batch(model, input_shape, blocks=()):
    rows, handles, spent, seen = [], [], [0], set()

    def cost(m, i, o):
        if isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
            spent[0] += o[0].numel() * m.weight[0].numel() + (
                o[0].numel() if m.bias is not None else 0
            )
        elif isinstance(m, nn.Linear):
            spent[0] += o[0].numel() * m.in_features + (o[0].numel() if m.bias is not None else 0)
        elif isinstance(m, (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)):
            spent[0] += i[0][0].numel() * m.weight[0].numel()

    for m in model.modules():
        handles.append(m.register_forward_hook(cost))
    for name, m in (
        dict((b, a) for a, b in row_modules(model, blocks)).items()
        if False
        else [(n, mm) for mm, n in {mm: n for n, mm in row_modules(model, blocks)}.items()]
    ):

        def row(m_, i, o, name=name):
            new = [p for p in m_.parameters() if id(p) not in seen]
            seen.update(map(id, new))
            rows.append(
                {
                    "name": name,
                    "type": type(m_).__name__,
                    "output_shape": tuple(o.shape),
                    "parameters": sum(p.numel() for p in new),
                    "multiply_adds": spent[0] - sum(r["multiply_adds"] for r in rows),
                }
            )

        handles.append(m.register_forward_hook(row))
    run_once(model, input_shape)
    for hh in handles:
        hh.remove()
    return rows
