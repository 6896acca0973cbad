"""Write what an experiment found where the book reads it, with what made it."""

import json
import os
import platform
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch

__all__ = ["RESULTS", "made_by", "save_result"]

RESULTS = Path(__file__).parents[1] / "book" / "results"


def made_by(device: torch.device, seeds: list[int]) -> dict[str, Any]:
    """Return the machine, the versions and the seeds that a result depends on."""
    cuda = device.type == "cuda"
    return {
        "device": torch.cuda.get_device_name(device) if cuda else f"{os.cpu_count()} CPU cores",
        "cuda": torch.version.cuda if cuda else None,
        "cudnn": torch.backends.cudnn.version() if cuda else None,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "seeds": seeds,
        "date": date.today().isoformat(),
    }


def save_result(name: str, result: dict[str, Any], folder: Path = RESULTS) -> Path:
    """Write ``<name>.json`` whole or not at all, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(result, indent=1) + "\n")
    unfinished.replace(path)
    return path
