"""The checks of chapter 3: fair to right answers, blind to style, and hard to fool."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import cnnlib.im2col
from autograder.chapters import CHECKS
from autograder.checks.cases import Case, generator
from autograder.checks.function_check import FunctionCheck
from autograder.checks.reports import CheckReport
from autograder.grading.checking import check
from autograder.sandbox.student import StudentProcess
from cnnlib.conv import conv_output_size
from cnnlib.personal.im2col import BY_HAND, by_hand_arrays

CHAPTER = "03-im2col"
FUNCTIONS = ("im2col", "col2im", "conv2d_im2col")
BY_HAND_CHECK = CHECKS[BY_HAND.key]
STUDENTS = [f"student {number}" for number in range(60)]
HEAD = """
import numpy as np

from cnnlib.arguments import check_rank, pair
from cnnlib.conv import conv_output_size
from cnnlib.exercise import exercise
"""


def check_of(name: str) -> FunctionCheck:
    return CHECKS[f"{CHAPTER}.{name}"]


def run(name: str, function: Callable, seed: int) -> CheckReport:
    return check_of(name).run((function,), seed)


def cases(name: str, seed: int) -> list[tuple[str, Case]]:
    key, parts = check_of(name).key, check_of(name).parts
    return [(p.name, case) for p in parts for case in p.draw(generator(seed, key, p.name))]


def lost(report: CheckReport) -> set[str]:
    return {part.name for part in report.parts if part.earned < part.points}


def module_with(**texts: str) -> dict:
    """Return the namespace of a module that holds nothing but the usual imports and `texts`."""
    scope: dict = {}
    exec(HEAD + "\n\n".join(texts.values()), scope)
    return scope


MISCONCEPTIONS = [
    pytest.param(name, mistake, id=f"{name}-{mistake.name}")
    for name in FUNCTIONS
    for mistake in check_of(name).misconceptions
]


# One character or one call of the reference changed: every one of these must cost points.
FAULTS = {
    "im2col": [
        ("(ph, ph), (pw, pw)", "(pw, pw), (ph, ph)"),
        ("(ph, ph), (pw, pw)", "(0, 2 * ph), (pw, pw)"),
        ("conv_output_size(h, kh, sh, ph, dh)", "conv_output_size(h, kh, sh, ph, dh) - 1"),
        ("conv_output_size(w, kw, sw, pw, dw)", "conv_output_size(w, kw, sw, pw, dw) - 1"),
        ("rows = slice(u * dh, ", "rows = slice(u * dh - u * (dh > 1), "),
        ("u * dh + sh * h_out, sh)", "u * dh + sh * h_out, sw)"),
        ("v * dw + sw * w_out, sw)", "v * dw + sw * w_out, sh)"),
        ("slice(v * dw, v * dw + sw", "slice(v * dh, v * dh + sw"),
        ("dtype=x.dtype", "dtype=np.float64"),
        ("dtype=x.dtype", "dtype=np.float32"),
        ("cols[:, :, u, v]", "cols[:, :, u, kw - 1 - v]"),
        ("cols[:, :, u, v]", "cols[:, :, kh - 1 - u, v]"),
        ("np.pad(x, (", "np.pad(x, mode='edge', pad_width=("),
        ("padded = np.pad", "x *= 1; padded = np.pad"),
        ("return cols.reshape(", "return cols[::-1].reshape("),
        ("return cols.reshape(", "return cols[:1].repeat(n, 0).reshape("),
        ("return cols.reshape(n, c * kh * kw, h_out * w_out)", "return cols"),
        ('stride, "stride")', 'stride if np.ndim(stride) else 1, "stride")'),
        ('dilation, "dilation")', 'np.max(dilation), "dilation")'),
        ('padding, "padding", minimum=0)', 'np.min(padding), "padding", minimum=0)'),
    ],
    "col2im": [
        ("+= windows", "-= windows"),
        ("+= windows[:, :, u, v]", "+= windows[:, :, u, v].astype('float32')"),
        ("+= windows[:, :, u, v]", "+= windows[:, :1, u, v]"),
        (
            "padded[:, :, rows, columns] += w",
            "padded[:, :, rows, columns] += (u + v < kh + kw - 2) * w",
        ),
        ("ph : ph + h, pw : pw + w]", "pw : pw + h, ph : ph + w]"),
        ("ph : ph + h, pw : pw + w]", "2 * ph : 2 * ph + h, 2 * pw : 2 * pw + w]"),
        ("ph : ph + h, pw : pw + w]", "ph : ph + h, pw : pw + w].copy().T"),
        ("dtype=cols.dtype", "dtype=np.float64"),
        ("    padded = np.zeros", "    cols += 0\n    padded = np.zeros"),
        ("rows = slice(u * dh, u * dh", "rows = slice(u, u"),
        ("columns = slice(v * dw, v * dw", "columns = slice(v, v"),
        ("h, w = pair(output_size", "w, h = pair(output_size"),
        ("windows = cols", "windows = cols[::-1]"),
    ],
    "conv2d_im2col": [
        ("weight.reshape", "weight[::-1].reshape"),
        ("weight.reshape", "weight[:, :, ::-1].reshape"),
        ("weight.reshape", "weight[:, ::-1].reshape"),
        ("weight.reshape", "weight[..., ::-1].reshape"),
        ("@ cols", "@ cols[::-1]"),
        ("out = out + np", "out = out - np"),
        ("out = out + np.reshape(bias, (filters, 1))", "out = out + bias.mean()"),
        ("out = out + np.reshape(bias, (filters, 1))", "out = out + bias[0]"),
        ("(kh, kw), stride, padding, dilation)", "(kh, kw), (sw, sh), padding, dilation)"),
        ("(kh, kw), stride, padding, dilation)", "(kh, kw), stride, (pw, ph), dilation)"),
        ("(kh, kw), stride, padding, dilation)", "(kh, kw), stride, padding, (dw, dh))"),
        ("return out.reshape(", "return out[:, :, ::-1].reshape("),
        ("return out.reshape(", "return out.astype('float64').reshape("),
        ("return out.reshape(n, filters, h_out, w_out)", "return out"),
        ("    cols = im2col", "    x -= 0\n    cols = im2col"),
        ("    cols = im2col", "    weight += 0\n    cols = im2col"),
    ],
}


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [(name, *fault) for name, faults in FAULTS.items() for fault in faults],
)
def test_a_planted_fault_is_caught_on_every_seed(name, right, wrong):
    texts = {each: check_of(each).reference.source(each) for each in FUNCTIONS}
    assert right in texts[name]
    function = module_with(**{**texts, name: texts[name].replace(right, wrong)})[name]
    for seed in range(10):
        assert not check_of(name).passes(function, seed)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_answer_made_for_one_run_does_not_pass_the_next(name):
    known = {}

    def remember(*args, **kwargs):
        known[_shapes(args, kwargs)] = check_of(name).oracle(*args, **kwargs)
        return known[_shapes(args, kwargs)]

    def recite(*args, **kwargs):
        return known[_shapes(args, kwargs)]

    def _shapes(args, kwargs):
        return tuple(map(np.shape, args)), str({k: np.shape(v) or v for k, v in kwargs.items()})

    assert run(name, remember, seed=1).earned == 20
    assert all(run(name, recite, seed).earned <= 3 for seed in range(2, 12))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_two_axes_are_alike(name):
    for seed in range(50):
        for part, case in cases(name, seed):
            x, given = case.args[0], case.kwargs
            if case.public or name != "im2col" or part == "square images":
                continue
            (n, c, h, w), (kh, kw) = x.shape, given["kernel_size"]
            assert n != c
            assert h != w
            assert min(n, c) > 1
            assert kh != kw or (kh, kw) == (1, 1)
            assert part in ("windows", "dtype and input") or len(given) > 1
            for value in given.values():
                assert isinstance(value, int) or len(set(value)) == 2 or value == (1, 1)
                assert all(type(number) is int for number in np.atleast_1d(value).tolist())


def test_in_every_part_of_col2im_some_windows_overlap():
    # Otherwise overwriting would be as good as adding.
    for seed in range(50):
        most: dict[str, float] = {}
        for part, case in cases("col2im", seed):
            counts = check_of("col2im").oracle(np.ones_like(case.args[0]), **case.kwargs)
            most[part] = max(most.get(part, 0), counts.max())
        assert min(most.values()) > 1


def test_the_first_case_of_every_check_is_public_small_and_whole():
    for name in FUNCTIONS:
        (_, first), *others = cases(name, seed=0)
        assert first.public
        assert not any(case.public for _, case in others)
        for array in first.args:
            assert array.size <= 24
            np.testing.assert_array_equal(array, array.astype(int))


@pytest.mark.parametrize(("name", "mistake"), MISCONCEPTIONS)
def test_feedback_holds_no_value_of_a_hidden_case(name, mistake):
    for seed in range(5):
        report = run(name, mistake.function, seed)
        for part in report.parts:
            if not part.public:
                # Hidden inputs are normal numbers: none without a decimal point.
                assert not re.search(r"\d\.\d", part.said)
                assert (part.call, part.got, part.expected) == (None, None, None)


def test_feedback_holds_no_expected_number_of_a_numeric_exercise():
    report = CHECKS[f"{CHAPTER}.memory"].run((1, 2, 3), 0)
    assert not re.search(r"\d\.\d|368|0\.88|\b25\b", report.text.replace("0 of", ""))
    for student in STUDENTS:
        by_hand = BY_HAND_CHECK.of(student)
        _, result = by_hand.reference.arguments
        for answer in (by_hand.blank, *by_hand.misconceptions):
            text = by_hand.run(answer.arguments, 0).text
            large = [value for value in result if value > 24]  # others may be counts of numbers
            assert not [value for value in large if re.search(rf"\b{value}\b", text)]


def test_a_float32_answer_may_round_differently():
    def other_order(x, weight, bias=None, **options):
        return cnnlib.im2col.conv2d_im2col(x[:, ::-1], weight[:, ::-1], bias, **options)

    for seed in range(20):
        assert run("conv2d_im2col", other_order, seed).earned == 20


def test_a_lost_dtype_is_named_in_whatever_order_it_was_rounded():
    def rounds_never(x, weight, *args, **options):
        return cnnlib.im2col.conv2d_im2col(x.astype("float64"), weight, *args, **options)

    def rounds_backwards(x, weight, *args, **options):
        out = cnnlib.im2col.conv2d_im2col(x[:, ::-1], weight[:, ::-1], *args, **options)
        return out.astype("float64")

    for seed in range(5):
        for function in (rounds_never, rounds_backwards):
            report = run("conv2d_im2col", function, seed)
            assert lost(report) == {"dtype and input"}
            assert "You return float64 for float32 images" in report.misconception


@pytest.mark.parametrize("name", FUNCTIONS)
def test_writing_into_the_input_costs_two_points(name):
    def writes(array, *args, **kwargs):
        array *= 1
        return check_of(name).reference.function(array, *args, **kwargs)

    report = run(name, writes, seed=4)
    assert (report.earned, lost(report)) == (18, {"dtype and input"})


def test_patels_example_comes_out_of_the_exercise():
    """Its numbers in the place of a student's."""
    image = [[1, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]]
    pixels = {f"image_{i}{j}": image[i][j] for i in range(3) for j in range(4)}
    twos = {f"kernel_{i}{j}": 2 for i in range(2) for j in range(2)}
    a_prime, result = BY_HAND_CHECK.build(**pixels, **twos).reference.arguments
    assert a_prime == [
        [1, 4, 2, 5, 3, 6],
        [4, 7, 5, 8, 6, 9],
        [2, 5, 3, 6, 1, 1],
        [5, 8, 6, 9, 1, 1],
    ]
    assert result == [24, 48, 32, 56, 22, 34]


def test_the_matrix_by_hand_is_torchs_with_both_axes_swapped():
    """Column order of an image is row order of its transpose."""
    for student in STUDENTS:
        image, kernel = by_hand_arrays(**BY_HAND.of(student))
        turned = torch.tensor(image.T[None, None], dtype=torch.float64)
        a_prime = torch.nn.functional.unfold(turned, 2)[0]
        result = torch.conv2d(turned, torch.tensor(kernel.T[None, None].astype(float)))
        answers = a_prime.numpy(), result.numpy().ravel()
        assert check(BY_HAND.key, *answers, student=student) == 9.0


def test_no_id_has_numbers_for_which_a_mistake_is_right_or_like_another():
    for student in (f"student {number}" for number in range(300)):
        by_hand = BY_HAND_CHECK.of(student)
        for mistake in by_hand.misconceptions:
            report = by_hand.run(mistake.arguments, 0)
            assert (lost(report), report.misconception) == (set(mistake.loses), mistake.sentence)
        answers = [by_hand.reference, *by_hand.misconceptions]
        values = [str([np.asarray(v).tolist() for v in answer.arguments]) for answer in answers]
        assert len(set(values)) == len(answers)


def test_no_two_students_of_a_large_class_have_the_same_numbers():
    assert len({str(BY_HAND.of(f"student {number}")) for number in range(1_000)}) == 1_000


def test_the_numbers_are_not_those_of_the_page():
    page = [1, 2, 3, 1, 4, 5, 6, 1, 7, 8, 9, 1]
    for student in STUDENTS:
        assert by_hand_arrays(**BY_HAND.of(student))[0].ravel().tolist() != page


def test_the_memory_follows_from_the_shapes():
    memory = CHECKS[f"{CHAPTER}.memory"]
    batch = 100 * 16 * 48 * 48
    numbers = 100 * 16 * 25 * conv_output_size(48, 5, padding=2) ** 2
    few = 100 * 16 * 25 * conv_output_size(48, 5, stride=5) ** 2
    assert memory.reference.arguments == pytest.approx(
        (numbers / batch, 4 * numbers / 1e6, few / batch)
    )
    assert check(memory.key, 25, 368.64, 9**2 * 25 / 48**2) == 6.0
    assert check(memory.key, 25, 369, 0.88) == 6.0


def test_a_students_process_gets_the_same_reports():
    """Every wrong function, once here and once behind a proxy."""
    library = Path(cnnlib.__file__).parent
    files = {f"cnnlib/{path.name}": path.read_bytes() for path in library.glob("*.py")}
    with StudentProcess(files) as student:
        assert student.run_cell(HEAD + check_of("im2col").reference.source("im2col")).error is None
        for name in FUNCTIONS:
            for mistake in check_of(name).misconceptions:
                student.run_cell(mistake.source("wrong"))
                there, here = run(name, student.lookup("wrong"), 5), run(name, mistake.function, 5)
                assert without_lines(there) == without_lines(here)
        student.run_cell("def right(*args, **kwargs): return im2col(*args, **kwargs)")
        assert run("im2col", student.lookup("right"), 5).earned == 20
        student.run_cell("def writes(x, *args, **kwargs): x *= 1; return right(x, *args, **kwargs)")
        assert lost(run("im2col", student.lookup("writes"), 5)) == {"dtype and input"}


def without_lines(report: CheckReport) -> CheckReport:
    """Leave out where an exception was raised: the files differ."""
    return replace(report, parts=tuple(replace(part, where="") for part in report.parts))
