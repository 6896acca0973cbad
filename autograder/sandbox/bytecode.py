"""Compile the course's own files once for all students' processes."""

import marshal
from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np

from autograder.sandbox.mounts import HOME

__all__ = ["bytecode_of"]

FILES_KEPT = 512  # more than the library has


def bytecode_of(files: Mapping[str, bytes], given: Collection[str]) -> dict[str, np.ndarray]:
    """Return the bytecode of some files, by path, as `autograder.inside.bytecode` uses it.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path, relative to the working folder.
    given : collection of str
        Those of them that are the course's own. Nothing of a student's is compiled here.
    """
    return {
        name: np.frombuffer(_compiled(f"{HOME}/{name}", files[name]), np.uint8)
        for name in given
        if name.endswith(".py")
    }


@lru_cache(maxsize=FILES_KEPT)
def _compiled(path: str, source: bytes) -> bytes:
    # Python compiles modules with these options when it imports them.
    return marshal.dumps(compile(source, path, "exec", dont_inherit=True, optimize=0))
