"""Tasks are handed to workers, a few at a time; failures cost no other task its result."""

import gc
import os
import signal
import time
from functools import partial

import pytest
from distributed import Client, KilledWorker, LocalCluster

from autograder.grading.submission import Submission
from autograder.run import flow
from autograder.run.cluster import ClusterError, local_workers
from autograder.run.flow import AHEAD
from autograder.run.work import Work, WorkerUnfitError


@pytest.fixture(scope="module")
def client():
    """Two workers in this process."""
    address = "127.0.0.1:0"
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=address
        ) as here,
        Client(here) as client,
    ):
        yield client


def tasks(*students):
    return (Work(Submission(student, b"", {}), "03-im2col", "", 0, "") for student in students)


def outcomes(client, monkeypatch, work, students, gpu=False):
    monkeypatch.setattr(flow, "work", work)
    return {
        task.submission.student: outcome
        for batch in flow.flow(client, tasks(*students), gpu, print)
        for task, outcome in batch
    }


def name_of(task):
    time.sleep(0.002)
    return task.submission.student


def work_unless_mallory(task):
    if task.submission.student == "mallory":
        raise ValueError("no")
    return task.submission.student


def die_for_mallory(task):
    if task.submission.student == "mallory":
        os.kill(os.getpid(), signal.SIGKILL)
    return task.submission.student


def refuse(error, _):
    raise error


def test_only_a_few_tasks_are_submitted_at_a_time(client, monkeypatch):
    monkeypatch.setattr(flow, "work", name_of)
    students = [f"student-{number}" for number in range(200)]
    drawn, most = 0, 0

    def draw():
        nonlocal drawn
        for task in tasks(*students):
            drawn += 1
            yield task

    done = []
    for batch in flow.flow(client, draw(), False, print):
        most = max(most, drawn - len(done))
        done += [outcome for _, outcome in batch]
    assert sorted(done) == sorted(students)
    assert most == 2 * AHEAD


def test_nothing_looks_at_the_frames_of_a_worker():
    with local_workers(1) as client:
        (callbacks,) = client.run(lambda dask_worker: list(dask_worker.periodic_callbacks)).values()
    assert "heartbeat" in callbacks
    assert "profile" not in callbacks


def test_finished_tasks_are_not_kept_in_memory(monkeypatch):
    monkeypatch.setattr(flow, "work", name_of)
    students = {f"forgotten-{number}" for number in range(30)}
    with local_workers(1) as client:
        graded = 0
        for batch in flow.flow(client, tasks(*students), False, print):
            graded += len(batch)
            if graded > 20:
                break
        gc.collect()
        held = [one for one in gc.get_objects() if type(one) is Work]
    assert sum(one.submission.student in students for one in held) <= 3 * AHEAD


def test_one_error_stops_no_other_task(client, monkeypatch):
    found = outcomes(client, monkeypatch, work_unless_mallory, ["ada", "mallory", "alan"])
    assert isinstance(found.pop("mallory"), ValueError)
    assert found == {"ada": "ada", "alan": "alan"}


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (WorkerUnfitError("Type this."), r"^A worker cannot grade\. Type this\.$"),
        (ModuleNotFoundError("No module named 'autograder'"), "No module named 'autograder'"),
    ],
)
def test_a_worker_that_cannot_grade_ends_the_run(client, monkeypatch, error, says):
    with pytest.raises(ClusterError, match=says):
        outcomes(client, monkeypatch, partial(refuse, error), ["ada"])


def test_without_a_gpu_every_task_ends_in_that_error_and_none_is_sent(client, monkeypatch):
    found = outcomes(client, monkeypatch, name_of, ["ada", "alan"], gpu=True)
    assert found.keys() == {"ada", "alan"}
    assert all(str(error).startswith("It needs a GPU") for error in found.values())


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_task_that_kills_its_worker_costs_no_other_task_its_result(monkeypatch, jobs):
    students = ["ada", "mallory", "alan", "grace", "edsger"]
    with local_workers(jobs) as client:
        found = outcomes(client, monkeypatch, die_for_mallory, students)
    assert isinstance(found.pop("mallory"), KilledWorker)
    assert found == {name: name for name in students if name != "mallory"}
