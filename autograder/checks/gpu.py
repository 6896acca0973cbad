"""Whether this machine can grade what needs a GPU."""

from pathlib import Path

__all__ = ["NO_GPU", "gpu_available"]

NO_GPU = "Not graded yet: this needs a GPU, and the machine that graded has none."


def gpu_available() -> bool:
    """Tell whether there is a CUDA device that a sandbox can be given."""
    return any(Path("/dev").glob("nvidia[0-9]*"))
