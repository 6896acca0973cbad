"""Explain the import error of a package that the sandbox does not contain."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder
from types import ModuleType

__all__ = ["name_what_is_left_out"]

# Only these packages: for a misspelt name Python's own message is better.
LEFT_OUT = ("torch", "torchvision", "scipy", "sklearn", "skimage", "tensorflow", "jax", "cv2")


class _LeftOut(MetaPathFinder):
    """The last finder on the path, which is used only if no other finds a module."""

    def __init__(self, allowed: str) -> None:
        self._allowed = allowed

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        # Libraries such as torch that only test whether a package exists get None.
        only_asked = sys._getframe(2).f_globals.get("__name__") == "importlib.util"
        if fullname in LEFT_OUT and not only_asked:
            raise ModuleNotFoundError(
                f"{fullname} cannot be imported where this exercise is checked: use "
                f"{self._allowed} alone.",
                name=fullname,
            )


def name_what_is_left_out() -> None:
    """Let imports of packages that are left out on purpose fail with a clear sentence."""
    has_torch = PathFinder.find_spec("torch") is not None
    sys.meta_path.append(_LeftOut("NumPy and PyTorch" if has_torch else "NumPy"))
