"""Right solutions of chapters 7 and 8, in unusual styles."""

import copy
from functools import reduce

import numpy as np
import torch
from torch import nn

from cnnlib.conv_backward import conv2d_backward
from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.im2col import col2im, im2col
from cnnlib.layer_list import run_layer
from cnnlib.linear import linear_backward
from cnnlib.pooling import max_pool2d
from cnnlib.pooling_backward import max_pool2d_backward
from cnnlib.traffic import Traffic
from tests.autograder.realistic.marking import right

SEVEN, EIGHT = "07-efficient", "08-visualisation"


def _two(value):
    return tuple(int(each) for each in np.broadcast_to(value, 2))


@right(f"{SEVEN}.conv2d_traffic")
def by_lists(
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
    k, s, p = (np.asarray(_two(v)) for v in (kernel_size, stride, padding))
    places = int(np.prod((np.asarray(input_size) + 2 * p - k) // s + 1))
    fan_in = int(in_channels // groups * np.prod(k))
    moved = [
        batch * in_channels * input_size[0] * input_size[1],
        out_channels * (fan_in + int(bias)),
        batch * out_channels * places,
    ]
    work = batch * out_channels * places * fan_in
    moved = [number * itemsize for number in moved]
    return Traffic(work, *moved, intensity=work / sum(moved))


@right(f"{SEVEN}.depthwise_conv2d")
def by_einsum(x, weight, bias=None, stride=1, padding=0, dilation=1):
    (sh, sw), (ph, pw), (dh, dw) = _two(stride), _two(padding), _two(dilation)
    x = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    kh, kw = weight.shape[2:]
    sizes = dh * (kh - 1) + 1, dw * (kw - 1) + 1
    windows = np.lib.stride_tricks.sliding_window_view(x, sizes, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw, ::dh, ::dw]
    out = np.einsum("nchwuv,cuv->nchw", windows, weight[:, 0])
    return out if bias is None else out + bias.reshape(-1, 1, 1)


@right(f"{SEVEN}.depthwise_conv2d_backward")
def channel_by_channel(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1):
    options = {"kernel_size": weight.shape[2:], "stride": stride, "padding": padding}
    options["dilation"] = dilation
    grad_x, grad_w = np.empty_like(x), np.empty_like(weight)
    for c in range(x.shape[1]):
        up = grad_out[:, c].reshape(len(x), 1, -1)
        cols = im2col(x[:, c : c + 1], **options)
        grad_w[c] = np.einsum("nop,nkp->k", up, cols).reshape(weight.shape[1:])
        spread = weight[c].reshape(-1, 1) * up
        grad_x[:, c : c + 1] = col2im(spread, x.shape[2:], **options)
    grads = grad_x, grad_w, np.sum(grad_out, axis=(0, 2, 3))
    return grads[:2] if bias is None else grads


@right(f"{SEVEN}.separable_conv2d")
def as_one_kernel(x, depthwise, pointwise, bias=None, stride=1, padding=0):
    from cnnlib.conv import conv2d

    kernels = np.einsum("fc,cuv->fcuv", pointwise[:, :, 0, 0], depthwise[:, 0])
    return conv2d(x, weight=kernels, bias=bias, stride=stride, padding=padding)


@right(f"{SEVEN}.separable_conv2d_backward")
def through_one_kernel(grad_out, x, depthwise, pointwise, bias=None, stride=1, padding=0):
    w, d = pointwise[:, :, 0, 0], depthwise[:, 0]
    kernels = np.einsum("fc,cuv->fcuv", w, d)
    grad_x, grad_k, *rest = conv2d_backward(grad_out, x, kernels, bias, stride, padding)
    grad_d = np.einsum("fcuv,fc->cuv", grad_k, w)[:, None]
    grad_p = np.einsum("fcuv,cuv->fc", grad_k, d)[:, :, None, None]
    return grad_x, grad_d, grad_p, *rest


@right(f"{SEVEN}.fold_batch_norm")
def per_filter(weight, bias, running_mean, running_var, gamma=None, beta=None, eps=1e-5):
    kernels, shifts = [], []
    for k in range(weight.shape[0]):
        scale = float((1 if gamma is None else gamma[k]) / np.sqrt(running_var[k] + eps))
        kernels.append(weight[k] * scale)
        start = -running_mean[k] if bias is None else bias[k] - running_mean[k]
        shifts.append(start * scale + (0 if beta is None else beta[k]))
    return np.stack(kernels).astype(weight.dtype), np.array(shifts, dtype=weight.dtype)


@right(f"{EIGHT}.forward_with_switches")
def with_lists_for_sizes(x, layers):
    records = []
    for name, arguments in layers:
        record = {"size": (x.shape[-2], x.shape[-1]), "switches": None}
        if name == "max_pool2d":
            x, record["switches"] = max_pool2d(x, **{**arguments, "return_indices": True})
        else:
            x = run_layer(x, name, dict(arguments))
        records += [record]
    return x, records


@right(f"{EIGHT}.deconvnet")
def recursive(x, layers, unit):
    def undo(values, remaining):
        """Run the first of the remaining layers, and bring back what the others bring back."""
        if not remaining:
            kept = np.zeros_like(values)
            kept[:, unit[0], unit[1], unit[2]] = values[:, unit[0], unit[1], unit[2]]
            return kept
        (name, arguments), *others = remaining
        down = undo(run_layer(values, name, arguments), others)
        if name == "relu":
            return np.maximum(down, 0)
        if name == "max_pool2d":
            return max_pool2d_backward(down, values, **arguments)
        options = {k: v for k, v in arguments.items() if k not in ("weight", "bias")}
        weight = arguments["weight"]
        extra = []
        for axis, name_ in ((2, 0), (3, 1)):
            s, p, d = (
                _two(options.get(o, default))[name_]
                for o, default in (("stride", 1), ("padding", 0), ("dilation", 1))
            )
            smallest = (down.shape[axis] - 1) * s - 2 * p + d * (weight.shape[axis] - 1) + 1
            extra.append(values.shape[axis] - smallest)
        return conv_transpose2d(down, weight, output_padding=tuple(extra), **options)

    return undo(x, list(layers))


@right(f"{EIGHT}.logit_gradient")
def by_closures(x, layers, labels):
    def forward(state, layer):
        values, undo = state
        name, arguments = layer
        backward = {
            "conv2d": lambda g: conv2d_backward(g, values, **arguments)[0],
            "relu": lambda g: np.where(values > 0, g, 0),
            "max_pool2d": lambda g: max_pool2d_backward(g, values, **arguments),
            "flatten": lambda g: g.reshape(values.shape),
            "linear": lambda g: linear_backward(g, values, **arguments)[0],
        }[name]
        return run_layer(values, name, arguments), lambda g: undo(backward(g))

    scores, back = reduce(forward, layers, (x, lambda g: g))
    return back(np.eye(scores.shape[1], dtype=scores.dtype)[labels])


@right(f"{EIGHT}.occlusion_map")
def all_at_once(predict, x, label, patch_size, stride=1, value=0.0):
    (ph, pw), (sh, sw) = _two(patch_size), _two(stride)
    _, h, w = x.shape
    tops, lefts = range(0, h - ph + 1, sh), range(0, w - pw + 1, sw)
    r, c = np.arange(h)[:, None], np.arange(w)
    masks = np.stack(
        [(r >= i) & (r < i + ph) & (c >= j) & (c < j + pw) for i in tops for j in lefts]
    )
    batch = np.where(masks[:, None], x.dtype.type(value), x)
    scores = predict(np.concatenate([x[np.newaxis], batch]))[:, label]
    return (scores[0] - scores[1:]).reshape(len(tops), len(lefts))


@right(f"{EIGHT}.saliency")
def image_by_image(model, x, labels):
    model = copy.deepcopy(model).eval()
    maps = []
    for image, label in zip(x, labels, strict=True):
        one = image.detach().clone()[None].requires_grad_()
        model(one)[0, label].backward()
        maps.append(one.grad[0].abs().amax(dim=0))
    return torch.stack(maps)


@right(f"{EIGHT}.grad_cam")
def on_copies(features, classifier, x, labels):
    with torch.no_grad():
        maps = copy.deepcopy(features).eval()(x)
    half = copy.deepcopy(classifier).eval()

    def score(each):
        return half(each).gather(1, labels.view(-1, 1)).sum()

    grad = torch.func.grad(score)(maps)
    alpha = grad.flatten(2).mean(-1)
    return torch.einsum("nk,nkhw->nhw", alpha, maps).clamp_min(0).detach()


@right(f"{EIGHT}.maximise_activation")
def with_an_optimiser(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    image = nn.Parameter(start.detach().clone().unsqueeze(0))
    optimiser = torch.optim.SGD([image], lr=learning_rate, maximize=True)
    for _ in range(steps):
        out = model(image).flatten(2) if model(image).ndim == 4 else model(image)[:, :, None]
        goal = out[:, channel].mean() - penalty * image.square().sum()
        (image.grad,) = torch.autograd.grad(goal, image)
        optimiser.step()
        image.data.clamp_(min=0, max=1)
    for module, mode in modes:
        module.training = mode
    return image.detach()[0]


@right(f"{EIGHT}.fgsm")
def by_log_softmax(model, x, labels, epsilon):
    was_training = {module: module.training for module in model.modules()}
    model.eval()
    try:
        image = x.detach().clone().requires_grad_(True)
        loss = -torch.log_softmax(model(image), dim=1)[range(len(x)), labels].sum()
        direction = torch.autograd.grad(loss, [image])[0].sign()
    finally:
        for module, mode in was_training.items():
            module.training = mode
    return torch.clamp(x.detach() + epsilon * direction, min=0.0, max=1.0)
