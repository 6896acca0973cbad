"""Training outcomes: what is asked of a student's network, and what it never gets to see."""

import inspect
import time
from dataclasses import replace

import numpy as np
import pytest

from autograder.checks import outcome_check
from autograder.checks.cases import generator
from autograder.checks.outcome_check import better_than_chance
from autograder.grading.checking import NotGradedError, check, check_run
from autograder.sandbox import SandboxUnavailableError, check_sandbox
from autograder.sandbox.student import StudentProcess
from tests.helpers import outcomes
from tests.helpers.outcomes import BARS, draw, train
from tests.helpers.registering import register


def lost(report) -> dict[str, str]:
    return {part.name: part.said for part in report.parts if part.earned < part.points}


def test_the_reference_reaches_the_floor():
    assert all(BARS.run((train,), seed).earned == 8 for seed in range(100, 110))


@pytest.mark.long
def test_right_work_fails_less_than_once_in_a_thousand():
    failed = sum(BARS.run((train,), seed).earned < 8 for seed in range(10_000, 13_000))
    # Binomial: of 3 000 runs at 1 in 1 000, more than 9 would fail once in a thousand times.
    assert failed <= 9


@pytest.mark.parametrize("mistake", BARS.mistakes, ids=lambda mistake: mistake.name)
def test_a_mistake_does_not(mistake):
    for seed in range(100, 110):
        report = BARS.run((mistake.function,), seed)
        assert report.earned <= 2
        assert "of the test images got the right class; 65.6% are required." in report.text


def test_the_same_seed_gives_the_same_result_and_another_another():
    def text(seed):
        return BARS.run((outcomes.climbs,), seed).text

    assert text(7) == text(7)
    assert len({text(seed) for seed in range(5)}) > 1


def test_guessing_earns_nothing_and_half_a_network_something():
    task = draw(generator(1, BARS.key, "task"))
    assert better_than_chance(task) == pytest.approx(
        1 / 3 + 4.7534 * (2 / 9 / 600) ** 0.5, abs=1e-5
    )

    def guesses(_images, _labels, seed):
        rng = np.random.default_rng(seed)
        return lambda x: rng.integers(0, 3, len(x))

    def learns_a_little(images, labels, seed):
        predict = train(images[:15], labels[:15], seed)
        return lambda x: predict(np.where(np.arange(6) % 2, x, 0))

    assert BARS.run((guesses,), 3).earned == 0
    assert BARS.run((learns_a_little,), 3).earned == 2


def test_what_a_student_is_given_has_no_test_label():
    given = []

    def spies(images, labels, seed):
        given.extend([images, labels, seed])
        predict = train(images, labels, seed)

        def predicts(*args, **kwargs):
            assert not kwargs
            given.extend(args)
            return predict(*args)

        return predicts

    assert BARS.run((spies,), 4).earned == 8
    task = draw(generator(4, BARS.key, "task"))
    x_train, y_train, seed, *batches = given
    np.testing.assert_array_equal(x_train, task.x_train)
    np.testing.assert_array_equal(y_train, task.y_train)
    np.testing.assert_array_equal(np.concatenate(batches), task.x_test)
    assert type(seed) is int


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda *_: None, "predicting: expected a function, not NoneType."),
        (lambda *_: lambda _: None, "for 250 images expected an array of shape (250,) or (250, 3)"),
        (lambda *_: lambda x: x, "or (250, 3), got shape (250, 1, 6, 6)."),
        (lambda *_: lambda x: np.array(["a"] * len(x)), "got an array of dtype <U1."),
        (lambda *_: lambda _: 1 / 0, "predicting: raised ZeroDivisionError: division by zero"),
        (lambda _: None, "raised TypeError:"),
        (BARS.blank.function, "not written yet."),
    ],
)
def test_what_gives_no_predictions_is_told(function, sentence):
    report = BARS.run((function,), 1)
    assert report.earned == 0
    assert set(lost(report)) == {"learns", "reaches the floor"}
    assert all(sentence in text for text in lost(report).values())


def test_nan_scores_are_no_right_answers():
    report = BARS.run((lambda *_: lambda x: np.full((len(x), 3), np.nan),), 1)
    assert report.earned == 0


@pytest.fixture
def student():
    try:
        check_sandbox()
    except SandboxUnavailableError as error:
        pytest.skip(str(error))
    with StudentProcess({}) as process:
        process.run_cell("import time\nimport numpy as np\n" + inspect.getsource(train))
        process.run_cell(inspect.getsource(outcomes.loops))
        yield process


def test_in_a_students_process_the_result_is_the_same(student):
    there = BARS.train(student.lookup("train"), draw(generator(9, BARS.key, "task")), 9)
    here = BARS.train(train, draw(generator(9, BARS.key, "task")), 9)
    assert there.accuracy == here.accuracy > 0.65


def test_training_may_take_its_own_time_and_no_more(student):
    student.run_cell("def slow(*args):\n    time.sleep(1.5)\n    return train(*args)")
    quick, patient = (replace(BARS, seconds=seconds) for seconds in (1.0, 4.0))
    assert patient.run((student.lookup("slow"),), 1).earned == 8
    started = time.monotonic()
    report = quick.run((student.lookup("loops"),), 1)
    assert time.monotonic() - started < 10
    # It has no loop without end: it would take a minute.
    assert "did not finish within 1 s: it is too slow for that, or " in report.text
    assert report.earned == 0


def test_without_a_gpu_what_needs_one_is_not_graded(monkeypatch):
    register(monkeypatch, replace(BARS, gpu=True))
    monkeypatch.setattr(outcome_check, "gpu_available", lambda: False)
    with check_run(1) as reports, pytest.raises(NotGradedError, match="this needs a GPU"):
        check(BARS.key, train)
    assert (reports[0].earned, reports[0].parts) == (0, ())
    monkeypatch.setattr(outcome_check, "gpu_available", lambda: True)
    assert check(BARS.key, train) == 8
