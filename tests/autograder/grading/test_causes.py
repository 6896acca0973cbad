"""Another exercise is named as the cause only where the course's own in its place helps."""

import time
from dataclasses import asdict
from types import SimpleNamespace

import pytest

from autograder.chapters import CHECKS, modules_until
from autograder.checks.kinds import numpy_alone
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY
from autograder.course.stubs import student_library
from autograder.grading import causes, course_functions
from autograder.grading.causes import _Search, with_causes
from autograder.grading.processes import Processes
from autograder.grading.result import Item
from tests.helpers.inmates import need_sandbox

need_sandbox()

SEED = 4
CHAPTER = "03-im2col"


def module_of(key):
    return CHECKS[key].reference.function.__module__


def put(chapter, name, source):
    """Return a cell that defines a function and puts it into its module of the library."""
    module = module_of(f"{chapter}.{name}")
    return f"import {module}\nimport numpy as np\n{source}\n{module}.{name} = {name}\n"


def wrong(chapter, name, mistake=0):
    return CHECKS[f"{chapter}.{name}"].misconceptions[mistake].source(name)


def explain(chapter, *names, put_in=()):
    """Return the reports of exercises before and after the search, with these functions put in."""
    library = student_library(REPOSITORY.library, "", modules_until(chapter))
    limits = load_assignment(chapter).limits
    with Processes(library, {}, limits) as processes:
        cells = [put(chapter, *each) for each in put_in]
        cells += [f"from {module_of(f'{chapter}.{name}')} import {name}" for name in names]
        for number, cell in enumerate(cells):
            run = processes.run(str(number), cell)
            assert run.error is None, run.error
        items = []
        for name in names:
            check = CHECKS[f"{chapter}.{name}"]
            answer = processes.lookup(numpy_alone(check))(name)
            report = check.run((answer,), SEED)
            item = Item(name, name, report.points, report.earned, f"Said: {report.text}")
            items.append(SimpleNamespace(before=report, item=item))
            item.reports.append(asdict(report))
        found = with_causes([each.item for each in items], chapter, processes, limits, SEED, {})
    for each, item in zip(items, found, strict=True):
        each.after, each.message = item.reports[0], item.message
        assert item.earned == each.before.earned
        same = {"misconception": None, "would_be_right": ""}
        assert {**each.after, **same} == {**asdict(each.before), **same}
    return {each.item.id: each for each in items}


@pytest.mark.parametrize(
    ("chapter", "caller", "called"),
    [
        ("01-convolution", "convolve", "cross_correlate"),
        ("01-convolution", "linear_as_conv2d", "conv2d"),
        ("02-pooling", "lp_pool2d", "avg_pool2d"),
        ("02-pooling", "window_pixels", "pool_output_size"),
        ("03-im2col", "conv2d_im2col", "im2col"),
    ],
)
def test_a_function_that_another_makes_wrong_would_be_right(chapter, caller, called):
    found = explain(chapter, called, caller, put_in=[(called, wrong(chapter, called))])
    assert found[called].after == asdict(found[called].before)
    assert found[caller].before.earned < found[caller].before.points
    sentence = f"`{caller}` would be right if `{called}` were right."
    assert found[caller].after["would_be_right"] == sentence
    assert found[caller].after["misconception"] is None
    assert found[caller].message.endswith(f"\n{sentence}")


WRONG = ("im2col", wrong(CHAPTER, "im2col"))


def around(name, body):
    """Return a function around the library's, which stands in it as `right`."""
    parameters = {
        "im2col": "x, kernel_size, stride=1, padding=0, dilation=1",
        "conv2d_im2col": "x, weight, bias=None, stride=1, padding=0, dilation=1",
    }[name]
    given = parameters.replace("=None", "").replace("=1", "").replace("=0", "")
    body = body.replace("GIVEN", given).replace("\n", "\n    ")
    body = body.replace("right(", f"right_{name}(")
    return name, f"right_{name} = cnnlib.im2col.{name}\ndef {name}({parameters}):\n    {body}\n"


FLIPS = around("conv2d_im2col", "weight = weight[:, :, ::-1, ::-1]\nreturn right(GIVEN)")


def of_conv2d(*put_in, others=("im2col",)):
    return explain(CHAPTER, *others, "conv2d_im2col", put_in=put_in)["conv2d_im2col"]


def test_another_is_not_named_where_it_does_not_help_and_the_own_mistake_is():
    found = of_conv2d(WRONG, FLIPS)
    assert found.before.misconception is None
    assert found.after["would_be_right"] == ""
    assert found.after["misconception"].startswith("The kernels are rotated by 180°")
    assert found.after["misconception"] in found.message


def test_the_parts_that_another_alone_makes_wrong_are_named():
    text = "assert dilation == 1\nassert bias is None\nreturn right(GIVEN)"
    found = of_conv2d(WRONG, around("conv2d_im2col", text))
    assert found.after["would_be_right"] == (
        "In `conv2d_im2col`, “products”, “square images”, “stride”, “padding” and “dtype and "
        "input” would be right if `im2col` were right."
    )
    assert found.after["misconception"] == (
        "Every call with `bias` or `dilation` raises an exception."
    )


def test_only_what_is_called_and_wrong_is_named():
    col2im = ("col2im", wrong(CHAPTER, "col2im"))
    both = of_conv2d(WRONG, col2im, others=("im2col", "col2im"))
    assert both.after["would_be_right"] == "`conv2d_im2col` would be right if `im2col` were right."
    alone = of_conv2d(col2im, FLIPS, others=("col2im", "im2col"))
    assert alone.after == asdict(alone.before)


def test_two_are_named_where_neither_is_enough():
    chapter, called = "07-efficient", ("depthwise_conv2d", "depthwise_conv2d_backward")
    caller = "separable_conv2d_backward"
    found = explain(
        chapter, *called, caller, put_in=[(name, wrong(chapter, name)) for name in called]
    )[caller]
    assert found.after["would_be_right"] == (
        f"`{caller}` would be right if `depthwise_conv2d` and `depthwise_conv2d_backward` were "
        "right."
    )


def test_what_was_made_to_fit_a_wrong_function_is_not_said_to_be_right():
    fits = around("conv2d_im2col", "assert dilation == 1\nreturn right(GIVEN)")
    doubled = around("im2col", "return 2 * right(GIVEN)")
    halved = (fits[0], fits[1].replace("return ", "return 0.5 * "))
    found = of_conv2d(doubled, halved)
    assert {part.name for part in found.before.parts if part.earned} >= {"products", "stride"}
    assert found.after == asdict(found.before)


def test_a_function_that_is_not_written_is_not_run(monkeypatch):
    tried = []
    monkeypatch.setattr(_Search, "_with", lambda self, *_: tried.append(self._check.name))
    stub = around("conv2d_im2col", "raise NotImplementedError")
    body = f"{stub[1]}\nimport cnnlib.exercise as e\n" + (
        "e.exercise('03-im2col.conv2d_im2col', points=20)(conv2d_im2col)"
    )
    assert of_conv2d(WRONG, ("conv2d_im2col", body)).after["would_be_right"] == ""
    assert tried == ["im2col"]


@pytest.mark.parametrize(
    "line",
    [
        "while True: im2col(x, 1)",
        "import os; os._exit(3)",
        "im2col(x, 1, 1, 10**7)",
        "im2col(iter(x), 1)",
        "im2col(np.zeros((1, 1, 1500, 1500)), 1)",
        "import gc; [w._ask('no', (), {}) for w in gc.get_objects() if hasattr(type(w), '_ask')]",
    ],
)
def test_no_call_of_a_student_makes_it_go_on_for_long_or_fail(line, monkeypatch):
    monkeypatch.setattr(causes, "MAX_SECONDS", 1.0)
    lent = "if im2col.__kwdefaults__:"
    body = f"from cnnlib.im2col import im2col\n{lent}\n    {line}\nreturn right(GIVEN)"
    started = time.monotonic()
    assert of_conv2d(WRONG, around("conv2d_im2col", body)).after["would_be_right"] == ""
    assert time.monotonic() - started < 10


def test_so_many_calls_are_answered_and_no_more(monkeypatch):
    monkeypatch.setattr(course_functions, "MOST_ASKED", 3)
    assert of_conv2d(WRONG).after["would_be_right"] == ""


def test_the_process_with_the_courses_functions_is_kept_until_it_has_served_enough(monkeypatch):
    monkeypatch.setattr(course_functions, "MOST_SUBMISSIONS", 3)
    course_functions.forget_processes()
    used = []
    for _ in range(4):
        found = of_conv2d(WRONG).after["would_be_right"]
        assert found == "`conv2d_im2col` would be right if `im2col` were right."
        used += [kept.process for kept in course_functions._kept.values()] or [None]
    first, second, none, other = used
    assert first is second
    assert none is None
    assert not first.alive
    assert other.alive


def test_a_process_that_has_ended_is_replaced():
    expected = of_conv2d(WRONG).after
    for kept in course_functions._kept.values():
        kept.process.close()
    assert of_conv2d(WRONG).after == expected
