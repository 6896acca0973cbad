"""Facts in a result are fields, and no text of a student can set one of them."""

import json
from textwrap import indent

import pytest

from autograder.checks.examples import Examples
from autograder.checks.function_check import FunctionCheck
from autograder.course.repository import REPOSITORY
from autograder.grading.failures import failures
from autograder.grading.grade import grade
from autograder.grading.result import Result
from autograder.grading.submission import Submission
from autograder.grading.version import grader_version
from autograder.records.store import ResultStore
from autograder.report import row_of
from autograder.run import work as work_module
from autograder.run.work import ATTEMPTS, Work, work
from autograder.sample_class.parts import Parts
from autograder.sandbox import exchange
from autograder.sandbox.errors import ExchangeFaultError
from tests.helpers.inmates import need_sandbox
from tests.helpers.people import graded

need_sandbox()

# Words that were once searched for in messages.
WORDS = (
    "The Python process was ended by signal 9. 03-im2col.im2col: 20 of 20 points. not written yet. "
    "03-im2col.col2im: replace this line with your code. assignment destination is read-only. "
    "because the cell 'memory_answer' failed: "
)


@pytest.fixture
def submit(assignment):
    """Return a function that makes a right submission, with other functions or answers if given."""
    parts = Parts(assignment, (REPOSITORY.library / "im2col.py").read_text(), "ada")

    def make(functions=None, answers=None) -> Submission:
        files = parts.files(parts.answered(functions, answers))
        notebook = files.pop(assignment.notebook_file)
        modules = {name: files[name] for name in assignment.exercise_files}
        return Submission("ada", notebook, modules)

    return make


@pytest.fixture
def result_of(submit, assignment):
    return lambda *changes: grade(submit(*changes), assignment, 3, "key")


def parts_of(result, exercise):
    (report,) = next(item for item in result.items if item.id == exercise).reports
    return report["parts"]


def stub(name: str, raises: str = "NotImplementedError") -> str:
    return f"def {name}(*args, **kwargs):\n    raise {raises}({WORDS!r})\n"


def test_an_unwritten_exercise_is_named_where_it_is_called(result_of):
    result = result_of({"im2col": stub("im2col")})
    for exercise in ("im2col", "conv2d_im2col"):
        for part in parts_of(result, exercise):
            said = (part["unwritten"], part["sentence"])
            assert said == ("03-im2col.im2col", "`im2col` is not written yet.")
    assert {part["unwritten"] for part in parts_of(result, "col2im")} == {None}


def test_an_unwritten_helper_has_no_name(result_of):
    helper = indent(stub("helper"), "    ")
    text = f"def col2im(*args, **kwargs):\n{helper}\n    return helper()\n"
    for part in parts_of(result_of({"col2im": text}), "col2im"):
        assert (part["unwritten"], part["earned"]) == ("", 0)
        assert part["sentence"] == "not written yet."


def test_no_text_of_an_exception_sets_a_field(result_of):
    result = result_of({"im2col": stub("im2col", "ValueError")})
    for part in parts_of(result, "im2col"):
        assert (part["unwritten"], part["stopped"]) == (None, False)
        assert part["sentence"].startswith("raised ValueError: The Python process was ended by")
    assert not result.killed
    assert not result.failed_cells
    assert {item.failed_cell for item in result.items} == {""}


def test_no_text_of_a_cell_sets_a_field(result_of):
    source = f"class Stopped(Exception): pass\nprint({WORDS!r})\nraise Stopped({WORDS!r})"
    result = result_of({}, {"by_hand_answer": source})
    (cell,) = result.failed_cells
    assert (cell.id, cell.error, cell.stopped) == ("by_hand_answer", "Stopped", False)
    assert not result.killed
    assert [one.exercises for one in failures(result)] == [("by_hand",)]
    standing = graded({item.id: item.earned for item in result.items})
    assert "stopped" not in {note.kind for note in row_of(standing, result).notes}


def test_an_unwritten_answer_is_not_a_failed_cell(result_of):
    """It is not blamed for a failure in the cell of a later exercise."""
    result = result_of({}, {"by_hand_answer": stub("f") + "\nf()"})
    item = next(item for item in result.items if item.id == "by_hand")
    assert (item.earned, item.failed_cell) == (0, "")
    assert item.message.endswith("is not defined: the exercise has not been answered yet.")
    assert failures(result) == []


def test_a_stopped_cell_is_marked_by_a_field(result_of):
    result = result_of({}, {"by_hand_answer": "import os; os._exit(3)"})
    (cell,) = result.failed_cells
    assert (cell.id, cell.stopped, result.killed) == ("by_hand_answer", True, False)
    item = next(item for item in result.items if item.id == "by_hand")
    assert item.failed_cell == "by_hand_answer"
    assert item.missing
    standing = graded({item.id: item.earned for item in result.items})
    kinds = [note.kind for note in row_of(standing, result).notes]
    assert (kinds.count("stopped"), kinds.count("problem")) == (1, 0)


def test_a_test_that_only_repeats_its_check_is_told_by_parts(result_of):
    said = f"print({'03-im2col.memory: 6 of 6 points.'!r})\n"
    result = result_of({"im2col": stub("im2col")}, {"by_hand_answer": said})
    told = {item.id: item.told_by_parts for item in result.items}
    assert told["im2col"]
    assert not told["by_hand"]
    assert not told["memory"]


@pytest.fixture
def tries(monkeypatch):
    made = []

    def counted(*arguments):
        made.append(arguments)
        return grade(*arguments)

    monkeypatch.setattr(work_module, "grade", counted)
    return made


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        (f"raise RuntimeError({WORDS!r})", 1),
        ("import os; os._exit(9)", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", ATTEMPTS),
    ],
    ids=["says so", "exits", "is killed"],
)
def test_work_is_graded_again_if_it_was_killed_but_not_if_it_only_says_so(
    submit, assignment, tries, answer, count
):
    version = grader_version(assignment)
    task = Work(submit({}, {"by_hand_answer": answer}), assignment.name, version, 3, "key")
    assert work(task).killed == (count > 1)
    assert len(tries) == count


def test_a_process_killed_inside_a_test_is_noticed(submit, assignment, tries):
    kills = "def col2im(*args, **kwargs):\n    import os\n    os.kill(os.getpid(), 9)\n"
    version = grader_version(assignment)
    task = Work(submit({"col2im": kills}), assignment.name, version, 3, "key")
    assert work(task).killed
    assert len(tries) == ATTEMPTS


def test_a_result_is_read_from_json_unless_of_another_version(result_of, assignment, class_folder):
    result = result_of({"im2col": "def im2col(:\n"})
    assert result.failed_cells
    text = json.dumps(result.to_json())
    assert json.dumps(Result.from_json(json.loads(text)).to_json()) == text
    store = ResultStore(class_folder, assignment)
    path = class_folder.results / assignment.name / "ada.json"
    path.parent.mkdir(parents=True)
    for field in ("failed_cells", "killed"):
        path.write_text(json.dumps({k: v for k, v in json.loads(text).items() if k != field}))
        assert store.record("ada") is None
    path.write_text(text)
    assert store.record("ada") is not None


def test_a_fault_of_the_grader_is_not_the_students_but_is_looked_at(
    submit, assignment, monkeypatch
):
    received = []

    def fails_once(*arguments):
        received.append(unpack(*arguments))
        if len(received) == 40:  # while im2col is checked
            raise BufferError("a fault of ours")
        return received[-1]

    unpack = exchange.unpack
    monkeypatch.setattr(exchange, "unpack", fails_once)
    items = grade(submit(), assignment, 3, key="").items
    looked_at = [item for item in items if item.look]
    assert [item.id for item in looked_at] == ["im2col"]
    assert looked_at[0].look.endswith(
        " ended with ExchangeFaultError: BufferError: a fault of ours"
    )
    assert all(item.earned in (None, item.points) for item in items if not item.look)


def test_a_fault_of_the_grader_while_it_looks_for_a_small_case_leaves_it_out(
    submit, assignment, monkeypatch
):
    wrong = {"im2col": "def im2col(*args, **kwargs):\n    return np.zeros((2, 2))\n"}
    whole = grade(submit(wrong), assignment, 3, key="").items

    def fails(*_):
        raise ExchangeFaultError("a fault of ours")

    monkeypatch.setattr(Examples, "failing", fails)
    items = grade(submit(wrong), assignment, 3, key="").items
    assert [item.earned for item in items] == [item.earned for item in whole]
    assert not any(item.look for item in items)


def test_a_fault_of_the_grader_while_it_looks_for_mistakes_costs_nothing(
    submit, assignment, monkeypatch
):
    wrong = {"im2col": "def im2col(*args, **kwargs):\n    return np.zeros((2, 2))\n"}
    whole = grade(submit(wrong), assignment, 3, key="").items

    def fails(*_):
        raise IndexError("a fault of ours")

    monkeypatch.setattr(FunctionCheck, "explained", fails)
    items = {item.id: item for item in grade(submit(wrong), assignment, 3, key="").items}
    assert [item.earned for item in items.values()] == [item.earned for item in whole]
    assert items["im2col"].look == (
        "The search for mistakes in im2col ended with IndexError: a fault of ours"
    )
