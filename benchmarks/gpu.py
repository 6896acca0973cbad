"""Time what only makes sense on a GPU: ``python -m benchmarks.gpu``."""

import sys

import torch

from benchmarks import data_on_device
from cnnlib.data import DataUnavailableError

__all__ = ["main"]


def main() -> None:
    """Time how fast a CUDA device gets its data, or print why that is not possible."""
    if not torch.cuda.is_available():
        print(f"Skipped: PyTorch {torch.__version__} finds no CUDA device on this machine.")
        return
    device = torch.device("cuda")
    try:
        data_on_device.main(device)
    except DataUnavailableError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
