"""Feedback shows nothing hidden, and no text of a student runs in it."""

import re
from dataclasses import replace

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.cases import generator
from autograder.feedback import write_feedback
from autograder.grading.result import Remark
from tests.helpers.feedback_pages import CHAPTER, SEED, SETTINGS, Tags, own_grades, rendered

HOSTILE = "<script>alert(1)</script>\x1b[31mred\x1b]0;title\x07\u202egnp.exe\x00"


@pytest.fixture(scope="module")
def hostile(result_of):
    text = f"def im2col(*args, **kwargs):\n    raise ValueError({HOSTILE!r})\n"
    by_hand = f"print({HOSTILE!r})\na_prime = result = None\n# </pre><img src=x onerror=alert(1)>"
    found = result_of(
        {"im2col": text},
        {"by_hand_answer": by_hand, "adjoint": "<iframe src=//example.org></iframe>"},
    )
    return replace(found, remarks=(Remark("The notebook is called <b>x</b>`<i>`.ipynb."),))


def hidden_numbers(key):
    """Every number in a hidden case or its expected values, as a page could write it."""
    check = CHECKS[key]
    for part in check.parts:
        for case in part.draw(generator(SEED, key, part.name)):
            if not case.public:
                arrays = [value for value in case.args if isinstance(value, np.ndarray)]
                for array in [*arrays, case.hand_over(check.oracle)]:
                    yield from (f"{value:.6f}"[:7] for value in array.flat)


def test_no_number_of_a_hidden_case_is_shown(assignment, overwrites, hostile):
    numbers = {n for name in ("im2col", "col2im") for n in hidden_numbers(f"{CHAPTER}.{name}")}
    assert len(numbers) > 1000
    for result in (overwrites, hostile):
        for output in rendered(assignment, result):
            assert not numbers & set(re.findall(r"-?\d\.\d{4,5}", output))
            assert not [n for n in numbers if n in output]
            assert "autograder.checks" not in output


def test_a_hidden_value_in_a_report_is_not_shown(assignment, overwrites):
    """Only public values are shown, whatever the report contains."""
    items = list(overwrites.items)
    place = [item.id for item in items].index("col2im")
    (report,) = items[place].reports
    leaky = [
        {
            **part,
            "public": False,
            "drawn": False,
            "call": "secret(41)",
            "got": "43",
            "expected": "secret 42",
        }
        for part in report["parts"]
    ]
    items[place] = replace(items[place], reports=[{**report, "parts": leaky}])
    for output in rendered(assignment, replace(overwrites, items=tuple(items))):
        assert "secret" not in output
        assert 'class="array' not in output


def test_no_text_of_a_student_runs_or_moves_the_cursor(assignment, hostile):
    comments = {"adjoint": "See <script>x</script> & so on"}
    html, text = rendered(
        assignment, hostile, comments=comments, first_name="<u>Eve</u>", last_name="\x1b[2J"
    )
    page = Tags(html)
    named = {tag for tag, _ in page.found}
    assert not named & {"script", "img", "iframe", "b", "u", "i"}
    assert not [attrs for _, attrs in page.found if any(name.startswith("on") for name in attrs)]
    assert "<script>alert(1)</script>redgnp.exe" in page.text
    for output in (html, text):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", output)
        # The student's line contains these as plain characters, which is harmless.
        assert not re.search(r"(?<!\\x1b)\[31m", output)
        assert not re.search(r"(?<!\\x1b\])0;title", output)
        assert "[2J" not in output
    assert "See <script>x</script> & so on" in page.text
    assert "See <script>x</script> & so on" in text


def test_text_that_is_not_utf8_is_written(class_folder, assignment, hostile):
    notebook = dict(hostile.notebook)
    notebook["cells"] = [*notebook["cells"], {
        "cell_type": "raw", "id": "x", "metadata": {}, "source": "half a \ud83d smile"
    }]  # fmt: skip
    result = replace(hostile, notebook=notebook)
    path = write_feedback(class_folder, assignment, result, own_grades(result), SETTINGS)
    assert "half a \N{REPLACEMENT CHARACTER} smile" in path.read_text("utf-8")
    assert path.with_suffix(".txt").is_file()
