"""What holds for the checks and the release of every chapter, whatever it asks for."""

import ast
import inspect
import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import is_grade, is_solution

from autograder.authoring.release import released_files, verify
from autograder.authoring.validation import validate_checks
from autograder.chapters import CHECKS
from autograder.checks.answers import FunctionAnswer
from autograder.checks.function_check import FunctionCheck
from autograder.checks.kinds import fixed
from autograder.course.assignment import Assignment, load_assignment, nbgrader_id
from autograder.course.repository import REPOSITORY

FUNCTIONS = [check for check in CHECKS.values() if isinstance(check, FunctionCheck)]
ANSWERS = [
    (check, answer) for check in FUNCTIONS for answer in (*check.variants, *check.misconceptions)
]
SLOW = ("08-visualisation.maximise_activation",)
EVERY = 12  # answer is tried in `make test`; all are in `make test-long`
MARKERS = "HIDDEN TESTS|BEGIN SOLUTION|MARK SCHEME|autograder.checks"

WITH_ASSIGNMENT = REPOSITORY.assignment_names()
LONG = ("05-depth", "06-regularisation", "08-visualisation")  # a minute or more each
every_chapter = pytest.mark.parametrize("chapter", WITH_ASSIGNMENT)


@pytest.fixture(scope="module")
def assignments() -> dict[str, Assignment]:
    return {chapter: load_assignment(chapter) for chapter in WITH_ASSIGNMENT}


def checks_of(chapter: str) -> dict[str, object]:
    """Return the checks of a chapter by the ids of their grade cells."""
    return {
        key.partition(".")[2]: check for key, check in CHECKS.items() if key.startswith(chapter)
    }


@pytest.mark.parametrize(
    "chapter",
    [pytest.param(c, marks=[pytest.mark.long] * (c in LONG)) for c in WITH_ASSIGNMENT],
)
def test_the_checks_are_valid(chapter):
    assert validate_checks(chapter, range(1)) == ()


@pytest.mark.long
@every_chapter
def test_the_checks_are_valid_on_many_seeds(chapter):
    assert validate_checks(chapter, range(1, 100)) == ()


@pytest.mark.parametrize("check", FUNCTIONS, ids=lambda check: check.key)
def test_there_are_enough_wrong_answers_and_styles(check):
    assert len(check.misconceptions) >= 5
    assert len(check.variants) >= 3
    sentences = [mistake.sentence for mistake in check.misconceptions]
    assert len(set(sentences)) == len(sentences)
    assert all(re.fullmatch(r"[^a-z].*[.)]", sentence, re.DOTALL) for sentence in sentences)


@every_chapter
def test_each_point_is_given_by_a_check_or_a_rubric(assignments, chapter):
    assignment, checks = assignments[chapter], checks_of(chapter)
    worth = {name: cell.metadata.nbgrader.points for name, cell in assignment.grade_cells.items()}
    assert sum(worth.values()) == 100
    checked = {name: fixed(check, "anyone").points for name, check in checks.items()}
    assert worth.keys() == checked.keys() | assignment.mark_schemes.keys()
    assert {name: worth[name] for name in checked} == checked
    assert not checked.keys() & assignment.mark_schemes.keys()


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        pytest.param(
            check,
            answer,
            id=f"{check.key}-{answer.name}",
            marks=pytest.mark.long if i % EVERY or check.key in SLOW else (),
        )
        for i, (check, answer) in enumerate(ANSWERS)
    ],
)
def test_an_answer_needs_only_what_a_students_module_has(check, answer):
    report = check.run((in_a_students_module(check, answer),), seed=21)
    assert report.misconception == getattr(answer, "sentence", None)
    lost = {part.name for part in report.parts if part.earned < part.points}
    assert lost - set(getattr(answer, "by_chance", ())) == set(getattr(answer, "loses", ()))


def in_a_students_module(check: FunctionCheck, answer: FunctionAnswer) -> Callable:
    """Return what `answer` is in the text of the exercise's own module, below its own imports."""
    chapter, _, name = check.key.partition(".")
    module = text_around(check.reference.function)
    text = module.replace(check.reference.source(name), answer.source(name))
    assert text != module
    others = [other for other in FUNCTIONS if other.key.startswith(chapter)]
    scope = {other.key.partition(".")[2]: other.reference.function for other in others}
    scope["__name__"] = "a_students_module"
    for node in ast.parse(text_around(answer.function)).body:
        if isinstance(node, ast.Import | ast.ImportFrom) and "autograder" not in ast.unparse(node):
            exec(ast.unparse(node), scope)
    exec(text.replace("@exercise(", "@(lambda *_, **__: lambda f: f)("), scope)
    return scope[name]


def text_around(function: Callable) -> str:
    return inspect.getsource(sys.modules[function.__module__])


@every_chapter
def test_the_visible_tests_alone_pass_for_the_reference_and_fail_for_stubs(assignments, chapter):
    assignment = assignments[chapter]
    visible = {nbgrader_id(cell): cell.source for cell in assignment.released.cells}
    source = nbformat.from_dict(assignment.source)
    for cell in source.cells:
        if is_grade(cell) and not is_solution(cell):
            cell.source = visible[nbgrader_id(cell)]
    assert source != assignment.source
    verify(replace(assignment, source=source))


@every_chapter
def test_the_committed_folder_is_what_a_release_makes(assignments, chapter):
    folder = REPOSITORY.exercises / chapter
    committed = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert committed == released_files(assignments[chapter])


@every_chapter
def test_a_folder_has_a_size_that_can_be_sent(assignments, chapter):
    assert sum(map(len, released_files(assignments[chapter]).values())) < 6_000_000


@every_chapter
def test_no_answer_hidden_test_or_output_gets_out(assignments, chapter):
    assignment = assignments[chapter]
    files = released_files(assignment)
    assert {Path(name).suffix for name in files} <= {".py", ".ipynb", ".npz", ".LICENSE", ".txt"}
    text = "\n".join(files[name].decode() for name in files if name.endswith((".py", ".ipynb")))
    assert not re.search(MARKERS, text)
    for name, check in checks_of(chapter).items():
        if isinstance(check, FunctionCheck):
            body = check.reference.source(name).rpartition('"""')[2]
            assert body.strip() not in text
            stub = f'raise NotImplementedError("{chapter}.{name}: '
            assert text.count(stub) == bodies_of(check.reference.function)

    cells = json.loads(files[assignment.notebook_file])["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    notebook = "".join("".join(cell["source"]) for cell in cells)
    lines = lines_of_answers(assignment)
    assert lines
    assert [line for line in lines if line in notebook] == []


def bodies_of(target: Callable) -> int:
    """Return how many bodies students write: one, or one for each public method of a class."""
    if not inspect.isclass(target):
        return 1
    methods = [name for name, each in vars(target).items() if inspect.isfunction(each)]
    return sum(name.endswith("__") or not name.startswith("_") for name in methods)


def lines_of_answers(assignment: Assignment) -> list[str]:
    """Return the content of the instructor's answer cells, without brackets and single words."""
    texts = [cell.source for cell in assignment.source.cells if is_solution(cell)]
    inner = [re.search("### BEGIN SOLUTION\n(.*)### END", text, re.DOTALL) for text in texts]
    texts = [found[1] if found else text for found, text in zip(inner, texts, strict=True)]
    lines = (line.strip() for text in texts for line in text.splitlines())
    return [line for line in lines if not re.fullmatch(r"\W*|\w+\W", line)]
