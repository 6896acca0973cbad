"""Say, where a student imports a package that the sandbox leaves out, that it is left out."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from types import ModuleType

__all__ = ["name_what_is_left_out"]

# Not every missing module: a misspelt name is best told by Python itself.
LEFT_OUT = ("torch", "torchvision", "scipy", "sklearn", "skimage", "tensorflow", "jax", "cv2")


class _LeftOut(MetaPathFinder):
    """The last finder on the path: asked only for what all others did not find."""

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        # A library that only asks whether the package is there, as torch does, is told None.
        only_asked = sys._getframe(2).f_globals.get("__name__") == "importlib.util"
        if fullname in LEFT_OUT and not only_asked:
            raise ModuleNotFoundError(
                f"{fullname} cannot be imported where this exercise is checked: use "
                f"{self._allowed} alone.",
                name=fullname,
            )


def name_what_is_left_out() -> None:
    """Let an import of a package that this process cannot have say so in one sentence."""
    has_torch = PathFinder.find_spec("torch") is not None
    sys.meta_path.append(_LeftOut("NumPy and PyTorch" if has_torch else "NumPy"))
