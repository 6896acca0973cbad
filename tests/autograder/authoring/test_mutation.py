"""Mutants: made mechanically, run in bounded time, and held against the declared equivalents."""

import ast
import json
import time
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from autograder.authoring import mutant_findings, mutation, remembered
from autograder.authoring.equivalents import Equivalent, read_equivalents
from autograder.authoring.mutant_findings import MutantRun, mutant_runs
from autograder.authoring.mutants import Mutant, function_from, mutants_of, refuses_otherwise
from autograder.authoring.mutation import Survivor, survivors
from autograder.chapters import CHECKS
from autograder.checks.answers import FunctionAnswer
from autograder.cli import app
from autograder.course.repository import REPOSITORY
from cnnlib.exercise import EXERCISES
from tests.helpers.double import DOUBLE, twice

CONV = CHECKS["03-im2col.conv2d_im2col"]
RIGHT = CONV.reference.source("conv2d_im2col")


def mutant(body: str) -> Mutant:
    return Mutant("", body, RIGHT.replace("    cols = im2col", f"    {body}\n    cols = im2col"))


def guarded(x, plus=0):
    if x.ndim > 3:
        raise ValueError(f"at most {2 + 1} axes")
    return 2 * x + plus


def test_each_mutant_is_one_change_that_parses():
    mutants = list(mutants_of(DOUBLE.reference))
    changes = {(each.was, each.now) for each in mutants}
    assert ("return 2 * x + plus", "return 2 * x - plus") in changes
    assert ("return 2 * x + plus", "return 3 * x + plus") in changes
    assert ("def twice(x, plus=0):", "def twice(x, plus= 1):") in changes
    assert len(changes) == len(mutants)
    for each in mutants:
        ast.parse(each.text)
        assert each.was in RIGHT or each.was in each.text.replace(each.now, each.was)
    assert mutants == list(mutants_of(DOUBLE.reference))


def test_a_mutant_takes_the_references_place_and_no_other():
    registered = dict(EXERCISES)
    right = function_from(DOUBLE.reference, DOUBLE.reference.source("twice"))
    wrong = function_from(DOUBLE.reference, "def twice(x, plus=0):\n    return 3 * x\n")
    assert (right(2), wrong(2), twice(2)) == (4, 6, 4)
    # A reference that calls another exercise keeps calling the right one.
    assert CONV.run((function_from(CONV.reference, RIGHT),), 1).earned == 20
    assert {key: EXERCISES[key] for key in registered} == registered


def test_what_is_refused_and_in_what_words_is_no_difference():
    reference = FunctionAnswer("reference", guarded)
    verdicts = {each.now: refuses_otherwise(reference, each) for each in mutants_of(reference)}
    assert verdicts["if x.ndim > 4:"]
    assert verdicts['raise ValueError(f"at most {2 - 1} axes")']
    assert not verdicts["return 2 * x - plus"]
    assert not verdicts["def guarded(x, plus= 1):"]


@pytest.mark.long
def test_mutants_end_in_time_whatever_they_do(monkeypatch, tmp_path):
    monkeypatch.setattr(mutation, "SECONDS", 8.0)
    monkeypatch.setattr(mutation, "SLOWER", 1)
    alive = mutant("kh, kw = kw, kh; kh, kw = kw, kh")
    dead = [
        mutant("while True: pass"),
        mutant("10 ** 10 ** 10"),  # in C, deaf to signals
        mutant("np.ones(10**10)"),
        mutant("import os; os._exit(0)"),
        mutant("import os; os.kill(os.getpid(), 9)"),
        mutant("return np.zeros(1)"),
        replace(alive, text="def conv2d_im2col(:\n"),
        replace(alive, text="def another():\n    pass\n"),
    ]
    ticks = []
    started = time.monotonic()
    found = survivors(CONV, [*dead, alive], 2, lambda: ticks.append(1), tmp_path)
    assert found == [Survivor(alive, (0, 1, 2))]
    assert len(ticks) == 9
    assert time.monotonic() - started < 120


def test_a_mutant_as_slow_as_the_reference_has_not_lost(monkeypatch):
    monkeypatch.setattr(mutation, "SECONDS", 0.01)
    alive = mutant("kh = kh")
    assert survivors(CONV, [alive], 1, lambda: None) == [Survivor(alive, (0, 1, 2))]


def test_mutants_mean_nothing_where_the_reference_loses_points():
    wrong = replace(CONV, reference=FunctionAnswer("reference", guarded))
    with pytest.raises(ValueError, match="conv2d_im2col: the reference loses points where its"):
        survivors(wrong, [mutant("kh = kh")], 1, lambda: None)


def test_what_became_of_a_mutant_is_kept_until_anything_changes(monkeypatch, tmp_path):
    mutants = [mutant("return np.zeros(1)"), mutant("kh = kh")]
    first = survivors(CONV, mutants, 1, lambda: None, tmp_path)
    monkeypatch.setattr(remembered, "ProcessPool", None)  # nothing may run any more
    assert survivors(CONV, mutants, 1, lambda: None, tmp_path) == first
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text() + '["cut o')
    assert survivors(CONV, mutants, 1, lambda: None, tmp_path) == first
    monkeypatch.setattr(mutation, "SEEDS", (5,))
    with pytest.raises(TypeError, match="'NoneType' object is not callable"):
        survivors(CONV, mutants, 1, lambda: None, tmp_path)
    assert not path.exists()


def test_survivors_are_findings_unless_declared_and_declarations_must_be_needed(monkeypatch):
    mutants = tuple(mutants_of(DOUBLE.reference))
    monkeypatch.setattr(mutant_findings, "survivors", lambda *_: [Survivor(mutants[0], (0,))])
    first = Equivalent(mutants[0].was, mutants[0].now, "a reason")

    def found(*declared: Equivalent) -> tuple[str, ...]:
        run = MutantRun(DOUBLE, mutants, declared)
        return mutant_findings.mutant_findings(run, 1, lambda: None)

    assert found(first) == ()
    (undeclared,) = found()
    assert "00-test.double: with 1 of 3 seeds this earns everything: { was = " in undeclared
    stale = Equivalent(mutants[1].was, mutants[1].now, "not so")
    assert "declared equivalent, but it loses points or is no mutant" in found(first, stale)[0]
    assert "without a reason" in found(replace(first, why=" "))[0]


def test_the_line_in_a_finding_can_be_put_into_the_file(tmp_path):
    run = MutantRun(DOUBLE, tuple(mutants_of(DOUBLE.reference)), ())
    one = run.mutants[0]
    (finding,) = mutant_findings._undeclared([Survivor(one, (0, 1, 2))], ())
    line = finding.partition("everything: ")[2]
    (tmp_path / "equivalent_mutants.toml").write_text(f"double = [\n{line}\n]\n")
    assert read_equivalents(tmp_path) == {"double": (Equivalent(one.was, one.now, ""),)}


@pytest.mark.parametrize("text", ["x = [", "x = 1", "x = [{ was = 'a' }]", "x = [1]"])
def test_a_file_that_cannot_be_read_is_said(tmp_path, text):
    (tmp_path / "equivalent_mutants.toml").write_text(text)
    with pytest.raises(ValueError, match=r"equivalent_mutants.toml cannot be read"):
        read_equivalents(tmp_path)
    assert read_equivalents(tmp_path / "none") == {}


@pytest.mark.long
def test_the_mutants_of_a_small_exercise_are_all_accounted_for(tmp_path):
    (run,) = (run for run in mutant_runs("03-im2col") if run.check is CONV)
    assert len(run.mutants) > 80
    assert mutant_findings.mutant_findings(run, 2, lambda: None, tmp_path) == ()
    (cache,) = tmp_path.iterdir()
    entries = [json.loads(line) for line in cache.read_text().splitlines()]
    assert len(entries) == len({each.text for each in run.mutants})


@pytest.mark.long
@pytest.mark.parametrize("chapter", REPOSITORY.assignment_names())
def test_every_chapter_is_valid_with_its_mutants(chapter):
    run = CliRunner().invoke(app, ["validate", chapter])
    assert (run.exit_code, f"{chapter}: valid" in run.output) == (0, True), run.output
