"""Wrong solutions of chapter 8: switches, gradients of scores, maps and steps."""

# ruff: noqa: ARG001, B905, F841, N806, N812, RUF059 - as students write

import numpy as np
import torch
import torch.nn.functional as F

from cnnlib.activations import relu_backward
from cnnlib.conv_backward import conv2d_backward
from cnnlib.layer_list import run_layer
from cnnlib.linear import linear_backward
from cnnlib.pooling import max_pool2d
from cnnlib.pooling_backward import max_pool2d_backward
from tests.autograder.realistic.marking import wrong

SW = "08-visualisation.forward_with_switches"
DEC = "08-visualisation.deconvnet"
LOG = "08-visualisation.logit_gradient"
OCC = "08-visualisation.occlusion_map"
SAL = "08-visualisation.saliency"
CAM = "08-visualisation.grad_cam"
MAX = "08-visualisation.maximise_activation"
FG = "08-visualisation.fgsm"


@wrong(SW, "swaps_height_and_width")
def width_first(x, layers):
    records = []
    for name, args in layers:
        rec = {"size": (x.shape[3], x.shape[2]), "switches": None}
        if name == "max_pool2d":
            x, rec["switches"] = max_pool2d(x, return_indices=True, **args)
        else:
            x = run_layer(x, name, args)
        records.append(rec)
    return x, records


@wrong(SW, "appends_the_same_dict", "ignores_the_options")
def one_dict(x, layers):
    records, rec = [], {}
    for name, args in layers:
        rec["size"] = x.shape[2:]
        rec["switches"] = None
        if name == "max_pool2d":
            x, rec["switches"] = max_pool2d(x, args["kernel_size"], return_indices=True)
        else:
            x = run_layer(x, name, args)
        records.append(rec)
    return x, records


@wrong(DEC, "looks_at_both")
def guided(x, layers, unit):
    ins = []
    out = x
    for name, args in layers:
        ins.append(out)
        out = run_layer(out, name, args)
    down = np.zeros_like(out)
    down[:, unit[0], unit[1], unit[2]] = out[:, unit[0], unit[1], unit[2]]
    for (name, args), inp in zip(layers[::-1], ins[::-1]):
        if name == "relu":
            down = np.maximum(relu_backward(down, inp), 0)
        elif name == "max_pool2d":
            down = max_pool2d_backward(down, inp, **args)
        else:
            down = conv2d_backward(down, inp, **args)[0]
    return down


@wrong(DEC, "does_not_rectify", "keeps_the_whole_map")
def whole_channel(x, layers, unit):
    ins, out = [], x
    for name, args in layers:
        ins.append(out)
        out = run_layer(out, name, args)
    down = np.zeros_like(out)
    down[:, unit[0]] = out[:, unit[0]]
    for (name, args), inp in zip(layers[::-1], ins[::-1]):
        if name == "max_pool2d":
            down = max_pool2d_backward(down, inp, **args)
        elif name == "conv2d":
            down = conv2d_backward(down, inp, **args)[0]
    return down


@wrong(LOG, "rectifies_the_gradient_as_well")
def guided_gradient(x, layers, labels):
    ins, out = [], x
    for n, a in layers:
        ins.append(out)
        out = run_layer(out, n, a)
    g = np.zeros_like(out)
    g[np.arange(len(labels)), labels] = 1
    for (n, a), i in zip(layers[::-1], ins[::-1]):
        if n == "conv2d":
            g = conv2d_backward(g, i, **a)[0]
        elif n == "relu":
            g = np.maximum(relu_backward(g, i), 0)
        elif n == "max_pool2d":
            g = max_pool2d_backward(g, i, **a)
        elif n == "flatten":
            g = g.reshape(i.shape)
        else:
            g = linear_backward(g, i, **a)[0]
    return g


@wrong(LOG, "follows_the_prediction")
def best_class(x, layers, labels):
    ins, out = [], x
    for n, a in layers:
        ins.append(out)
        out = run_layer(out, n, a)
    g = np.zeros_like(out)
    g[np.arange(len(out)), out.argmax(1)] = 1
    for (n, a), i in zip(layers[::-1], ins[::-1]):
        if n == "conv2d":
            g = conv2d_backward(g, i, **a)[0]
        elif n == "relu":
            g = relu_backward(g, i)
        elif n == "max_pool2d":
            g = max_pool2d_backward(g, i, **a)
        elif n == "flatten":
            g = g.reshape(i.shape)
        else:
            g = linear_backward(g, i, **a)[0]
    return g


@wrong(LOG, "marks_the_labels_of_all")
def columns_of_labels(x, layers, labels):
    ins, out = [], x
    for n, a in layers:
        ins.append(out)
        out = run_layer(out, n, a)
    g = np.zeros_like(out)
    g[:, labels] = 1
    for (n, a), i in zip(layers[::-1], ins[::-1]):
        if n == "conv2d":
            g = conv2d_backward(
                g, i, a["weight"], a.get("bias"), a.get("stride", 1), a.get("padding", 0)
            )[0]
        elif n == "relu":
            g = relu_backward(g, i)
        elif n == "max_pool2d":
            g = max_pool2d_backward(g, i, a["kernel_size"])
        elif n == "flatten":
            g = g.reshape(i.shape)
        else:
            g = linear_backward(g, i, **a)[0]
    return g


@wrong(LOG, "differentiates_the_loss", "drops_the_sign")
def size_of_the_loss(x, layers, labels):
    ins, out = [], x
    for n, a in layers:
        ins.append(out)
        out = run_layer(out, n, a)
    e = np.exp(out - out.max(1, keepdims=True))
    g = e / e.sum(1, keepdims=True)
    g[np.arange(len(labels)), labels] -= 1
    for (n, a), i in zip(layers[::-1], ins[::-1]):
        if n == "conv2d":
            g = conv2d_backward(g, i, **a)[0]
        elif n == "relu":
            g = relu_backward(g, i)
        elif n == "max_pool2d":
            g = max_pool2d_backward(g, i, **a)
        elif n == "flatten":
            g = g.reshape(i.shape)
        else:
            g = linear_backward(g, i, **a)[0]
    return np.abs(g)


@wrong(OCC, "its end are missing")
def stops_early(predict, x, label, patch_size, stride=1, value=0.0):
    kh, kw = patch_size if isinstance(patch_size, tuple) else (patch_size,) * 2
    sh, sw = stride if isinstance(stride, tuple) else (stride,) * 2
    c, h, w = x.shape
    rows, cols = (h - kh) // sh, (w - kw) // sw
    base = predict(x[None])[0, label]
    m = np.zeros((rows, cols), base.dtype)
    for i in range(rows):
        for j in range(cols):
            y = x.copy()
            y[:, i * sh : i * sh + kh, j * sw : j * sw + kw] = value
            m[i, j] = base - predict(y[None])[0, label]
    return m


@wrong(OCC, "swaps_the_pairs")
def pairs_swapped(predict, x, label, patch_size, stride=1, value=0.0):
    kw, kh = patch_size if isinstance(patch_size, tuple) else (patch_size,) * 2
    sw, sh = stride if isinstance(stride, tuple) else (stride,) * 2
    c, h, w = x.shape
    base = predict(x[None])[0, label]
    out = []
    for i in range(0, h - kh + 1, sh):
        row = []
        for j in range(0, w - kw + 1, sw):
            y = x.copy()
            y[:, i : i + kh, j : j + kw] = value
            row.append(base - predict(y[None])[0, label])
        out.append(row)
    return np.array(out)


@wrong(OCC, "covers_the_rest", "returns_the_score")
def the_patch_alone(predict, x, label, patch_size, stride=1, value=0.0):
    kh, kw = patch_size if isinstance(patch_size, tuple) else (patch_size,) * 2
    sh, sw = stride if isinstance(stride, tuple) else (stride,) * 2
    c, h, w = x.shape
    rows, cols = (h - kh) // sh + 1, (w - kw) // sw + 1
    base = predict(x[None])[0, label]
    m = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            y = np.full_like(x, value)
            y[:, i * sh : i * sh + kh, j * sw : j * sw + kw] = x[
                :, i * sh : i * sh + kh, j * sw : j * sw + kw
            ]
            m[i, j] = predict(y[None])[0, label]
    return m


@wrong(SAL, "adds_the_labels_of_all", "leaves_gradients")
def all_labels(model, x, labels):
    was = model.training
    model.eval()
    x = x.detach().clone().requires_grad_(True)
    out = model(x)
    out[:, labels].sum().backward()
    model.train(was)
    return x.grad.abs().max(dim=1)[0]


@wrong(
    SAL,
    "takes_the_norm_of_the_channels",
    "leaves_it_evaluating",
    "marks_the_input",
    "leaves_gradients",
)
def norm_of_channels(model, x, labels):
    model.eval()
    x.requires_grad_()
    s = model(x)[range(len(labels)), labels]
    s.backward(torch.ones_like(s))
    return torch.linalg.norm(x.grad, dim=1)


@wrong(CAM, "follows_the_prediction", "scales_to_one")
def best_class_scaled(features, classifier, x, labels):
    modes = features.training, classifier.training
    features.eval(), classifier.eval()
    A = features(x).detach().requires_grad_()
    scores = classifier(A)
    (g,) = torch.autograd.grad(scores.max(dim=1).values.sum(), A)
    cam = F.relu((g.mean((2, 3), keepdim=True) * A).sum(1)).detach()
    features.train(modes[0]), classifier.train(modes[1])
    return cam / cam.max()


@wrong(CAM, "rectifies_the_gradients", "averages_the_maps")
def positive_gradients(features, classifier, x, labels):
    modes = features.training, classifier.training
    features.eval(), classifier.eval()
    A = features(x).detach().requires_grad_()
    (g,) = torch.autograd.grad(classifier(A).gather(1, labels[:, None]).sum(), A)
    cam = F.relu((F.relu(g).mean((2, 3), keepdim=True) * A).mean(1)).detach()
    features.train(modes[0]), classifier.train(modes[1])
    return cam


@wrong(MAX, "forgets_to_square_the_norm")
def norm_as_penalty(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    mode = model.training
    model.eval()
    x = start.detach().clone()[None]
    for _ in range(steps):
        x.requires_grad_()
        s = model(x)[0, channel].mean() - penalty * x.norm()
        (g,) = torch.autograd.grad(s, x)
        x = (x + learning_rate * g).clamp(0, 1).detach()
    model.train(mode)
    return x[0]


@wrong(MAX, "halves_the_penalty")
def half_the_penalty(model, start, channel, steps=100, learning_rate=1.0, penalty=0.0):
    mode = model.training
    model.eval()
    x = start.detach().clone()[None]
    for _ in range(steps):
        x.requires_grad_()
        (g,) = torch.autograd.grad(model(x)[0, channel].mean(), x)
        x = (x + learning_rate * (g - penalty * x)).clamp(0, 1).detach()
    model.train(mode)
    return x[0]


@wrong(FG, "puts_epsilon_into_the_sign")
def epsilon_inside(model, x, labels, epsilon):
    mode = model.training
    model.eval()
    x = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(x), labels)
    (g,) = torch.autograd.grad(loss, x)
    model.train(mode)
    return (x + torch.sign(epsilon * g)).clamp(0, 1).detach()


@wrong(FG, "divides_by_the_norm", "does_not_clip")
def unit_gradient(model, x, labels, epsilon):
    mode = model.training
    model.eval()
    x = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(F.cross_entropy(model(x), labels), x)
    model.train(mode)
    return (x + epsilon * g / g.norm()).clamp(0, 255).detach()
