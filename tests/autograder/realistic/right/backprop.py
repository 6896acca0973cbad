"""Right solutions of chapters 4 and 6 in NumPy, in unusual styles."""

# ruff: noqa: ARG001, RUF059 - written as students write

import math
from itertools import product

import numpy as np

from cnnlib.optimizers import Optimizer
from tests.autograder.realistic.marking import right

FOUR, SIX = "04-backprop", "06-regularisation"


def _two(value):
    return tuple(int(each) for each in np.broadcast_to(value, 2))


@right(f"{FOUR}.numerical_gradient")
def by_unit_vectors(f, x, eps=1e-6):
    x = np.array(x, dtype=np.float64)
    units = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + eps * unit) - f(x - eps * unit)) / (2 * eps) for unit in units]
    return np.array(slopes, dtype=float).reshape(x.shape)


@right(f"{FOUR}.relu_backward")
def by_heaviside(grad_out, x):
    return grad_out * np.heaviside(x, 0).astype(grad_out.dtype)


@right(f"{FOUR}.leaky_relu_backward")
def by_select(grad_out, x, negative_slope=0.01):
    slope = np.array(negative_slope, grad_out.dtype)
    return np.select([x > 0], [grad_out], slope * grad_out)


@right(f"{FOUR}.sigmoid_backward")
def by_tanh(grad_out, x):
    t = np.tanh(x.astype(float) / 2)
    return (grad_out * (1 - t * t) / 4).astype(grad_out.dtype)


@right(f"{FOUR}.linear_backward")
def by_einsum(grad_out, x, weight, bias=None):
    grads = (
        np.einsum("nk,kd->nd", grad_out, weight),
        np.einsum("nk,nd->kd", grad_out, x),
        np.einsum("nk->k", grad_out),
    )
    return grads[: 2 if bias is None else 3]


@right(f"{FOUR}.log_softmax")
def by_logaddexp(x):
    return x - np.logaddexp.reduce(x, axis=1, keepdims=True)


@right(f"{FOUR}.cross_entropy_backward")
def row_by_row(grad_out, x, target):
    def row(scores, label):
        e = np.exp(scores - scores.max())
        return e / e.sum() - (np.arange(len(scores)) == label)

    rows = [row(scores, label) for scores, label in zip(x, target, strict=True)]
    return np.asarray(np.stack(rows) * (grad_out / len(x)), dtype=x.dtype)


@right(f"{FOUR}.max_pool2d_backward")
def by_scatter(grad_out, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    from cnnlib.pooling import max_pool2d

    _, where = max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode, True)
    n, c, h, w = x.shape
    start = np.arange(n * c).reshape(n, c, 1, 1) * h * w
    flat = np.bincount((start + where).ravel(), grad_out.ravel(), minlength=x.size)
    return flat.reshape(x.shape).astype(grad_out.dtype)


@right(f"{FOUR}.avg_pool2d_backward")
def by_transposed_matrices(
    grad_out, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    from cnnlib.pooling_windows import window_pixels

    def matrix(n, k, s, p):
        counts = window_pixels(n, k, s, p, 1, ceil_mode, count_include_pad)
        starts = np.arange(len(counts)) * s - p
        inside = (np.arange(n) >= starts[:, None]) & (np.arange(n) < starts[:, None] + k)
        return inside / counts[:, None]

    (kh, kw), (ph, pw) = _two(kernel_size), _two(padding)
    sh, sw = (kh, kw) if stride is None else _two(stride)
    a, b = matrix(x.shape[2], kh, sh, ph), matrix(x.shape[3], kw, sw, pw)
    return np.einsum("ncij,ih,jw->nchw", grad_out, a, b).astype(grad_out.dtype)


@right(f"{FOUR}.lp_pool2d_backward")
def window_by_window(grad_out, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    kh, kw = _two(kernel_size)
    sh, sw = (kh, kw) if stride is None else _two(stride)
    grad = np.zeros(x.shape)
    for n, c, i, j in product(*map(range, grad_out.shape)):
        place = n, c, slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
        window = x[place].astype(float)
        share = kh * kw / window.size
        y = (share * (np.abs(window) ** norm_type).sum()) ** (1 / norm_type)
        if y == 0:
            continue
        slope = np.zeros_like(window)
        nonzero = window != 0
        slope[nonzero] = np.sign(window[nonzero]) * (np.abs(window[nonzero]) / y) ** (norm_type - 1)
        grad[place] += grad_out[n, c, i, j] * share * slope
    return grad.astype(grad_out.dtype)


@right(f"{FOUR}.conv2d_backward")
def pixel_by_pixel(grad_out, x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    (sh, sw), (ph, pw), (dh, dw) = _two(stride), _two(padding), _two(dilation)
    n, f, h_out, w_out = grad_out.shape
    _, cg, kh, kw = weight.shape
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    grad_padded, grad_weight = np.zeros_like(padded), np.zeros_like(weight)
    fg = f // groups
    for g, u, v in product(range(groups), range(kh), range(kw)):
        filters, channels = slice(g * fg, (g + 1) * fg), slice(g * cg, (g + 1) * cg)
        rows = slice(u * dh, u * dh + sh * (h_out - 1) + 1, sh)
        columns = slice(v * dw, v * dw + sw * (w_out - 1) + 1, sw)
        up, seen = grad_out[:, filters], padded[:, channels, rows, columns]
        grad_weight[filters, :, u, v] = np.tensordot(up, seen, axes=([0, 2, 3], [0, 2, 3]))
        back = np.tensordot(up, weight[filters, :, u, v], axes=(1, 0))
        grad_padded[:, channels, rows, columns] += np.moveaxis(back, -1, 1)
    h, w = x.shape[2:]
    grads = [grad_padded[..., ph : ph + h, pw : pw + w], grad_weight]
    return tuple(grads) if bias is None else (*grads, grad_out.sum((0, 2, 3)))


@right(f"{SIX}.channel_statistics")
def two_passes(x_train):
    flat = np.stack([x_train[:, c].ravel() for c in range(x_train.shape[1])]).astype(np.float64)
    mean = np.array([math.fsum(row) / len(row) for row in flat])
    deviations = flat - mean[:, None]
    return mean, np.array([math.sqrt(math.fsum(row**2) / len(row)) for row in deviations])


@right(f"{SIX}.standardise")
def channels_last_and_back(x, mean, std):
    dtype = x.dtype if np.issubdtype(x.dtype, np.floating) else np.dtype("float32")
    out = (np.moveaxis(x, 1, -1).astype(float) - mean) / std
    return np.moveaxis(out, -1, 1).astype(dtype)


@right(f"{SIX}.zca_whitening")
def by_svd(x_train, epsilon=1e-2):
    rows = x_train.reshape(x_train.shape[0], -1).astype(np.float64)
    mean = np.average(rows, axis=0)
    _, s, vt = np.linalg.svd((rows - mean) / np.sqrt(len(rows)), full_matrices=True)
    values = np.zeros(rows.shape[1])
    values[: len(s)] = s**2
    return mean, (vt.T / np.sqrt(values + epsilon)) @ vt


@right(f"{SIX}.random_crop")
def gathered(x, size, padding=0, *, rng):
    (h, w), (ph, pw) = _two(size), _two(padding)
    x = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    n, _, height, width = x.shape
    top = (rng.random(n) * (height - h + 1)).astype(int)
    left = rng.choice(width - w + 1, size=n)
    rows = (top[:, None] + np.arange(h))[:, None, :, None]
    columns = (left[:, None] + np.arange(w))[:, None, None, :]
    return x[np.arange(n)[:, None, None, None], np.arange(x.shape[1])[:, None, None], rows, columns]


@right(f"{SIX}.random_horizontal_flip")
def by_where(x, p=0.5, *, rng):
    flips = rng.binomial(1, p, size=(len(x), 1, 1, 1)).astype(bool)
    return np.where(flips, np.flip(x, -1), x)


@right(f"{SIX}.random_erasing")
def by_masks(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    n, _, h, w = x.shape
    noise = rng.normal(size=x.shape).astype(x.dtype)
    erased = np.zeros((n, 1, h, w), bool)
    for mask in erased[:, 0]:
        if rng.uniform() >= p:
            continue
        for _attempt in range(10):
            area = h * w * (scale[0] + (scale[1] - scale[0]) * rng.random())
            r = ratio[0] + (ratio[1] - ratio[0]) * rng.random()
            high, wide = int(round((area * r) ** 0.5)), int(round((area / r) ** 0.5))  # noqa: RUF046
            if high <= h and wide <= w:
                i, j = rng.integers(h - high, endpoint=True), rng.integers(w - wide, endpoint=True)
                mask[i : i + high, j : j + wide] = True
                break
    return np.where(erased, noise, x)


@right(f"{SIX}.exponential_lr")
def by_logarithms(epoch, lr, gamma):
    return lr * math.exp(epoch * math.log(gamma))


@right(f"{SIX}.cosine_annealing_lr")
def by_half_angles(epoch, lr, t_max, eta_min=0.0):
    share = math.cos(math.pi * epoch / (2 * t_max)) ** 2
    return share * lr + (1 - share) * eta_min


@right(f"{SIX}.dropout_mask")
def by_choice(shape, p, rng):
    return rng.choice([False, True], size=shape, p=[p, 1 - p])


@right(f"{SIX}.dropout")
def by_masked_array(x, mask, p=0.5, training=True):
    if not training:
        return x.copy()
    kept = np.ma.masked_array(x / x.dtype.type(1 - p), ~mask)
    return kept.filled(0).astype(x.dtype)


@right(f"{SIX}.dropout_backward")
def by_put(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return grad_out
    grad = np.zeros_like(x)
    grad[mask] = grad_out[mask] / (1 - p)
    return grad


@right(f"{SIX}.SGD")
class LazyVelocities(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(parameters, lr=lr, weight_decay=weight_decay)
        self.history, self.mu = {}, momentum

    def step(self, gradients):
        for name, gradient in self.decayed(gradients).items():
            self.history[name] = gradient + self.mu * self.history.get(name, 0)
            np.subtract(
                self.parameters[name],
                (self.lr * self.history[name]).astype(self.parameters[name].dtype),
                out=self.parameters[name],
            )


@right(f"{SIX}.Adam")
class SumsOfGradients(Optimizer):
    """Averages as weighted sums, with the corrections in the rate."""

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        super().__init__(parameters, lr, weight_decay)
        self.steps, self.powers, self.eps, self.betas = 0, [1.0, 1.0], eps, betas
        self.moments = {k: [np.zeros(p.shape), np.zeros(p.shape)] for k, p in parameters.items()}

    def step(self, gradients):
        self.powers = [power * beta for power, beta in zip(self.powers, self.betas, strict=True)]
        for name, g in self.decayed(gradients).items():
            averages = []
            for k, (moment, beta) in enumerate(zip(self.moments[name], self.betas, strict=True)):
                moment *= beta
                moment += (1 - beta) * g ** (k + 1)
                averages.append(moment / (1 - self.powers[k]))
            w = self.parameters[name]
            w[...] = w - self.lr * averages[0] / (averages[1] ** 0.5 + self.eps)
