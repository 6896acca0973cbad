"""How much fooling and how much activation is required, from runs of right and wrong work.

``python -m autograder.chapters.visualisation.levels`` measures it again and writes
``levels.json`` next to this file.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np

from autograder.checks.calibration import floor_of
from autograder.checks.cases import generator

__all__ = ["level"]

STORED = Path(__file__).with_name("levels.json")
RIGHT_RUNS, WRONG_RUNS = 40, 10


@cache
def level(exercise: str) -> float:
    """Return what the part of an exercise about a whole network requires."""
    found: float = json.loads(STORED.read_text())[exercise]["level"]
    return found


def measure(exercise: str, part: str) -> dict[str, object]:
    """Run the reference and every mistake that should lose the part, each with many seeds."""
    from autograder.chapters import CHECKS
    from autograder.checks.function_check import FunctionCheck

    check = CHECKS[f"08-visualisation.{exercise}"]
    assert isinstance(check, FunctionCheck)
    (drawn,) = (each for each in check.parts if each.name == part)

    def reached(function: object, seed: int) -> list[float]:
        cases = drawn.draw(generator(seed, check.key, part))
        return [float(case.hand_over(function)["reached"]) for case in cases]

    right = np.concatenate([reached(check.reference.function, n) for n in range(RIGHT_RUNS)])
    found, rule = floor_of(right.tolist())
    mistakes = {
        mistake.name: [round(x, 4) for n in range(WRONG_RUNS) for x in reached(mistake.function, n)]
        for mistake in check.misconceptions
        if part in mistake.loses
    }
    rounded = [round(x, 4) for x in right.tolist()]
    return {"level": found, "rule": rule, "reference": rounded, "mistakes": mistakes}


if __name__ == "__main__":
    from autograder.chapters.visualisation.fgsm import FOOLS
    from autograder.chapters.visualisation.maximise_activation import RAISES

    levels = {
        "fgsm": measure("fgsm", FOOLS),
        "maximise_activation": measure("maximise_activation", RAISES),
    }
    STORED.write_text(json.dumps(levels, indent=1) + "\n")
