"""A right notebook with any value replaced by any other can be graded, stored and shown."""

import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.grading.grade import grade
from autograder.grading.submission import Submission
from tests.attacks.attacking import HONEST, SEED, everything_said

TEXTS = st.sampled_from(
    [
        *("", "col2im", "code", "raw", "\ud800", "\0\x1b[2J", "### BEGIN SOLUTION", "x = 1\n"),
        *("1 / 0", "%%bash\nexit", "await 1", "import os; os._exit(0)", "get_ipython().reset()"),
    ]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=4
)
KINDS = st.sampled_from(["replace", "remove", "insert", "swap"])
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), KINDS, VALUES), min_size=1, max_size=6
)


def places(tree):
    """Yield every (container, key) of a JSON value."""
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        yield from places(tree[key])


def change(notebook, where, kind, value):
    found = list(places(notebook))
    if not found:
        return
    container, key = found[int(where * len(found))]
    if kind == "remove":
        del container[key]
    elif kind == "insert" and isinstance(container, list):
        container.insert(key, value)
    elif kind == "swap":
        other, place = found[int(where * len(found)) // 2]
        container[key], other[place] = deepcopy(other[place]), deepcopy(container[key])
    else:
        container[key] = value


@pytest.fixture
def right(attacker):
    submission = attacker.submission(attacker.folder())
    return json.loads(submission.notebook), submission.modules


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=CHANGES)
def test_any_value_anywhere(attacker, right, changes):
    """No error in our code: the result can be stored and shown, and needs no review."""
    notebook, modules = deepcopy(right[0]), right[1]
    for one in changes:
        change(notebook, *one)
    submission = Submission("mallory", json.dumps(notebook).encode(), modules)
    result = grade(submission, attacker.assignment, SEED, "", attacker.limits)
    everything_said(attacker, result).encode()
    json.dumps(result.to_json(), allow_nan=False)
    assert [one.id for one in result.items] == [*attacker.assignment.grade_cells]
    assert all(one.look == "" for one in result.items)
    assert all((one.earned or 0) <= (HONEST[one.id] or one.points) for one in result.items)
