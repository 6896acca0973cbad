"""Feedback helps the student, shows nothing hidden, and is safe to open."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from nbformat import from_dict

from autograder.chapters import CHECKS
from autograder.checks.cases import generator
from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.course.book import section, section_address
from autograder.course.class_folder import ClassFolder
from autograder.course.late import LatePolicy
from autograder.course.repository import REPOSITORY
from autograder.course.settings import ClassSettings
from autograder.feedback import render_feedback, write_feedback
from autograder.grading.failures import failures
from autograder.grading.grade import grade
from autograder.grading.result import Remark
from autograder.grading.submission import Submission
from autograder.records.grades import Grades
from autograder.report import row_of
from autograder.sample_class.parts import Parts
from tests.helpers.people import graded

CHAPTER = "03-im2col"
SEED = 20
HOSTILE = "<script>alert(1)</script>\x1b[31mred\x1b]0;title\x07\u202egnp.exe\x00"
SETTINGS = ClassSettings(late=LatePolicy(percent_per_day=10))


class Tags(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


class ArrayTable:
    """A table of numbers as a screen reader presents it: caption, headers, rows."""

    def __init__(self, html: str) -> None:
        table = ElementTree.fromstring(html)
        caption, head, body = table
        self.caption = "".join(caption.itertext())
        self.columns = ["".join(cell.itertext()) for cell in head.iter("th")]
        self.rows = [["".join(cell.itertext()) for cell in row] for row in body]


def arrays_of(html: str) -> list[ArrayTable]:
    return [ArrayTable(text) for text in re.findall(r'<table class="array.*?</table>', html, re.S)]


@pytest.fixture(scope="module")
def parts(assignment):
    return Parts(assignment, (REPOSITORY.library / "im2col.py").read_text())


@pytest.fixture(scope="module")
def result_of(assignment, parts):
    """Return a function that grades a submission with these functions and answers."""

    def graded(functions=None, answers=None):
        files = parts.files(parts.answered(functions, answers))
        notebook = files.pop(assignment.notebook_file)
        modules = {name: files[name] for name in assignment.exercise_files}
        return grade(Submission("ada", notebook, modules), assignment, SEED, "")

    return graded


@pytest.fixture(scope="module")
def overwrites(result_of):
    known = CHECKS[f"{CHAPTER}.col2im"].misconceptions
    wrong = next(m for m in known if m.name == "overwrites_overlaps")
    return result_of({"col2im": wrong.source("col2im")})


@pytest.fixture(scope="module")
def hostile(result_of):
    text = f"def im2col(*args, **kwargs):\n    raise ValueError({HOSTILE!r})\n"
    by_hand = f"print({HOSTILE!r})\na_prime = result = None\n# </pre><img src=x onerror=alert(1)>"
    found = result_of(
        {"im2col": text},
        {"by_hand_answer": by_hand, "adjoint": "<iframe src=//example.org></iframe>"},
    )
    return replace(found, remarks=(Remark("The notebook is called <b>x</b>`<i>`.ipynb."),))


def grades_of(result, **changes):
    scores = {item.id: item.earned for item in result.items}
    return Grades("ada", **{"scores": scores, **changes})


def rendered(assignment, result, settings=SETTINGS, **changes):
    grades = grades_of(result, **changes)
    return render_feedback(ClassFolder(Path("class")), assignment, result, grades, settings)


def test_it_says_which_parts_passed_and_why_others_failed(assignment, overwrites):
    html, text = rendered(assignment, overwrites)
    for words in (Tags(html).text, text):
        words = " ".join(words.split())
        assert "Where windows overlap, the last one overwrites the others." in words
        assert "the columns of 1 image of 3x4 pixels, a 2x2 kernel" in words
        assert "8 of 12 values differ. The worst is at index" in words
        assert "Passed: windows, square images, stride, padding, dilation, all together" in words
        assert "col2im(cols, output_size=(3, 4), kernel_size=2)" in words
        assert re.search(r"70 ?of 100 points so far", words)
        assert "10 points are still open. To be graded by hand: “8 · Why col2im" in words
        assert "In the book: im2col is linear, and col2im is its transpose" in words


def test_parts_that_failed_in_the_same_way_are_explained_once(assignment, result_of):
    result = result_of({"im2col": "def im2col(*args, **kwargs):\n    pass\n"})
    for output in rendered(assignment, result):
        words = " ".join(re.sub("<[^>]*>", " ", output).split())
        own = words.partition("Exercise by exercise")[2] or words
        own = own.partition("3 · col2im")[0]
        assert own.count("Expected a NumPy array, got None (is a return missing?).") == 1
        assert "all parts" in own
        assert "or example, 1 image of 3x4 pixels, a 2x2 kernel" in own


def test_a_failed_cell_is_shown_once_at_the_top(assignment, result_of):
    result = result_of({"im2col": "def im2col(*args, **kwargs):\n    return (\n"})
    found = failures(result)
    assert [one.exercises for one in found] == [("im2col", "col2im", "conv2d_im2col")]
    for output in rendered(assignment, result):
        words = " ".join(re.sub("<[^>]*>", " ", output).split())
        before, _, _ = words.partition("2 · im2col")
        assert "A cell of the notebook failed, so 3 exercises could not be tested." in before
        assert "was never closed" in before
        graded_part = words.partition("Your notebook as it was graded")[0]
        assert graded_part.count("was never closed") == 1
        assert graded_part.count("an earlier cell failed: see above.") == 3
    standing = graded({item.id: item.earned for item in result.items})
    (note,) = [note for note in row_of(standing, result).notes if note.kind == "problem"]
    assert note.sentence.startswith("A cell of the notebook failed, so 3 exercises could")
    assert "SyntaxError" in note.sentence


def test_the_report_shows_remarks_on_a_folder(overwrites):
    standing = graded({item.id: item.earned for item in overwrites.items})
    notes = row_of(standing, overwrites, remarks=["Not in the roster."]).notes
    assert ("remark", "Not in the roster.") in [(note.kind, note.sentence) for note in notes]


def test_another_exercise_is_named_only_where_it_would_help(assignment, result_of):
    known = CHECKS[f"{CHAPTER}.im2col"].misconceptions
    wrong = next(m for m in known if m.name == "puts_positions_before_channels").source("im2col")
    alone = next(m for m in CHECKS[f"{CHAPTER}.conv2d_im2col"].misconceptions)
    own = alone.source("conv2d_im2col")
    advice = "conv2d_im2col would be right if im2col were right."
    for functions, count in (
        ({"im2col": wrong}, 1),
        ({"im2col": wrong, "conv2d_im2col": own}, 0),
        ({"conv2d_im2col": own}, 0),
    ):
        result = result_of(functions)
        for output in rendered(assignment, result):
            words = " ".join(re.sub("<[^>]*>", "", output).split())
            assert words.count(advice) == count
        cells = {nbgrader_id(cell): cell for cell in from_dict(result.notebook).cells}
        (output,) = cells["conv2d_im2col"].outputs  # for formgrader
        assert output.evalue.count("`conv2d_im2col` would be right") == count


def test_lines_of_the_text_fit_a_terminal(assignment, overwrites):
    _, text = rendered(assignment, overwrites, first_name="Ada", last_name="Lovelace")
    assert max(map(len, text.splitlines())) <= 80
    assert "Feedback for Ada Lovelace" in text
    assert "`" not in text


def test_a_public_case_is_drawn_with_its_wrong_cells_marked(assignment, overwrites):
    html, _ = rendered(assignment, overwrites)
    key, part = f"{CHAPTER}.col2im", "sums"
    check = CHECKS[key]
    case = next(
        iter(next(p for p in check.parts if p.name == part).draw(generator(SEED, key, part)))
    )
    assert case.public
    known = next(m for m in check.misconceptions if m.name == "overwrites_overlaps")
    got, expected = case.hand_over(known.function), case.hand_over(check.oracle)
    wrong = int((got != expected).sum())
    first, *_ = re.split("A small case", html)
    tables = arrays_of(first)
    for table, array in zip(tables, (got[0, 0], expected[0, 0]), strict=True):
        assert table.columns == [str(number) for number in range(array.shape[1])]
        assert [row[0] for row in table.rows] == [str(number) for number in range(array.shape[0])]
        assert [row[1:] for row in table.rows] == [
            [f"{value:g}" + " differs" * bool(off) for value, off in zip(*pair, strict=True)]
            for pair in zip(array, (got != expected)[0, 0], strict=True)
        ]
        assert table.caption.endswith(f", {wrong} marked numbers differ")


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
    path = write_feedback(class_folder, assignment, result, grades_of(result), SETTINGS)
    assert "half a \N{REPLACEMENT CHARACTER} smile" in path.read_text("utf-8")
    assert path.with_suffix(".txt").is_file()


def test_points_and_comments_given_by_hand_count(assignment, overwrites):
    scores = {item.id: item.earned for item in overwrites.items} | {"adjoint": 8.0, "col2im": 5.0}
    html, text = rendered(
        assignment,
        overwrites,
        scores=scores,
        comments={"adjoint": "Nearly.\nWhat of strides?"},
        penalty=8.3,
        seconds_late=27 * 3600,
    )
    assert '<span class="total">74.7</span>' in html
    for words in (Tags(html).text, text):
        words = " ".join(words.split())
        assert "Nearly. What of strides?" in words
        assert "83 points less 8.3" in words
        assert "Late work loses 10 % of its points for each day begun" in words
        assert "still open" not in words
        assert "so far" not in words


def test_the_message_of_the_visible_test_is_shown_beside_the_report_of_the_check(
    assignment, parts, result_of
):
    answer = parts.answers["by_hand_answer"] + "\nresult = result.reshape(6, 1)"
    for output in rendered(assignment, result_of(answers={"by_hand_answer": answer})):
        words = " ".join(re.sub("<[^>]*>", " ", output).split())
        assert "The test in your notebook says: result: expected shape (6,), got (6, 1)." in words
        assert words.count("The test in your notebook says:") == 1


def test_an_exercise_that_this_machine_could_not_grade_is_marked(assignment, overwrites):
    """For example a training outcome without a GPU: neither full marks nor zero."""
    reason = "03-im2col.memory: there is no GPU here."
    items = list(overwrites.items)
    report = {**items[5].reports[0], "parts": [], "earned": 0.0}
    look = "It could not be graded on this machine."
    items[5] = replace(items[5], earned=None, message=reason, reports=[report], look=look)
    result = replace(overwrites, items=tuple(items))
    for output in rendered(assignment, result):
        assert reason in output
        assert "not graded yet" in output
        assert "16 points are still open. Not graded yet: “6 · What it costs" in " ".join(
            output.split()
        )
    standing = graded({item.id: item.earned for item in items})
    kinds = [note.kind for note in row_of(standing, result).notes]
    assert kinds.count("to be graded by hand") == kinds.count("problem") == 1


def test_exercises_under_one_heading_are_shown_with_their_ids():
    titles = load_assignment("04-backprop").titles
    assert len(set(titles.values())) == len(titles)
    assert titles["relu_backward"] == "2 · Activations: `relu_backward`"
    assert titles["vanishing"] == "3 · How a gradient vanishes"


@pytest.mark.parametrize(
    ("book", "link"),
    [
        (
            "https://example.org/book",
            "https://example.org/book/03-im2col.html#explains-03-im2col-col2im",
        ),
        ("../site", "../../../../site/03-im2col.html#explains-03-im2col-col2im"),
        ("", None),
    ],
)
def test_the_book_is_linked_at_its_address(assignment, overwrites, book, link):
    html, text = rendered(assignment, overwrites, ClassSettings(book=book))
    hrefs = [attrs["href"] for attrs in Tags(html).all("a")]
    exercises = [one for one in hrefs if one.startswith("#")]
    assert exercises == [f"#{attrs['id']}" for attrs in Tags(html).all("section")]
    links = [one for one in hrefs if one not in exercises]
    assert links == ([link] if link else [])
    assert ("https://" in text) == book.startswith("https://")


def test_every_exercise_is_explained_in_the_book(class_folder):
    """A chapter's page has a label for each exercise; one without falls back to the page."""
    for name in REPOSITORY.assignment_names():
        page = (REPOSITORY.pages / f"{name}.md").read_text("utf-8")
        for exercise in load_assignment(name).grade_cells:
            assert page.count(f"\n(explains-{name}.{exercise})=\n") == 1
            found = section(name, exercise)
            assert found is not None
            assert "#explains-" in found.target, f"(explains-{name}.{exercise})= in book/{name}.md"
    assert section("03-im2col", "nothing").target == "03-im2col.html"
    assert section("99-nothing", "x") is None
    page = class_folder.feedback / "ada" / CHAPTER / "page.html"
    assert section_address(section(CHAPTER, "memory"), "", class_folder, page) == ""


def test_a_failed_part_shows_a_small_case_in_place_of_a_hidden_one(assignment, result_of):
    wrong = CHECKS[f"{CHAPTER}.conv2d_im2col"].misconceptions[0].source("conv2d_im2col")
    result = result_of({"conv2d_im2col": wrong})
    (report,) = next(item for item in result.items if item.id == "conv2d_im2col").reports
    failed = [part for part in report["parts"] if part["earned"] < part["points"]]
    assert {part["public"] for part in failed} == {True, False}
    for part in failed:
        assert part["call"]
        assert part["drawn"] is not part["public"]
    html, text = rendered(assignment, result)
    ways = len({part["sentence"] for part in failed})
    assert html.count("A small case, to try yourself") == ways - 1
    assert text.count("a small case to try:") == ways - 1
    assert "conv2d_im2col(x, weight, stride=" in text
    assert max(map(len, text.splitlines())) <= 90


def test_a_small_case_may_raise_and_blank_work_gets_none(assignment, result_of):
    def text_of(body):
        head = "def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):\n    "
        return rendered(assignment, result_of({"conv2d_im2col": head + body}))[1]

    assert re.search(
        r"a small case to try:.*?got:\s+raised ZeroDivisionError: division by zero",
        text_of("return x / 0 if stride == 1 else 1 / 0"),
        re.S,
    )
    assert "a small case" not in text_of("raise NotImplementedError")
    assert "a small case" not in text_of("import os; os._exit(1)")
