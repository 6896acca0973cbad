"""A student is told where a small change would help: only where that is true, and quietly."""

import time
from contextlib import contextmanager
from dataclasses import asdict, replace

import pytest

from autograder.chapters import CHECKS, modules_until
from autograder.checks.kinds import numpy_alone
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import student_library
from autograder.grading import repairs
from autograder.grading.processes import Processes
from autograder.grading.repair.process import EditedCode
from autograder.grading.repairs import with_repairs
from autograder.grading.result import Item
from tests.helpers.inmates import need_sandbox

need_sandbox()

SEED = 5
LEAKY = "04-backprop.leaky_relu_backward"
RIGHT = "return np.where(x > 0, grad_out, negative_slope * grad_out)"
LINEAR = "04-backprop.linear_backward"


@pytest.fixture(autouse=True)
def enough_time(monkeypatch):
    """The number of calls is the limit, however busy the machine is."""
    monkeypatch.setattr(repairs, "MAX_SECONDS", 60.0)


@contextmanager
def handed_in(key, *replaced, cells=()):
    """Grade the reference with text replaced; yield what `with_repairs` takes, and the text."""
    check = CHECKS[key]
    chapter, module = key.partition(".")[0], check.reference.function.__module__
    library = student_library(REPOSITORY.library, "", modules_until(chapter))
    path = f"{module.replace('.', '/')}.py"
    text = library[path].decode()
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after)
    files = {path: text.encode()}
    with Processes(library, files, load_assignment(chapter).limits) as processes:
        for number, cell in enumerate([f"from {module} import {check.name}", *cells]):
            assert processes.run(str(number), cell).error is None
        function = processes.lookup(numpy_alone(check))(check.name)
        trials = check.trials(function, SEED)
        report = check.graded(trials)
        item = Item(check.name, check.name, report.points, report.earned, report.text)
        item.reports.append(asdict(report))
        given = item, chapter, processes, files, SEED, {key: (check, trials)}
        yield given, text
    assert not processes.killed


def told(key, *replaced, cells=()):
    """Return what the student is told, and the text of the file."""
    with handed_in(key, *replaced, cells=cells) as ((item, *given), text):
        (found,) = with_repairs([item], *given)
    assert replace(found, reports=[], message="") == replace(item, reports=[], message="")
    (after,), (before,) = found.reports, item.reports
    assert {**after, "repair": ""} == before
    assert after["repair"] in found.message
    return after["repair"], text


def line_of(text, wanted):
    return 1 + [wanted in line for line in text.splitlines()].index(True)


@pytest.mark.parametrize(
    ("key", "right", "wrong", "shown"),
    [
        (LEAKY, RIGHT, RIGHT.replace("slope * grad_out", "slope * x"), "`negative_slope * x`"),
        (
            "01-convolution.conv_output_size",
            "padded = input_size + 2 * padding",
            "padded = input_size + padding",
            "`padding`",
        ),
        (
            "05-depth.ResidualBlock",
            "self.bn_shortcut(self.shortcut(x)) + residual)",
            "self.bn_shortcut(self.shortcut(x)) - residual)",
            "`self.bn_shortcut(self.shortcut(x)) - residual`",
        ),
    ],
)
def test_one_change_makes_everything_right_and_its_place_is_named(key, right, wrong, shown):
    said, text = told(key, (right, wrong))
    module = CHECKS[key].reference.function.__module__.replace(".", "/")
    where = f"one change in {module}.py: line {line_of(text, wrong)}, "
    assert said.startswith(f"Everything would be right with {where}")
    assert shown in said


def test_the_same_is_said_every_time():
    wrong = RIGHT, RIGHT.replace("x > 0", "x < 0")
    assert len({told(LEAKY, wrong)[0] for _ in range(3)}) == 1


# Two changes are needed, and neither alone makes anything right.
FAR_OFF = "np.sort(np.cumsum(grad_out.T @ x, axis=0), axis=1)"


def test_the_parts_that_a_change_makes_right_are_named():
    said, text = told(
        LINEAR, ("grad_out.T @ x", FAR_OFF), ("grad_out.sum(axis=0)", "grad_out.sum(axis=1)")
    )
    line = line_of(text, "grad_out.sum(axis=1)")
    assert said.startswith(
        f"“bias” would be right with one change in cnnlib/linear.py: line {line}, "
    )


def test_two_changes_are_named_where_each_makes_parts_right():
    said, text = told(
        LINEAR,
        ("grad_out.T @ x", "-(grad_out.T @ x)"),
        ("grad_out.sum(axis=0)", "grad_out.sum(axis=1)"),
    )
    assert said.startswith("Everything would be right with 2 changes in cnnlib/linear.py: line ")
    assert f"line {line_of(text, '-(grad_out.T @ x)')}, " in said
    assert f"line {line_of(text, 'grad_out.sum(axis=1)')}, " in said


def test_where_no_change_helps_nothing_is_said():
    assert told(LINEAR, ("grad_out.T @ x", FAR_OFF), ("grad_out @ weight", "x"))[0] == ""


def never(*_, **__):
    raise AssertionError("it was searched for")


@pytest.mark.parametrize(
    ("changed", "replaced"),
    [
        ({}, (RIGHT, RIGHT)),
        ({}, (RIGHT, 'raise NotImplementedError("not yet")')),
        ({}, (RIGHT, "return np.where(x > 0, grad_out, slope * grad_out)")),
        ({"misconception": "It is known."}, (RIGHT, "return -grad_out")),
        ({"would_be_right": "It would be right if `relu` were."}, (RIGHT, "return -grad_out")),
    ],
    ids=["right", "unwritten", "exception", "known", "another exercise"],
)
def test_what_is_right_or_explained_is_not_searched(changed, replaced, monkeypatch):
    monkeypatch.setattr(repairs, "search", never)
    with handed_in(LEAKY, replaced) as ((item, *given), _):
        item.reports[0].update(changed)
        assert with_repairs([item], *given) == [item]


def test_a_function_from_the_notebook_is_not_explained_by_the_file():
    cell = "def leaky_relu_backward(grad_out, x, negative_slope=0.01):\n    return -grad_out"
    assert told(LEAKY, cells=[cell])[0] == ""
    wrong = RIGHT, RIGHT.replace("x > 0", "x < 0")
    assert told(LEAKY, wrong, cells=[cell])[0] == ""


ENDS = """import os
    n = len(grad_out)
    while n > 0:
        n -= 1
    if n < 0:
        {ending}
    return grad_out[::-1].cumsum(-1)[::-1]"""


@pytest.mark.parametrize(
    "ending", ["os._exit(3)", "os.kill(os.getpid(), 9)", "raise SystemExit", "bytearray(10 ** 12)"]
)
def test_edited_code_that_loops_or_ends_costs_nothing(ending):
    started = time.monotonic()
    with handed_in(LEAKY, (RIGHT, ENDS.format(ending=ending))) as ((item, *given), _):
        _, processes, *_ = given
        before = processes.lookup(True)("leaky_relu_backward")
        assert with_repairs([item], *given) == [item]
        after = processes.lookup(True)("leaky_relu_backward")
        assert vars(after)["_process"] is vars(before)["_process"]
    assert time.monotonic() - started < 15


def test_a_withheld_function_is_withheld_from_edited_code():
    key = "03-im2col.conv2d_im2col"
    check = CHECKS[key]
    with handed_in(key) as ((_, _, processes, *_), _):
        started = [lambda: processes.beside(numpy_alone=True), check, time.monotonic() + 30]
        calls = "from cnnlib.conv import conv2d\ndef conv2d_im2col(*args, **kwargs):\n    {}\n"
        trials = check.asked(SEED)[:1]
        with EditedCode(*started) as edited:
            for line in ("return conv2d(*args, **kwargs)", "return conv2d.__wrapped__(*args)"):
                (outcome,) = edited.outcomes(calls.format(line), trials)
                assert outcome.error
            (alone,) = edited.outcome_of_each([calls.format("return 3")], trials[0])
            assert (alone.error, alone.value) == ("", 3)


def test_a_fault_of_the_search_costs_no_grade(monkeypatch):
    def fails(*_):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(repairs, "search", fails)
    slip = RIGHT.replace("negative_slope *", "")
    with handed_in(LEAKY, (RIGHT, slip)) as ((item, *given), _):
        (after,) = with_repairs([item], *given)
    assert after.look.endswith("ended with RuntimeError: a fault of ours")
    assert replace(after, look="") == item
