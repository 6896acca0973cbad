"""How much activation is required: see `measure_levels`."""

import json
from functools import cache
from pathlib import Path

__all__ = ["STORED", "level"]

STORED = Path(__file__).with_name("levels.json")


@cache
def level(exercise: str) -> float:
    """Return what the part of an exercise about a whole network requires."""
    found: float = json.loads(STORED.read_text())[exercise]["level"]
    return found
