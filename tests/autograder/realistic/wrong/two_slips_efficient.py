"""Wrong solutions, many with two slips at once: efficient layers and their costs."""

# ruff: noqa: ARG001, N806, RUF005, SIM - as students write

import numpy as np
import torch
from torch import nn

from cnnlib.arguments import pair
from cnnlib.conv import conv_output_size
from cnnlib.depthwise import depthwise_conv2d
from cnnlib.depthwise_backward import depthwise_conv2d_backward
from cnnlib.traffic import Traffic
from tests.autograder.realistic.marking import wrong


@wrong("07-efficient.conv2d_traffic", "divides_without_the_weights", "moves_the_padding")
def padded_bytes(
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
    H, W = input_size
    (kh, kw), (sh, sw), (ph, pw) = pair(kernel_size, "k"), pair(stride, "s"), pair(padding, "p", 0)
    oh, ow = conv_output_size(H, kh, sh, ph), conv_output_size(W, kw, sw, pw)
    weights = out_channels * in_channels // groups * kh * kw
    macs = batch * oh * ow * weights
    ib = batch * in_channels * (H + 2 * ph) * (W + 2 * pw) * itemsize
    wb = (weights + out_channels * int(bias)) * itemsize
    ob = batch * out_channels * oh * ow * itemsize
    return Traffic(macs, ib, wb, ob, macs / (ib + ob))


@wrong("07-efficient.depthwise_conv2d_backward", "averages_the_weights", "overwrites_the_overlap")
def overwritten_and_averaged(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride, "s"), pair(padding, "p", 0), pair(dilation, "d")
    H, W = x.shape[2:]
    oh, ow = grad_out.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    gx, gw = np.zeros_like(xp), np.zeros_like(weight)
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            s = np.s_[:, :, u * dh : u * dh + sh * oh : sh, v * dw : v * dw + sw * ow : sw]
            gw[:, 0, u, v] = (xp[s] * grad_out).sum((2, 3)).mean(0)
            gx[s] = grad_out * weight[:, 0, u, v][:, None, None]
    gx = gx[:, :, ph : ph + H, pw : pw + W]
    if bias is None:
        return gx, gw
    return gx, gw, grad_out.sum((0, 2, 3))


@wrong("07-efficient.separable_conv2d_backward", "Every call with `padding` or `stride` raises")
def no_options_on_the_way_back(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    gp = np.einsum("nfhw,nchw->fc", grad_out, z)[..., None, None]
    gz = np.einsum("nfhw,fc->nchw", grad_out, pointwise[:, :, 0, 0])
    gx, gd = depthwise_conv2d_backward(gz, x, depthwise)
    out = (gx, gd, gp)
    return out if bias is None else out + (grad_out.sum((0, 2, 3)),)


@wrong(
    "07-efficient.separable_conv2d_backward",
    "you return grad_x, grad_pointwise, grad_depthwise, grad_bias",
)
def all_four_in_another_order(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    z = depthwise_conv2d(x, depthwise, None, stride, padding)
    gp = np.einsum("nfij,ncij->fc", grad_out, z)[:, :, None, None]
    gz = np.einsum("fc,nfij->ncij", pointwise[:, :, 0, 0], grad_out)
    gx, gd = depthwise_conv2d_backward(gz, x, depthwise, None, stride, padding)
    return gx, gp, gd, grad_out.sum((0, 2, 3))


@wrong("07-efficient.Fire", "as the output has the shape")
class UnpaddedFire(nn.Module):
    def __init__(self, in_channels, squeeze, expand1x1, expand3x3):
        super().__init__()
        self.squeeze = nn.Conv2d(in_channels, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand1x1, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand3x3, 3)

    def forward(self, x):
        s = torch.relu(self.squeeze(x))
        b = self.expand3x3(s)
        a = self.expand1x1(s)[:, :, 1:-1, 1:-1]
        return torch.cat([a, b], 1)


@wrong("07-efficient.depthwise_conv2d_backward", "wrong in every call with `dilation`")
def weights_without_dilation(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = pair(stride, "s"), pair(padding, "p", 0), pair(dilation, "d")
    H, W = x.shape[2:]
    oh, ow = grad_out.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    gx, gw = np.zeros_like(xp), np.zeros_like(weight)
    for u in range(weight.shape[2]):
        for v in range(weight.shape[3]):
            gw[:, 0, u, v] = (xp[:, :, u : u + sh * oh : sh, v : v + sw * ow : sw] * grad_out).sum(
                (0, 2, 3)
            )
            gx[:, :, u * dh : u * dh + sh * oh : sh, v * dw : v * dw + sw * ow : sw] += (
                grad_out * weight[:, 0, u, v][:, None, None]
            )
    gx = gx[:, :, ph : ph + H, pw : pw + W]
    return (gx, gw) if bias is None else (gx, gw, grad_out.sum((0, 2, 3)))
