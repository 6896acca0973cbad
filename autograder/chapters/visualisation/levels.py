"""The required activations, which `measure_levels` determines."""

import json
from functools import cache
from pathlib import Path

__all__ = ["STORED", "level"]

STORED = Path(__file__).with_name("levels.json")


@cache
def level(exercise: str) -> float:
    """Return the activation that an exercise requires on a whole network."""
    found: float = json.loads(STORED.read_text())[exercise]["level"]
    return found
