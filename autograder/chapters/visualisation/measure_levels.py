"""Set the level of `maximise_activation` from runs of right and wrong work.

``python -m autograder.chapters.visualisation.measure_levels`` writes ``levels.json``.
"""

import json
from collections.abc import Callable
from typing import Any

from autograder.chapters.visualisation import maximise_activation
from autograder.chapters.visualisation.levels import STORED
from autograder.checks.calibration import floor_of
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck

__all__ = ["measure", "reached"]

RIGHT_RUNS, WRONG_RUNS = 40, 20


def reached(check: FunctionCheck, part: str, function: Callable[..., Any], seed: int) -> float:
    """Return the activation that a function reaches on the whole network, the part's only case."""
    (drawn,) = (each for each in check.parts if each.name == part)
    (case,) = drawn.draw(generator(seed, check.key, part))
    return round(float(case.hand_over(function)["reached"]), 4)


def measure(check: FunctionCheck, part: str) -> dict[str, Any]:
    """Run the reference and every mistake that should fail the part, each with many seeds."""
    right = check.reference.function
    runs = [reached(check, part, right, seed) for seed in range(RIGHT_RUNS)]
    level, rule = floor_of(runs)
    mistakes = {
        mistake.name: [reached(check, part, mistake.function, n) for n in range(WRONG_RUNS)]
        for mistake in check.misconceptions
        if part in mistake.loses
    }
    return {"level": level, "rule": rule, "reference": runs, "mistakes": mistakes}


if __name__ == "__main__":
    check, part = maximise_activation.CHECK, maximise_activation.RAISES
    levels = {"maximise_activation": measure(check, part)}
    STORED.write_text(json.dumps(levels, indent=1) + "\n")
