"""Read what an experiment found: `book/results/` holds it, with what made it."""

import json
from pathlib import Path
from typing import Any

__all__ = ["made_on", "read_result"]

RESULTS = Path(__file__).parents[1] / "results"


def read_result(name: str) -> dict[str, Any]:
    """Return the result that a benchmark saved under `name`."""
    return json.loads((RESULTS / f"{name}.json").read_text())


def made_on(result: dict[str, Any]) -> str:
    """Say in a few words what machine and versions made a result."""
    made_by = result["made_by"]
    return f"{made_by['device']}, PyTorch {made_by['torch']}, {made_by['date']}"
