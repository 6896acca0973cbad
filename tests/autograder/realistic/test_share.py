"""Realistic solutions: the wrong ones are told something true, and the right ones lose nothing."""

import pkgutil
from collections import Counter
from importlib import import_module

import pytest

from autograder.chapters import CHAPTERS, CHECKS
from tests.autograder.realistic import right, wrong
from tests.autograder.realistic.marking import RIGHT, WRONG
from tests.autograder.realistic.measure import Judged, judged

for package in (right, wrong):
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)  # each adds its own

SHARE = 0.9
EVERY = 5  # of the solutions is judged in a short run
SLOW = ("05-depth", "08-visualisation", "06-regularisation.train_best", "07-efficient")


def is_quick(key: str) -> bool:
    return not key.startswith(SLOW)


def assert_told(results: dict[str, Judged]) -> None:
    """Assert that most are told a true cause, none a false one, and that none earns everything."""
    assert {name: each.false for name, each in results.items() if each.false} == {}
    assert [name for name, each in results.items() if each.full] == []
    untold = [name for name, each in results.items() if not each.true]
    assert len(untold) <= (1 - SHARE) * len(results), untold


def test_there_are_many_of_them_and_of_every_chapter():
    chapters = Counter(each.key.partition(".")[0] for each in WRONG)
    assert len(WRONG) >= 250
    assert chapters.keys() == CHAPTERS.keys()
    assert min(chapters.values()) >= 10
    counted = Counter(key.partition(".")[0] for key, _ in RIGHT)
    assert counted.keys() == CHAPTERS.keys()


def test_some_are_told_a_true_cause_and_none_a_false_one():
    some = [each for each in WRONG if is_quick(each.key)][::EVERY]
    assert_told({f"{each.key} {each.function.__name__}": judged(each, seed=0) for each in some})


@pytest.mark.long
@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_nine_in_ten_are_told_a_true_cause_and_none_a_false_one(chapter, seed):
    own = [each for each in WRONG if each.key.startswith(chapter)]
    assert_told({f"{each.key} {each.function.__name__}": judged(each, seed) for each in own})


@pytest.mark.parametrize(
    ("key", "function"),
    [
        pytest.param(key, each, id=each.__name__, marks=[] if is_quick(key) else pytest.mark.long)
        for key, each in RIGHT
    ],
)
def test_right_ones_lose_nothing(key, function):
    check = CHECKS[key]
    assert check.passes(function, seed=0), check.run((function,), seed=0).text
