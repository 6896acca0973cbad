"""Answers to `zca_whitening`: right ones in other styles, and what students get wrong."""

import numpy as np

from autograder.checks.answers import misconception, variant

MATRIX = ("two pixels", "images", "dtype and input")


@variant
def with_cov(x_train, epsilon=1e-2):
    rows = x_train.reshape(len(x_train), -1).astype(np.float64)
    covariance = np.cov(rows, rowvar=False, bias=True)
    values, vectors = np.linalg.eigh(covariance + epsilon * np.eye(rows.shape[1]))
    return rows.mean(axis=0), vectors @ np.diag(values**-0.5) @ vectors.T


@variant
def with_singular_vectors(x_train, epsilon=1e-2):
    rows = x_train.reshape(len(x_train), -1).astype(np.float64)
    mean = rows.mean(axis=0)
    u, variances, _ = np.linalg.svd((rows - mean).T @ (rows - mean) / len(rows))
    return mean, np.einsum("ik,k,jk->ij", u, (variances + epsilon) ** -0.5, u)


@variant
def with_newtons_steps(x_train, epsilon=1e-2):
    rows = x_train.reshape(len(x_train), -1).astype(np.float64)
    mean = rows.mean(axis=0)
    target = (rows - mean).T @ (rows - mean) / len(rows) + epsilon * np.eye(rows.shape[1])
    root, inverse = target / np.trace(target), np.eye(len(target))
    for _ in range(60):  # Denman and Beavers
        root, inverse = (
            (root + np.linalg.inv(inverse)) / 2,
            (inverse + np.linalg.inv(root)) / 2,
        )
    return mean, inverse / np.sqrt(np.trace(target))


@misconception(
    "This is PCA whitening, whose result is in the coordinates of the eigenvectors and no longer "
    "looks like images. ZCA rotates back with another product by U.",
    loses=MATRIX,
)
def does_not_turn_back(right, x_train, *args, **given):
    mean, whitening = right(x_train, *args, **given)
    return mean, np.linalg.eigh(whitening)[1].T @ whitening


@misconception(
    "You do not subtract the mean before computing the covariance.",
    loses=MATRIX,
)
def forgets_to_centre(right, x_train, *args, **given):
    x = x_train.astype(np.float64)
    _, whitening = right(np.concatenate([x, -x]), *args, **given)
    return right(x_train, *args, **given)[0], whitening


@misconception(
    "You multiply by the standard deviations. Whitening divides by them: the exponent is -1/2.",
    loses=MATRIX,
)
def multiplies(right, *args, **given):
    mean, whitening = right(*args, **given)
    return mean, np.linalg.inv(whitening)


@misconception(
    "You divide by the variances. Divide by their square roots: the exponent is -1/2.",
    loses=MATRIX,
)
def forgets_the_root(right, *args, **given):
    mean, whitening = right(*args, **given)
    return mean, whitening @ whitening


@misconception(
    "You add epsilon to the standard deviations. Add it to the variances, under the root.",
    loses=MATRIX,
)
def adds_epsilon_to_the_root(right, x_train, epsilon=1e-2):
    mean, whitening = right(x_train, epsilon)
    scales, directions = np.linalg.eigh(whitening)
    deviations = np.sqrt(np.maximum(scales**-2 - epsilon, 0))
    return mean, (directions / (deviations + epsilon)) @ directions.T


@misconception(
    "You divide the covariance by the number of images minus one, the default of `np.cov`. Here it "
    "is divided by the number of images.",
    loses=MATRIX,
)
def divides_by_one_less(right, x_train, epsilon=1e-2):
    share = (len(x_train) - 1) / len(x_train)
    mean, whitening = right(x_train, epsilon * share)
    return mean, whitening * np.sqrt(share)


@misconception(
    "You leave epsilon out. Then directions in which the images hardly differ are amplified.",
    loses=MATRIX,
)
def leaves_epsilon_out(right, x_train, epsilon=1e-2):  # noqa: ARG001
    return right(x_train, 1e-12)


@misconception(
    "Your matrix only divides each number by its standard deviation. To remove correlations it "
    "needs the eigenvectors of the covariance.",
    loses=MATRIX,
)
def only_standardises(right, x_train, epsilon=1e-2):
    rows = x_train.reshape(len(x_train), -1)
    return right(x_train, epsilon)[0], np.diag((rows.var(axis=0, dtype=float) + epsilon) ** -0.5)


@misconception(
    "You return the whitened images. Asked for is the matrix that whitens; `zca_whiten` applies "
    "it.",
    loses=MATRIX,
)
def returns_the_whitened_images(right, x_train, *args, **given):
    mean, whitening = right(x_train, *args, **given)
    return mean, (x_train.reshape(len(x_train), -1) - mean) @ whitening


@misconception(
    "The covariance is a sum over the images. Divide it by their number.",
    loses=MATRIX,
)
def does_not_divide_by_the_images(right, x_train, *args, **given):
    larger = x_train.astype(np.float64) * np.sqrt(len(x_train))
    return right(x_train, *args, **given)[0], right(larger, *args, **given)[1]


@misconception(
    "You use the correlations, which divide each pixel by its deviation. The covariance is asked "
    "for: `np.cov(..., bias=True)`, or a product of the centred rows.",
    loses=MATRIX,
)
def takes_the_correlations(right, x_train, epsilon=1e-2):
    mean, _ = right(x_train, epsilon)
    centred = x_train.reshape(len(x_train), -1) - mean
    scaled = centred / centred.std(axis=0)
    return mean, right(scaled.reshape(x_train.shape), epsilon)[1]
