"""What images must reach on a whole network, as `measure_levels` determines it."""

import json
from functools import cache
from pathlib import Path

__all__ = ["STORED", "level"]

STORED = Path(__file__).with_name("levels.json")


@cache
def level(exercise: str) -> float:
    """Return what an exercise requires on a whole network.

    For `maximise_activation` it is a multiple of the score of real clothes, for `fgsm` a share of
    what the right step fools.
    """
    found: float = json.loads(STORED.read_text())[exercise]["level"]
    return found
