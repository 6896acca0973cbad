"""The files in ``book/results/``: read, write, summarise."""

import json
import os
import platform
from datetime import date
from pathlib import Path
from statistics import stdev
from typing import Any

import numpy as np
import torch

from cnnlib.experiments.experiment import Experiment, write_whole

__all__ = ["RESULTS", "largest_result", "made_by", "read_result", "summary", "write_result"]

RESULTS = Path(__file__).parents[2] / "book" / "results"

Result = dict[str, Any]


def made_by(device: torch.device) -> dict[str, Any]:
    """Return the machine, the versions and the date that a result depends on."""
    cuda = device.type == "cuda"
    return {
        "device": torch.cuda.get_device_name(device) if cuda else f"{os.cpu_count()} CPU cores",
        "processor": _processor(),
        "threads": torch.get_num_threads(),
        "cuda": torch.version.cuda if cuda else None,
        "cudnn": torch.backends.cudnn.version() if cuda else None,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "date": date.today().isoformat(),
    }


def read_result(stem: str, folder: Path = RESULTS) -> Result | None:
    """Return the result kept as ``<stem>.json``, or None if there is none."""
    path = folder / f"{stem}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def largest_result(experiment: Experiment, folder: Path = RESULTS) -> Result | None:
    """Return the result on the largest data set on which no configuration is missing.

    Missing is what a smaller data set has; there may be no result at all.
    """
    found = [
        read_result(experiment.stem(name), folder) for name in reversed(list(experiment.sizes))
    ]
    results = [result for result in found if result is not None]
    return max(results, key=_configurations) if results else None


def write_result(stem: str, result: Result, folder: Path = RESULTS) -> Path:
    """Write ``<stem>.json`` whole or not at all, one run a line, and return its path."""
    runs = result.get("runs", [])
    text = json.dumps(result | {"runs": []} if runs else result, indent=1, ensure_ascii=False)
    if runs:
        lines = ",\n  ".join(json.dumps(run, ensure_ascii=False) for run in runs)
        text = text.replace('"runs": []', f'"runs": [\n  {lines}\n ]')
    path = folder / f"{stem}.json"
    write_whole(path, text + "\n")
    return path


def summary(experiment: Experiment, result: Result) -> list[dict[str, Any]]:
    """Return a row for each configuration that was run.

    Returns
    -------
    list of dict
        ``configuration``, ``runs``, and for each of the experiment's measures a dictionary:
        ``mean`` (or what the experiment combines runs by), ``spread`` (standard deviation over the
        seeds, None for a single one), ``source`` (the document's figure, or None).
    """
    rows = []
    for name in experiment.configurations:
        runs = [run for run in result["runs"] if run["configuration"] == name]
        if not runs:
            continue
        row: dict[str, Any] = {"configuration": name, "runs": len(runs)}
        for measure in experiment.measures:
            values = [run[measure] for run in runs if run.get(measure) is not None]
            row[measure] = {
                "mean": experiment.combine(values) if values else None,
                "spread": stdev(values) if len(values) > 1 else None,
                "source": experiment.source_of(measure, name),
            }
        rows.append(row)
    return rows


def _configurations(result: Result) -> int:
    return len({run["configuration"] for run in result["runs"]})


def _processor() -> str:
    """Return the processor's name, which Python itself does not know on Linux."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
