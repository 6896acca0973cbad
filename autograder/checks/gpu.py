"""The device that a network is trained on, and whether this machine has it."""

from enum import StrEnum
from pathlib import Path

__all__ = ["NO_GPU", "Device", "gpu_available"]

NO_GPU = "Not graded yet: this needs a GPU, and the grading machine has none."


class Device(StrEnum):
    """The device that a network is trained on, by PyTorch's names."""

    CPU = "cpu"
    CUDA = "cuda"


def gpu_available() -> bool:
    """Return whether there is a CUDA device that a sandbox can use."""
    return any(Path("/dev").glob("nvidia[0-9]*"))
