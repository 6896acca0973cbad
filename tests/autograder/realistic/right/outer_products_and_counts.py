"""Right solutions of chapter 4, in styles of other fields."""

# ruff: noqa: B905 - written as students write

import numpy as np

from tests.autograder.realistic.marking import right


def _pairs(*values):
    return [(v, v) if isinstance(v, int) else tuple(v) for v in values]


@right("04-backprop.numerical_gradient")
def steps_in_a_list(f, x, eps=1e-6):
    point = np.array(x, dtype=np.float64)
    steps = eps * np.eye(point.size).reshape(-1, *point.shape)
    return np.array([(f(point + e) - f(point - e)) / (2 * eps) for e in steps]).reshape(point.shape)


@right("04-backprop.relu_backward")
def multiplies_by_the_mask(grad_out, x):
    return np.multiply(grad_out, x > 0, dtype=grad_out.dtype)


@right("04-backprop.leaky_relu_backward")
def by_choices(grad_out, x, negative_slope=0.01):
    return np.select([x > 0], [grad_out], grad_out * grad_out.dtype.type(negative_slope))


@right("04-backprop.sigmoid_backward")
def by_the_hyperbolic_cosine(grad_out, x):
    t = np.tanh(x / 2)
    return grad_out * (1 - t * t) / 4


@right("04-backprop.log_softmax")
def by_logaddexp(x):
    return x - np.logaddexp.reduce(x, axis=1, keepdims=True)


@right("04-backprop.cross_entropy_backward")
def row_by_row(grad_out, x, target):
    rows = []
    for scores, t in zip(x.astype(float), target):
        p = np.exp(scores - scores.max())
        p /= p.sum()
        p[t] -= 1
        rows.append(p * (float(grad_out) / len(x)))
    return np.stack(rows).astype(x.dtype)


@right("04-backprop.linear_backward")
def by_outer_products(grad_out, x, weight, bias=None):
    pairs = [np.outer(g, row) for g, row in zip(grad_out, x)]
    grads = np.stack([weight.T @ g for g in grad_out]), np.add.reduce(pairs)
    return grads if bias is None else (*grads, np.ones(len(x), grad_out.dtype) @ grad_out)


@right("04-backprop.max_pool2d_backward")
def by_bincounting(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    from cnnlib.pooling import max_pool2d

    _, at = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    area = x.shape[2] * x.shape[3]
    planes = zip(at.reshape(-1, at[0, 0].size), grad_out.reshape(-1, at[0, 0].size).astype(float))
    return (
        np.array([np.bincount(i, g, area) for i, g in planes])
        .reshape(x.shape)
        .astype(grad_out.dtype)
    )


@right("04-backprop.avg_pool2d_backward")
def by_outer_shares(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    from cnnlib.pooling_windows import pooling_windows

    win = pooling_windows(x, kernel_size, stride, padding, ceil_mode=ceil_mode)
    share = (grad_out / win.pixels(count_include_pad)).astype(grad_out.dtype)

    def hits(axis):
        n, k, s, p = x.shape[2 + axis], win.kernel_size[axis], win.stride[axis], win.padding[axis]
        start = np.arange(win.output_size[axis]) * s - p
        at = np.arange(n)[:, None]
        return ((at >= start) & (at < start + k)).astype(grad_out.dtype)

    return hits(0) @ share @ hits(1).T


@right("04-backprop.conv2d_backward")
def two_convolutions(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    from cnnlib.conv_transpose import conv_transpose2d

    (sh, sw), (ph, pw), (dh, dw) = _pairs(stride, padding, dilation)
    (h, w), (kh, kw) = x.shape[2:], weight.shape[2:]
    rest = tuple(
        n + 2 * p - d * (k - 1) - 1 - s * (o - 1)
        for n, p, d, k, s, o in zip(
            (h, w), (ph, pw), (dh, dw), (kh, kw), (sh, sw), grad_out.shape[2:]
        )
    )
    spread = np.pad(
        conv_transpose2d(grad_out, weight, None, (sh, sw), 0, 0, groups, (dh, dw)),
        ((0, 0), (0, 0), (0, rest[0]), (0, rest[1])),
    )
    grad_x = spread[:, :, ph : ph + h, pw : pw + w]
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad_w = np.empty_like(weight)
    per, wide = weight.shape[0] // groups, weight.shape[1]
    for f, c, u, v in np.ndindex(weight.shape):
        seen = xp[:, f // per * wide + c, u * dh :, v * dw :][
            :, : sh * grad_out.shape[2] : sh, : sw * grad_out.shape[3] : sw
        ]
        grad_w[f, c, u, v] = np.vdot(grad_out[:, f], seen)
    return (grad_x, grad_w) if bias is None else (grad_x, grad_w, np.einsum("nfij->f", grad_out))
