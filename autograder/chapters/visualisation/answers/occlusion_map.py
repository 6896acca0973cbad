"""Answers to `occlusion_map`: right ones in other styles, and what students get wrong."""

# ruff: noqa: ARG001 - some mistakes ignore an argument

import numpy as np

from autograder.checks.answers import misconception, variant
from cnnlib.arguments import pair

ALL = ("drops", "patches and strides", "channels", "value", "dtype and input")


@variant
def one_after_the_other(predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (sh, sw) = pair(patch_size, "patch_size"), pair(stride, "stride")
    before = predict(x[np.newaxis])[0, label]
    rows = []
    for top in range(0, x.shape[1] - kh + 1, sh):
        row = []
        for left in range(0, x.shape[2] - kw + 1, sw):
            covered = x.copy()
            covered[:, top : top + kh, left : left + kw] = value
            row.append(before - predict(covered[np.newaxis])[0, label])
        rows.append(row)
    return np.array(rows)


@variant
def row_by_row(predict, x, label, patch_size, stride=1, value=0.0):
    kh, kw = (patch_size, patch_size) if isinstance(patch_size, int) else patch_size
    sh, sw = (stride, stride) if isinstance(stride, int) else stride
    lefts = np.arange(0, x.shape[2] - kw + 1, sw)
    drops = []
    for top in np.arange(0, x.shape[1] - kh + 1, sh):
        batch = np.stack([x, *(x for _ in lefts)])
        for image, left in zip(batch[1:], lefts, strict=True):
            image[..., top : top + kh, left : left + kw] = value
        scores = predict(batch)[:, label]
        drops.append(scores[0] - scores[1:])
    return np.stack(drops)


@variant
def with_masks(predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (sh, sw) = pair(patch_size, "patch_size"), pair(stride, "stride")
    _, h, w = x.shape
    down = np.arange((h - kh) // sh + 1)[:, None] * sh
    across = np.arange((w - kw) // sw + 1)[:, None] * sw
    in_rows = (down <= np.arange(h)) & (np.arange(h) < down + kh)
    in_columns = (across <= np.arange(w)) & (np.arange(w) < across + kw)
    masks = in_rows[:, None, :, None] & in_columns[None, :, None, :]
    covered = np.where(masks[:, :, None], np.asarray(value, x.dtype), x)
    scores = predict(covered.reshape(-1, *x.shape))[:, label]
    return predict(x[None])[0, label] - scores.reshape(masks.shape[:2])


@misconception(
    "The sign is wrong. The map is the score of the whole image minus the score with the patch, so "
    "that it is large where the score falls.",
    loses=ALL,
)
def subtracts_the_other_way(right, predict, x, label, *args, **given):
    return -right(predict, x, label, *args, **given)


@misconception(
    "These are the scores with the patch. Return how far they fall: subtract them from the score "
    "of the whole image.",
    loses=ALL,
)
def returns_the_score(right, predict, x, label, *args, **given):
    return predict(x[None])[0, label] - right(predict, x, label, *args, **given)


@misconception(
    "Earlier patches stay in the image. Start with a new copy of the image for each position.",
    loses=ALL,
)
def leaves_the_patches(predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (sh, sw) = pair(patch_size, "patch_size"), pair(stride, "stride")
    covered = x.copy()
    drops = np.zeros(
        ((x.shape[1] - kh) // sh + 1, (x.shape[2] - kw) // sw + 1), dtype=predict(x[None]).dtype
    )
    for i, j in np.ndindex(drops.shape):
        covered[:, i * sh : i * sh + kh, j * sw : j * sw + kw] = value
        drops[i, j] = predict(x[None])[0, label] - predict(covered[None])[0, label]
    return drops


@misconception(
    "Only the first channel is covered. Set all channels of a covered pixel to `value`.",
    loses=("channels", "value"),
)
def covers_the_first_channel(right, predict, x, label, *args, **given):
    def with_the_others(images):
        return predict(np.concatenate([images, np.repeat(x[None, 1:], len(images), 0)], axis=1))

    return right(with_the_others, x[:1], label, *args, **given)


@misconception(
    "`value` is ignored: the patch has the mean of the image.",
    loses=ALL,
)
def covers_with_the_mean(right, predict, x, label, patch_size, stride=1, value=0.0):
    return right(predict, x, label, patch_size, stride, x.mean())


@misconception(
    "`value` is ignored: the patch is always 0.",
    loses=("value",),
)
def always_covers_with_zero(right, predict, x, label, patch_size, stride=1, value=0.0):
    return right(predict, x, label, patch_size, stride)


@misconception(
    "The patch moves by its own size, not by `stride`.",
    loses=ALL,
)
def moves_by_the_patch(right, predict, x, label, patch_size, stride=1, value=0.0):
    return right(predict, x, label, patch_size, patch_size, value)


@misconception(
    "The map is transposed: its rows are positions from top to bottom.",
    loses=ALL,
)
def transposes_the_map(right, *args, **given):
    return right(*args, **given).T


@misconception(
    "You use the score of the predicted class. Use the score of `label`.",
    loses=ALL,
)
def follows_the_prediction(right, predict, x, label, *args, **given):
    return right(predict, x, int(predict(x[None])[0].argmax()), *args, **given)


@misconception(
    "These are probabilities: `predict` gives scores, and those are compared, without a softmax.",
    loses=ALL,
)
def compares_probabilities(right, predict, *args, **given):
    def probabilities(images):
        scores = predict(images)
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        return exponentials / exponentials.sum(axis=1, keepdims=True)

    return right(probabilities, *args, **given)


@misconception(
    "All but the patch is covered. The patch is what is covered, and the rest stays as it is.",
    loses=ALL,
)
def covers_the_rest(right, predict, x, label, patch_size, stride=1, value=0.0):
    def others(images):
        covered = (images != x).any(axis=1, keepdims=True)
        whole = not covered.any()
        return predict(images if whole else np.where(covered, x, images.dtype.type(value)))

    return right(others, x, label, patch_size, stride, np.nan)


@misconception(
    "The map has the size of the image, with each drop on all pixels of its patch. It has one "
    "number for each position of the patch.",
    loses=ALL,
)
def paints_the_patches(right, predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (sh, sw) = pair(patch_size, "patch_size"), pair(stride, "stride")
    drops = right(predict, x, label, patch_size, stride, value)
    painted = np.zeros(x.shape[1:], dtype=drops.dtype)
    for i, j in np.ndindex(drops.shape):
        painted[i * sh : i * sh + kh, j * sw : j * sw + kw] = drops[i, j]
    return painted


@misconception(
    "The fall is divided by the score of the whole image. Return the difference itself.",
    loses=ALL,
)
def divides_by_the_score(right, predict, x, label, *args, **given):
    return right(predict, x, label, *args, **given) / predict(x[None])[0, label]


@misconception(
    "The last patches extend beyond the image, as with `range(0, H, stride)`. A patch stays "
    "inside: its last position begins at H - patch height, or before.",
    loses=ALL,
)
def leaves_the_image(right, predict, x, label, patch_size, stride=1, value=0.0):
    (kh, kw), (h, w) = pair(patch_size, "patch_size"), x.shape[1:]
    larger = np.pad(x, ((0, 0), (0, kh - 1), (0, kw - 1)))
    return right(
        lambda images: predict(images[:, :, :h, :w]), larger, label, patch_size, stride, value
    )
