"""Which module of `cnnlib` students get from which chapter on."""

from collections.abc import Collection

__all__ = ["CHAPTERS", "PROVIDED", "belongs", "modules_until"]

# In its own chapter a module's exercises are stubs; in later ones it is complete.
CHAPTERS: dict[str, tuple[str, ...]] = {
    "01-convolution": (
        *("conv", "correlation", "geometry", "costs"),
        *("conv_transpose", "matrix_view", "dense_as_conv", "personal.convolution"),
    ),
    "02-pooling": (
        # conv1d not before: it would be most of an answer to chapter 1.
        *("conv1d", "pooling_windows", "pooling", "unpooling", "pointwise", "personal.pooling"),
    ),
    "03-im2col": ("im2col",),
    "04-backprop": (
        *("data", "conv_arguments", "gradient_check", "upstream"),
        *("fast.column_order", "fast.column_blocks", "fast.block_matrices", "fast.conv"),
        *("fast.three_loops", "fast.fft", "fast.winograd", "fast.comparison"),
        *("conv_backward", "conv1d_backward"),
        *("pooling_backward", "unpooling_backward", "activations", "linear", "losses"),
        *("layers.layer", "layers.activation", "layers.pooling", "layers.weighted"),
        *("descent", "lenet", "personal.backprop"),
    ),
    "05-depth": (
        # Not before: they would be answers to chapter 4.
        *("fast.conv_backward", "conv_transpose_backward"),
        *("training", "batch_norm"),
        *("models.residual", "models.vgg_depth", "models.lenet_variants"),
    ),
    "06-regularisation": (
        *("preparation", "augmentation", "dropout", "optimizers", "schedules"),
        *("layers.regularisation", "models.network_1cd"),
    ),
    "07-efficient": ("counting", "models.squeezenet", "models.mobilenet", "models.vgg16"),
    "08-visualisation": ("visualisation",),
}
PROVIDED = ("arguments", "checking", "exercise", "personal.numbers")


def modules_until(chapter: str) -> set[str]:
    """Return the modules that a student of `chapter` has, its own included."""
    earlier = [modules for slug, modules in CHAPTERS.items() if slug <= chapter]
    return {*PROVIDED, *(name for modules in earlier for name in modules)}


def belongs(path: str, modules: Collection[str]) -> bool:
    """Tell whether a file of `cnnlib` belongs to `modules`.

    Parameters
    ----------
    path : str
        Relative to the folder of the library, as ``"models/residual.py"``.
    modules : collection of str
        As in `CHAPTERS`; a package stands for all its files, and any module of a package brings
        the package's ``__init__.py``.
    """
    *packages, name = path.removesuffix(".py").split("/")
    if name == "__init__":
        package = ".".join(packages)
        return any(f"{module}.".startswith(f"{package}." if package else "") for module in modules)
    parts = [*packages, name]
    return any(".".join(parts[:depth]) in modules for depth in range(1, len(parts) + 1))
