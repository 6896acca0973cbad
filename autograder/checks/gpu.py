"""What training runs on, and whether this machine has it."""

from enum import StrEnum
from pathlib import Path

__all__ = ["NO_GPU", "Device", "gpu_available"]

NO_GPU = "Not graded yet: this needs a GPU, and the machine that graded has none."


class Device(StrEnum):
    """What a network is trained on, by the names that PyTorch uses."""

    CPU = "cpu"
    CUDA = "cuda"


def gpu_available() -> bool:
    """Tell whether there is a CUDA device that a sandbox can be given."""
    return any(Path("/dev").glob("nvidia[0-9]*"))
