"""Set the levels of `maximise_activation` and `fgsm` from runs of right and wrong work.

``python -m autograder.chapters.visualisation.measure_levels`` writes ``levels.json``.
"""

import json
from collections.abc import Callable
from typing import Any

from autograder.chapters.visualisation import fgsm, maximise_activation
from autograder.chapters.visualisation.levels import STORED
from autograder.checks.calibration import floor_of
from autograder.checks.cases import generator
from autograder.checks.function_check import FunctionCheck

__all__ = ["below_right", "beyond_mistakes", "reached"]

RIGHT_RUNS, WRONG_RUNS = 40, 20


def reached(check: FunctionCheck, part: str, function: Callable[..., Any], seed: int) -> float:
    """Return what a function reaches on the whole network, the part's only case."""
    (drawn,) = (each for each in check.parts if each.name == part)
    (case,) = drawn.draw(generator(seed, check.key, part))
    return round(float(case.hand_over(function)["reached"]), 4)


def below_right(runs: dict[str, Any]) -> tuple[float, str]:
    """Return the level that right work misses less than once in a thousand runs, and the rule."""
    return floor_of(runs["reference"])


def beyond_mistakes(runs: dict[str, Any]) -> tuple[float, str]:
    """Return the level that the best mistake reaches less than once in a thousand runs.

    It is for what right work always reaches.
    """
    name, best = max(runs["mistakes"].items(), key=lambda mistake: max(mistake[1]))
    below, rule = floor_of([-each for each in best])
    return -below, f"for the best of the mistakes, {name}, with its sign changed: {rule}"


def measure(
    check: FunctionCheck, part: str, rule: Callable[[dict[str, Any]], tuple[float, str]]
) -> dict[str, Any]:
    """Run the reference and every mistake that should fail the part, each with many seeds."""

    def run(function: Callable[..., Any], times: int) -> list[float]:
        return [reached(check, part, function, seed) for seed in range(times)]

    runs = {
        "reference": run(check.reference.function, RIGHT_RUNS),
        "mistakes": {
            mistake.name: run(mistake.function, WRONG_RUNS)
            for mistake in check.misconceptions
            if part in mistake.loses
        },
    }
    level, words = rule(runs)
    return {"level": level, "rule": words, **runs}


if __name__ == "__main__":
    levels = {
        "maximise_activation": measure(
            maximise_activation.CHECK, maximise_activation.RAISES, below_right
        ),
        "fgsm": measure(fgsm.CHECK, fgsm.FOOLS, beyond_mistakes),
    }
    STORED.write_text(json.dumps(levels, indent=1) + "\n")
