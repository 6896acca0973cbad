"""Which module of `cnnlib` students get from which chapter on."""

__all__ = ["CHAPTERS", "PROVIDED", "modules_until"]

# In its own chapter a module's exercises are stubs; in later ones it is complete.
CHAPTERS: dict[str, tuple[str, ...]] = {
    "01-convolution": ("conv",),
    "02-pooling": (),
    "03-im2col": ("im2col",),
    "04-backprop": (),
    "05-depth": (),
    "06-regularisation": (),
    "07-efficient": (),
    "08-visualisation": (),
}
PROVIDED = ("__init__", "arguments", "checking", "exercise")


def modules_until(chapter: str) -> set[str]:
    """Return the modules that a student of `chapter` has, its own included."""
    earlier = [modules for slug, modules in CHAPTERS.items() if slug <= chapter]
    return {*PROVIDED, *(name for modules in earlier for name in modules)}
