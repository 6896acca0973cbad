"""Wrong solutions of chapter 6: preparation, and what draws at random."""

# ruff: noqa: ARG001, E741, F841, N806, RUF046, RUF059 - as students write

import math

import numpy as np

from tests.autograder.realistic.marking import wrong

STAT = "06-regularisation.channel_statistics"
STD = "06-regularisation.standardise"
ZCA = "06-regularisation.zca_whitening"
CROP = "06-regularisation.random_crop"
FLIP = "06-regularisation.random_horizontal_flip"
ERASE = "06-regularisation.random_erasing"
MASK = "06-regularisation.dropout_mask"
DROP = "06-regularisation.dropout"
DBACK = "06-regularisation.dropout_backward"


@wrong(STAT, "takes_the_last_axis_for_channels")
def last_axis(x_train):
    return x_train.mean(axis=(0, 1, 2)), x_train.std(axis=(0, 1, 2))


@wrong(STAT, "subtracts_the_overall_mean")
def around_one_mean(x_train):
    c = x_train.shape[1]
    mean = x_train.mean(axis=(0, 2, 3))
    std = np.sqrt(((x_train - x_train.mean()) ** 2).mean(axis=(0, 2, 3)))
    return mean, std


@wrong(STAT, "are in the wrong order")
def deviation_first(x_train):
    means, stds = [], []
    for c in range(x_train.shape[1]):
        means.append(x_train[:, c].mean())
        stds.append(x_train[:, c].std())
    return np.array(stds), np.array(means)


@wrong(STAT, "squares_in_bytes", "sums_in_float32")
def squares_of_bytes(x_train):
    n = x_train.shape[0] * x_train.shape[2] * x_train.shape[3]
    mean = x_train.sum(axis=(0, 2, 3)) / n
    var = (x_train**2).sum(axis=(0, 2, 3)) / n - mean**2
    return mean, np.sqrt(var)


@wrong(STD, "divides_by_255", "loses_the_dtype")
def divides_by_255_too(x, mean, std):
    x = x.astype(np.float32) / 255.0
    return (x - mean.reshape(1, -1, 1, 1)) / std.reshape(1, -1, 1, 1)


@wrong(STD, "goes_the_other_way", "loses_the_dtype")
def undoes_it(x, mean, std):
    return x * std[None, :, None, None] + mean[None, :, None, None]


@wrong(ZCA, "`epsilon` makes no difference")
def epsilon_of_its_own(x_train, epsilon=1e-2):
    X = x_train.reshape(len(x_train), -1).astype(np.float64)
    mu = X.mean(0)
    S, U = np.linalg.eigh(np.cov(X - mu, rowvar=False, bias=True))
    return mu, U @ np.diag((S + 1e-5) ** -0.5) @ U.T


@wrong(ZCA, "returns_the_whitened_images", "divides_by_one_less")
def whitens_at_once(x_train, epsilon=1e-2):
    X = x_train.reshape(len(x_train), -1).astype(np.float64)
    X -= X.mean(0)
    cov = np.cov(X, rowvar=False)
    S, U = np.linalg.eigh(cov)
    W = U @ np.diag(1 / np.sqrt(S + epsilon)) @ U.T
    return X.mean(0), X @ W


@wrong(ZCA, "divides_by_one_less")
def mean_image(x_train, epsilon=1e-2):
    mean = x_train.mean(axis=0)
    X = (x_train - mean).reshape(len(x_train), -1)
    cov = np.cov(X.T)
    S, U = np.linalg.eigh(cov)
    return mean, (U / np.sqrt(S + epsilon)) @ U.T


@wrong(ZCA, "right but for a rotation")
def stops_at_the_eigenvectors(x_train, epsilon=1e-2):
    X = x_train.reshape(len(x_train), -1).astype(float)
    mean = X.mean(0)
    Xc = X - mean
    S, U = np.linalg.eigh(Xc.T @ Xc / len(X))
    return mean, U @ np.diag(1.0 / np.sqrt(S + epsilon))


@wrong(CROP, "right only for squares")
def square_windows(x, size, padding=0, *, rng):
    n, c, h, w = x.shape
    p = padding
    x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    out = np.zeros((n, c, size, size), x.dtype)
    for i in range(n):
        t = rng.integers(0, h + 2 * p - size + 1)
        l = rng.integers(0, w + 2 * p - size + 1)
        out[i] = x[i, :, t : t + size, l : l + size]
    return out


@wrong(CROP, "counts_places_before_padding")
def spare_before_padding(x, size, padding=0, *, rng):
    kh, kw = (size, size) if isinstance(size, int) else size
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    n, c, h, w = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = []
    for i in range(n):
        top = rng.integers(0, max(h - kh, 0) + 1)
        left = rng.integers(0, max(w - kw, 0) + 1)
        out.append(xp[i, :, top : top + kh, left : left + kw])
    return np.stack(out)


@wrong(CROP, "ignores_padding")
def pads_nothing(x, size, padding=0, *, rng):
    h, w = (size, size) if np.isscalar(size) else size
    out = np.empty((len(x), x.shape[1], h, w), dtype=x.dtype)
    for i, im in enumerate(x):
        t, l = rng.integers(x.shape[2] - h + 1), rng.integers(x.shape[3] - w + 1)
        out[i] = im[:, t : t + h, l : l + w]
    return out


@wrong(FLIP, "writes into its input array")
def flips_in_place(x, p=0.5, *, rng):
    for i in range(len(x)):
        if rng.random() < p:
            x[i] = x[i, :, :, ::-1]
    return x


@wrong(FLIP, "reverses_the_channels")
def fliplr(x, p=0.5, *, rng):
    mask = rng.random(len(x)) < p
    out = x.copy()
    out[mask] = np.fliplr(x[mask])
    return out


@wrong(FLIP, "draws_without_rng")
def own_generator_and_half(x, p=0.5, *, rng):
    out = np.zeros(x.shape)
    for i in range(len(x)):
        out[i] = x[i, :, :, ::-1] if np.random.rand() > 0.5 else x[i]
    return out


@wrong(ERASE, "writes into its input array")
def erases_in_place(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    n, c, H, W = x.shape
    for i in range(n):
        if rng.random() < p:
            for _ in range(10):
                s = rng.uniform(*scale) * H * W
                r = rng.uniform(*ratio)
                h, w = int(round(math.sqrt(s * r))), int(round(math.sqrt(s / r)))
                if h <= H and w <= W:
                    a, b = rng.integers(0, H - h + 1), rng.integers(0, W - w + 1)
                    x[i, :, a : a + h, b : b + w] = rng.standard_normal((c, h, w))
                    break
    return x


@wrong(ERASE, "fills_all_channels_alike")
def one_noise_for_all_channels(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    n, c, H, W = x.shape
    for i in range(n):
        if rng.random() >= p:
            continue
        for _ in range(10):
            s = rng.uniform(scale[0], scale[1]) * H * W
            r = rng.uniform(ratio[0], ratio[1])
            h, w = int(np.sqrt(s * r)), int(np.sqrt(s / r))
            if h < H and w < W:
                top, left = rng.integers(0, H - h), rng.integers(0, W - w)
                out[i, :, top : top + h, left : left + w] = rng.standard_normal((h, w))
                break
    return out


@wrong(ERASE, "cuts_to_the_size_of_the_image")
def cut_to_fit(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    n, c, H, W = x.shape
    for img in out:
        if rng.random() < p:
            s, r = rng.uniform(*scale) * H * W, rng.uniform(*ratio)
            h, w = min(H, round(math.sqrt(s * r))), min(W, round(math.sqrt(s / r)))
            t, l = rng.integers(0, H - h + 1), rng.integers(0, W - w + 1)
            img[:, t : t + h, l : l + w] = rng.standard_normal((c, h, w))
    return out


@wrong(ERASE, "cuts_at_the_border")
def over_the_border(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    n, c, H, W = x.shape
    for i in range(n):
        if rng.random() < p:
            s, r = rng.uniform(*scale) * H * W, rng.uniform(*ratio)
            h, w = round(math.sqrt(s * r)), round(math.sqrt(s / r))
            t, l = rng.integers(0, H), rng.integers(0, W)
            b, rr = min(t + h, H), min(l + w, W)
            out[i, :, t:b, l:rr] = rng.standard_normal((c, b - t, rr - l))
    return out


@wrong(MASK, "expected an array of bool")
def scaled_mask(shape, p, rng):
    return (rng.random(shape) > p) / (1 - p)


@wrong(MASK, "draws_without_rng")
def global_generator(shape, p, rng):
    return np.random.rand(*shape) > p


@wrong(MASK, "drops_a_fixed_number")
def exact_share(shape, p, rng):
    n = int(np.prod(shape))
    mask = np.ones(n, dtype=bool)
    mask[rng.permutation(n)[: int(round(p * n))]] = False
    return mask.reshape(shape)


@wrong(DROP, "ignores_p", "drops_when_evaluating")
def always_half(x, mask, p=0.5, training=True):
    return x * mask * 2


@wrong(DROP, "divides_by_the_share_kept", "loses_the_dtype")
def share_of_the_mask(x, mask, p=0.5, training=True):
    if not training:
        return x
    return x * mask / mask.mean()


@wrong(DROP, "does_not_scale", "writes into its input array")
def zeroes_in_place(x, mask, p=0.5, training=True):
    if training:
        x[~mask] = 0
    return x


@wrong(DBACK, "multiplies")
def multiplied(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return grad_out
    return grad_out * mask * (1 - p)


@wrong(DBACK, "divides_by_p", "stops_the_gradient_when_evaluating")
def over_p_and_nothing(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return np.zeros_like(grad_out)
    return grad_out * mask / p
