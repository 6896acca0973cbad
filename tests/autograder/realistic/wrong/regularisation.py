"""Wrong solutions of chapter 6, but for the optimisers and the training loop."""

# ruff: noqa: ARG001 - written as students write

import math

import numpy as np

from tests.autograder.realistic.marking import wrong

STATISTICS, STANDARD, ZCA, CROP, FLIP, ERASE, EXPONENTIAL, COSINE, MASK, DROP, BACK = (
    f"06-regularisation.{name}"
    for name in (
        "channel_statistics",
        "standardise",
        "zca_whitening",
        "random_crop",
        "random_horizontal_flip",
        "random_erasing",
        "exponential_lr",
        "cosine_annealing_lr",
        "dropout_mask",
        "dropout",
        "dropout_backward",
    )
)


@wrong(STATISTICS, "sums_in_float32", "axes of length 1")
def unbiased_with_axes(x_train):
    mean = x_train.mean(axis=(0, 2, 3), keepdims=True)
    return mean, x_train.std(axis=(0, 2, 3), ddof=1, keepdims=True)


@wrong(STATISTICS, "returns_the_variance")
def variance_by_squares(x_train):
    mean = np.mean(x_train, axis=(0, 2, 3))
    squares = np.mean(x_train**2, axis=(0, 2, 3))
    return mean, squares - mean**2


@wrong(STATISTICS, "averages_the_images_deviations")
def mean_of_deviations(x_train):
    x = x_train.astype(float)
    return x.mean(axis=(2, 3)).mean(axis=0), x.std(axis=(2, 3)).mean(axis=0)


@wrong(STATISTICS, "mixes_the_channels")
def one_number_for_all(x_train):
    c = x_train.shape[1]
    return np.full(c, x_train.mean()), np.full(c, x_train.std())


@wrong(STANDARD, "measures_these_images")
def own_statistics(x, mean, std):
    mean = x.mean(axis=(0, 2, 3), keepdims=True)
    std = x.std(axis=(0, 2, 3), keepdims=True)
    return (x - mean) / std


@wrong(STANDARD, "divides_by_the_variance")
def divides_by_squares(x, mean, std):
    x = x.astype(np.float32) if x.dtype.kind != "f" else x
    return ((x - mean[:, None, None]) / (std[:, None, None] ** 2)).astype(x.dtype)


@wrong(STANDARD, "divides_first")
def scales_first(x, mean, std):
    out = x / std.reshape(1, -1, 1, 1) - mean.reshape(1, -1, 1, 1)
    return out.astype(x.dtype) if x.dtype.kind == "f" else out


@wrong(STANDARD, "has its axes in the wrong order")
def broadcasts_over_width(x, mean, std):
    out = x.transpose(0, 3, 2, 1) - mean
    return (out / std).astype(np.float32)


@wrong(ZCA, "forgets_to_centre")
def uncentred(x_train, epsilon=1e-2):
    x = x_train.reshape(len(x_train), -1).astype(float)
    mean = x.mean(axis=0)
    values, vectors = np.linalg.eigh(x.T @ x / len(x))
    return mean, vectors @ np.diag(1 / np.sqrt(values + epsilon)) @ vectors.T


@wrong(ZCA, "should be symmetric, and is not", "epsilon outside the root")
def pca_whitening(x_train, epsilon=1e-2):
    x = x_train.reshape(len(x_train), -1).astype(float)
    mean = x.mean(axis=0)
    values, vectors = np.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    return mean, np.diag(1 / (np.sqrt(np.maximum(values, 0)) + epsilon)) @ vectors.T


@wrong(ZCA, "divides_by_one_less")
def sample_covariance(x_train, epsilon=1e-2):
    x = x_train.reshape(len(x_train), -1).astype(float)
    mean = x.mean(axis=0)
    u, s, _ = np.linalg.svd(np.cov(x.T))
    return mean, u @ np.diag(1 / np.sqrt(s + epsilon)) @ u.T


@wrong(ZCA, "multiplies")
def colours_in_place_of_whitening(x_train, epsilon=1e-2):
    x = x_train.reshape(len(x_train), -1).astype(float)
    mean = x.mean(axis=0, keepdims=True)
    x = x - mean
    values, vectors = np.linalg.eigh(x.T @ x / len(x))
    return mean, vectors @ np.diag(np.sqrt(values + epsilon)) @ vectors.T


@wrong(CROP, "draws_once_for_the_batch")
def one_place_for_the_batch(x, size, padding=0, *, rng):
    h, w = (size, size) if isinstance(size, int) else size
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    top = rng.integers(0, x.shape[2] - h + 1)
    left = rng.integers(0, x.shape[3] - w + 1)
    return x[:, :, top : top + h, left : left + w]


@wrong(CROP, "loses_the_dtype", "never_takes_the_last_place")
def never_the_last_place(x, size, padding=0, *, rng):
    h, w = (size, size) if isinstance(size, int) else size
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((len(x), x.shape[1], h, w))
    for n, image in enumerate(x):
        top = rng.integers(0, max(x.shape[2] - h, 1))
        left = rng.integers(0, max(x.shape[3] - w, 1))
        out[n] = image[:, top : top + h, left : left + w]
    return out


@wrong(CROP, "centre", "global generator", "no padding")
def global_generator(x, size, padding=0, *, rng):
    h = w = size if isinstance(size, int) else size[0]
    crops = []
    for image in x:
        top = np.random.randint(0, image.shape[1] - h + 1)
        left = np.random.randint(0, image.shape[2] - w + 1)
        crops.append(image[:, top : top + h, left : left + w])
    return np.stack(crops)


@wrong(CROP, "draws_one_number_for_both")
def same_offset_in_both_axes(x, size, padding=0, *, rng):
    h, w = (size, size) if isinstance(size, int) else size
    ph, pw = (padding, padding) if isinstance(padding, int) else padding
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    room = min(x.shape[2] - h, x.shape[3] - w)
    starts = rng.integers(0, room + 1, len(x))
    return np.stack([i[:, s : s + h, s : s + w] for i, s in zip(x, starts, strict=True)])


@wrong(FLIP, "decides_once")
def all_or_none(x, p=0.5, *, rng):
    return x[:, :, :, ::-1] if rng.random() < p else x


@wrong(FLIP, "flips_upside_down")
def upside_down(x, p=0.5, *, rng):
    out = x.copy()
    for n in range(len(x)):
        if rng.random() < p:
            out[n] = x[n, :, ::-1]
    return out


@wrong(FLIP, "turns_p_round")
def keeps_with_p(x, p=0.5, *, rng):
    out = np.zeros(x.shape)
    for n in range(len(x)):
        out[n] = x[n] if rng.random() < p else x[n, :, :, ::-1]
    return out


@wrong(FLIP, "in another order")
def ignores_p(x, p=0.5, *, rng):
    flips = rng.integers(0, 2, len(x)).astype(bool)
    x[flips] = x[flips][:, :, :, ::-1]
    return x


@wrong(ERASE, "fills_with_zeros")
def zeros_for_all(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    h, w = x.shape[2:]
    for image in out:
        if rng.random() < p:
            area = rng.uniform(*scale) * h * w
            r = rng.uniform(*ratio)
            eh, ew = round(math.sqrt(area * r)), round(math.sqrt(area / r))
            if eh <= h and ew <= w:
                top, left = rng.integers(0, h - eh + 1), rng.integers(0, w - ew + 1)
                image[:, top : top + eh, left : left + ew] = 0
    return out


@wrong(ERASE, "fills_all_channels_alike", "swaps_height_and_width")
def ratio_the_other_way(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    out = x.copy()
    h, w = x.shape[2:]
    for image in out:
        if rng.random() >= p:
            continue
        for _ in range(10):
            area = rng.uniform(*scale) * h * w
            r = rng.uniform(*ratio)
            eh, ew = int(np.sqrt(area / r)), int(np.sqrt(area * r))
            if eh <= h and ew <= w:
                top, left = rng.integers(0, h - eh + 1), rng.integers(0, w - ew + 1)
                image[:, top : top + eh, left : left + ew] = rng.standard_normal((eh, ew))
                break
    return out


@wrong(ERASE, "fills_with_uniform_numbers")
def uniform_noise_in_place(x, p=0.5, scale=(0.02, 0.33), ratio=(0.3, 3.3), *, rng):
    h, w = x.shape[2:]
    for n in range(len(x)):
        if rng.random() < p:
            for _ in range(10):
                area = rng.uniform(*scale) * h * w
                r = rng.uniform(*ratio)
                eh, ew = round(np.sqrt(area * r)), round(np.sqrt(area / r))
                if eh <= h and ew <= w:
                    i, j = rng.integers(h - eh + 1), rng.integers(w - ew + 1)
                    x[n, :, i : i + eh, j : j + ew] = rng.random((x.shape[1], eh, ew))
                    break
    return x


@wrong(EXPONENTIAL, "counts_from_1")
def from_epoch_one(epoch, lr, gamma):
    return lr * gamma ** (epoch + 1)


@wrong(EXPONENTIAL, "takes_gamma_as_a_rate")
def natural_exponential(epoch, lr, gamma):
    return lr * math.exp(-gamma * epoch)


@wrong(COSINE, "forgets_the_half")
def half_missing(epoch, lr, t_max, eta_min=0.0):
    return eta_min + (lr - eta_min) * (1 + math.cos(math.pi * epoch / t_max))


@wrong(COSINE, "ignores_the_minimum", "takes_a_whole_period")
def full_period(epoch, lr, t_max, eta_min=0.0):
    return lr / 2 * (1 + math.cos(2 * math.pi * epoch / t_max))


@wrong(COSINE, "adds_the_minimum_on_top")
def adds_the_lowest_rate(epoch, lr, t_max, eta_min=0.0):
    return eta_min + 0.5 * lr * (1 + np.cos(np.pi * epoch / t_max))


@wrong(MASK, "keeps_with_p")
def keeps_with_probability_p(shape, p, rng):
    return rng.random(shape) < p


@wrong(MASK, "expected an array of bool")
def normal_numbers(shape, p, rng):
    return (rng.standard_normal(shape) > p).astype(float)


@wrong(MASK, "draws_the_last_axis_alone")
def one_row_for_all(shape, p, rng):
    row = rng.random(shape[-1]) >= p
    return np.broadcast_to(row, shape).copy()


@wrong(DROP, "does_not_scale", "scales_when_evaluating")
def plain_dropout(x, mask, p=0.5, training=True):
    return x * mask if training else x * (1 - p)


@wrong(DROP, "divides_by_p", "drops_when_evaluating", "loses_the_dtype")
def divides_by_p(x, mask, p=0.5, training=True):
    return np.where(mask, x, 0.0).astype(float) / p


@wrong(DROP, "ignores_p", "turns_the_mask_round")
def always_times_two(x, mask, p=0.5, training=True):
    if not training:
        return x
    out = x.copy()
    out[mask] = 0
    return out * 2


@wrong(BACK, "drops_when_evaluating", "forgets_the_factor")
def mask_alone(grad_out, x, mask, p=0.5, training=True):
    return grad_out * mask


@wrong(BACK, "times one of the arguments", "float64")
def gradient_times_x(grad_out, x, mask, p=0.5, training=True):
    if not training:
        return grad_out
    return grad_out * x * mask / (1 - p)
