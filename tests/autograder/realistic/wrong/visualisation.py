"""Wrong solutions of chapter 8, in NumPy."""

# ruff: noqa: ARG001 - written as students write

import numpy as np

from cnnlib.activations import relu_backward
from cnnlib.conv import conv2d
from cnnlib.conv_backward import conv2d_backward
from cnnlib.conv_transpose import conv_transpose2d
from cnnlib.layer_list import run_layer
from cnnlib.linear import linear_backward
from cnnlib.pooling import max_pool2d
from cnnlib.pooling_backward import max_pool2d_backward
from cnnlib.switches import forward_with_switches
from cnnlib.unpooling import max_unpool2d
from tests.autograder.realistic.marking import wrong

SWITCHES, DECONV, GRADIENT, OCCLUSION = (
    f"08-visualisation.{name}"
    for name in ("forward_with_switches", "deconvnet", "logit_gradient", "occlusion_map")
)


@wrong(SWITCHES, "ignores_the_options", "records_the_output_size")
def sizes_of_what_comes_out(x, layers):
    records = []
    for name, arguments in layers:
        switches = None
        if name == "conv2d":
            x = conv2d(x, arguments["weight"], arguments.get("bias"))
        elif name == "relu":
            x = np.maximum(x, 0)
        else:
            x, switches = max_pool2d(x, arguments["kernel_size"], return_indices=True)
        records.append({"size": x.shape[2:], "switches": switches})
    return x, records


@wrong(SWITCHES, "got a tuple of 4")
def whole_shapes(x, layers):
    records = []
    for name, arguments in layers:
        record = {"size": x.shape, "switches": None}
        if name == "max_pool2d":
            x, record["switches"] = max_pool2d(x, **arguments, return_indices=True)
        else:
            x = run_layer(x, name, arguments)
        records.append(record)
    return x, records


@wrong(SWITCHES, "reverses_the_records")
def records_reversed(x, layers):
    records = []
    for name, arguments in layers:
        size, switches = x.shape[2:], None
        if name == "max_pool2d":
            x, switches = max_pool2d(x, return_indices=True, **arguments)
        elif name == "relu":
            switches = x > 0
            x = run_layer(x, name, arguments)
        else:
            x = run_layer(x, name, arguments)
        records.insert(0, {"size": size, "switches": switches})
    return x, records


@wrong(SWITCHES, "does_not_rectify", "loses_the_dtype")
def relu_forgotten(x, layers):
    records = []
    for name, arguments in layers:
        size, switches = x.shape[-2:], None
        if name == "max_pool2d":
            x, switches = max_pool2d(x, **arguments, return_indices=True)
        elif name == "conv2d":
            x = run_layer(x, name, arguments)
        records.append({"size": size, "switches": switches})
    return x.astype(float), records


@wrong(DECONV, "takes_the_gradient")
def gradient_of_the_relu(x, layers, unit):
    inputs, out = [], x
    for name, arguments in layers:
        inputs.append(out)
        out = run_layer(out, name, arguments)
    down = np.zeros_like(out)
    down[:, unit[0], unit[1], unit[2]] = out[:, unit[0], unit[1], unit[2]]
    for (name, arguments), before in zip(reversed(layers), reversed(inputs), strict=True):
        if name == "conv2d":
            down = conv2d_backward(down, before, **arguments)[0]
        elif name == "relu":
            down = relu_backward(down, before)
        else:
            down = max_pool2d_backward(down, before, **arguments)
    return down


@wrong(DECONV, "starts_from_one")
def ones_and_no_relu(x, layers, unit):
    inputs, out = [], x
    for name, arguments in layers:
        inputs.append(out)
        out = run_layer(out, name, arguments)
    down = np.zeros_like(out)
    down[(slice(None), *unit)] = 1
    for (name, arguments), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "conv2d":
            down = conv2d_backward(down, before, **arguments)[0]
        elif name == "max_pool2d":
            down = max_pool2d_backward(down, before, **arguments)
    return down


@wrong(DECONV, "keeps_the_whole_map", "no options")
def whole_map_kept(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = np.zeros_like(out)
    down[:, unit[0]] = out[:, unit[0]]
    for (name, arguments), record in zip(layers[::-1], records[::-1], strict=True):
        if name == "conv2d":
            down = conv_transpose2d(down, arguments["weight"])
        elif name == "relu":
            down = np.maximum(down, 0)
        else:
            down = max_unpool2d(
                down,
                record["switches"],
                arguments["kernel_size"],
                arguments.get("stride"),
                arguments.get("padding", 0),
                output_size=record["size"],
            )
    return down


@wrong(DECONV, "right only for one image with one channel", "right only for the first")
def no_output_padding(x, layers, unit):
    out, records = forward_with_switches(x, layers)
    down = np.zeros_like(out)
    c, i, j = unit
    down[0, c, i, j] = out[0, c, i, j]
    for (name, arguments), record in zip(layers[::-1], records[::-1], strict=True):
        if name == "conv2d":
            options = {k: v for k, v in arguments.items() if k not in ("bias", "weight")}
            down = conv_transpose2d(down, arguments["weight"], **options)
        elif name == "relu":
            down = np.maximum(down, 0)
        else:
            out = np.zeros((*down.shape[:2], record["size"][0] * record["size"][1]), down.dtype)
            for n, ch, a, b in np.ndindex(down.shape):
                out[n, ch, record["switches"][n, ch, a, b]] = down[n, ch, a, b]
            down = out.reshape(*down.shape[:2], *record["size"])
    return down


@wrong(GRADIENT, "differentiates_the_log_probability")
def gradient_of_the_probability(x, layers, labels):
    inputs, out = [], x
    for name, arguments in layers:
        inputs.append(out)
        out = run_layer(out, name, arguments)
    p = np.exp(out - out.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    grad = -p
    grad[np.arange(len(x)), labels] += 1
    return _back(grad, layers, inputs)


@wrong(GRADIENT, "starts_from_the_score", "takes_the_first_label")
def starts_from_the_scores(x, layers, labels):
    inputs, out = [], x
    for name, arguments in layers:
        inputs.append(out)
        out = run_layer(out, name, arguments)
    grad = np.zeros_like(out)
    grad[:, labels[0]] = out[:, labels[0]]
    return _back(grad, layers, inputs)


@wrong(GRADIENT, "averages_over_the_batch", "starts_from_ones")
def all_classes(x, layers, labels):
    inputs, out = [], x
    for name, arguments in layers:
        inputs.append(out)
        out = run_layer(out, name, arguments)
    return _back(np.ones_like(out) / len(x), layers, inputs)


@wrong(GRADIENT, "loses_the_dtype")
def relu_left_out(x, layers, labels):
    inputs, out = [], x
    for name, arguments in layers:
        inputs.append(out)
        out = run_layer(out, name, arguments)
    grad = np.zeros(out.shape)
    grad[np.arange(len(x)), labels] = 1
    kept = [
        (layer, before) for layer, before in zip(layers, inputs, strict=True) if layer[0] != "relu"
    ]
    return _back(grad, [layer for layer, _ in kept], [before for _, before in kept])


def _back(grad, layers, inputs):
    for (name, arguments), before in zip(layers[::-1], inputs[::-1], strict=True):
        if name == "conv2d":
            grad = conv2d_backward(grad, before, **arguments)[0]
        elif name == "linear":
            grad = linear_backward(grad, before, **arguments)[0]
        elif name == "relu":
            grad = relu_backward(grad, before)
        elif name == "max_pool2d":
            grad = max_pool2d_backward(grad, before, **arguments)
        else:
            grad = grad.reshape(before.shape)
    return grad


@wrong(OCCLUSION, "leaves_the_patches")
def covers_stay(predict, x, label, patch_size, stride=1, value=0.0):
    ph, pw = (patch_size, patch_size) if isinstance(patch_size, int) else patch_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    base = predict(x[None])[0, label]
    covered = x.copy()
    rows, columns = (x.shape[1] - ph) // sh + 1, (x.shape[2] - pw) // sw + 1
    out = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            covered[:, i * sh : i * sh + ph, j * sw : j * sw + pw] = value
            out[i, j] = base - predict(covered[None])[0, label]
    return out


@wrong(OCCLUSION, "covers_the_first_channel", "returns_the_score")
def the_score_itself(predict, x, label, patch_size, stride=1, value=0.0):
    ph, pw = (patch_size, patch_size) if isinstance(patch_size, int) else patch_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    out = []
    for i in range(0, x.shape[1] - ph + 1, sh):
        row = []
        for j in range(0, x.shape[2] - pw + 1, sw):
            covered = x.copy()
            covered[0, i : i + ph, j : j + pw] = value
            row.append(predict(covered[None])[0, label])
        out.append(row)
    return np.array(out)


@wrong(OCCLUSION, "its end are missing", "rows or columns")
def square_patch(predict, x, label, patch_size, stride=1, value=0.0):
    k = patch_size if isinstance(patch_size, int) else patch_size[0]
    s = stride if isinstance(stride, int) else stride[0]
    base = predict(x[None])[0][label]
    n = (x.shape[1] - k) // s + 1
    out = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            covered = x.copy()
            covered[:, i * s : i * s + k, j * s : j * s + k] = 0
            out[i, j] = base - predict(covered[None])[0][label]
    return out


@wrong(OCCLUSION, "subtracts_the_other_way")
def changes_the_image(predict, x, label, patch_size, stride=1, value=0.0):
    ph, pw = (patch_size, patch_size) if isinstance(patch_size, int) else patch_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    base = predict(x[None])[0, label]
    rows, columns = (x.shape[1] - ph) // sh + 1, (x.shape[2] - pw) // sw + 1
    out = np.zeros((rows, columns), base.dtype)
    for i in range(rows):
        for j in range(columns):
            part = x[:, i * sh : i * sh + ph, j * sw : j * sw + pw]
            before = part.copy()
            part[:] = value
            out[i, j] = predict(x[None])[0, label] - base
            part[:] = before
    return out
