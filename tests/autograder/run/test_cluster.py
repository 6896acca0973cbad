"""Grading on workers that share no files with the class: real processes, on loopback."""

import shutil
from functools import partial

import psutil
import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY, Repository
from autograder.records.store import ResultStore
from autograder.run import crew
from autograder.run.cluster import ClusterError, running_cluster
from autograder.run.coordinator import grade_class
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from tests.helpers.dask_processes import dask_processes

SAMPLES = {sample.student: sample for sample in ROSTER}
STUDENTS = ["blank", "half-done", "keeps-the-padding", "os-exit", "reference"]


@pytest.fixture
def cluster(tmp_path):
    with dask_processes(tmp_path / "dask") as cluster:
        yield cluster


@pytest.fixture
def store(class_folder, assignment):
    hand_in(class_folder)
    return ResultStore(class_folder, assignment)


def grade(store, cluster, students=STUDENTS):
    workers = partial(running_cluster, cluster.address)
    return {one.student: one for one in grade_class(store, students, workers)}


def test_a_running_cluster_gives_the_same_grades_as_this_machine(class_folder, cluster):
    hand_in(class_folder)
    for _ in range(2):
        cluster.add_worker()
    arguments = [f"--student={student}" for student in STUDENTS]
    arguments += ["--scheduler", cluster.address, "--course", str(class_folder.directory)]
    run = CliRunner().invoke(app, ["grade", CHAPTER, *arguments])
    assert run.exit_code == 0, run.output
    assert f"{len(STUDENTS)} graded, 0 unchanged." in run.output
    assert all(process.poll() is None for process in cluster.processes)  # the run must not end them


def copy_of_the_course(folder):
    """Copy what a worker needs, and return it as a repository."""
    for part in ("autograder", "cnnlib", "solutions"):
        shutil.copytree(REPOSITORY.root / part, folder / part)
    shutil.copy(REPOSITORY.root / "requirements.txt", folder)
    return Repository(folder)


@pytest.mark.long
def test_work_that_needs_a_gpu_waits_for_a_worker_that_has_one(store, cluster, tmp_path):
    other = copy_of_the_course(tmp_path / "other")
    source = other.solutions / f"{CHAPTER}.md"
    source.write_text(source.read_text().replace("---\n\n", "course:\n  gpu: true\n---\n\n", 1))
    store = ResultStore(store.class_folder, load_assignment(CHAPTER, other))
    cluster.add_worker(repository=other.root)
    outcomes = grade(store, cluster)
    for one in outcomes.values():
        assert one.result is None
        assert one.problem.startswith("It needs a GPU, and no worker has one: on a mach")
    assert not list(store.class_folder.results.rglob("*.json*"))

    cluster.add_worker("--resources", "GPU=1", repository=other.root)
    cluster.wait_for_workers(2)
    outcomes = grade(store, cluster)
    assert {name: one.result.earned for name, one in outcomes.items()} == {
        name: SAMPLES[name].total for name in STUDENTS
    }


@pytest.mark.long
def test_a_worker_with_a_gpu_may_vanish_and_another_grades_the_rest(
    store, cluster, tmp_path, monkeypatch
):
    monkeypatch.setattr(crew, "PATIENCE_SECONDS", 1.0)
    other = copy_of_the_course(tmp_path / "other")
    source = other.solutions / f"{CHAPTER}.md"
    source.write_text(source.read_text().replace("---\n\n", "course:\n  gpu: true\n---\n\n", 1))
    store = ResultStore(store.class_folder, load_assignment(CHAPTER, other))
    cluster.add_worker(repository=other.root)
    with_gpu = cluster.add_worker("--resources", "GPU=1", repository=other.root)
    cluster.wait_for_workers(2)

    run = grade_class(store, STUDENTS, partial(running_cluster, cluster.address))
    outcomes = [next(run)]
    for process in (*psutil.Process(with_gpu.pid).children(recursive=True), with_gpu):
        process.kill()
    outcomes += run
    assert outcomes[0].result is not None
    left = {one.student for one in outcomes if one.problem.startswith("It needs a GPU")}
    assert left
    assert {one.student for one in outcomes if one.result is None} == left

    cluster.add_worker("--resources", "GPU=1", repository=other.root)
    cluster.wait_for_workers(2)
    assert {name: one.result.earned for name, one in grade(store, cluster).items()} == {
        name: SAMPLES[name].total for name in STUDENTS
    }


def test_a_worker_with_another_version_of_the_course_is_reported(store, cluster, tmp_path):
    other = copy_of_the_course(tmp_path / "other")
    (other.root / "requirements.txt").write_text("numpy==1.0\n")
    cluster.add_worker(repository=other.root)
    with pytest.raises(ClusterError, match="It has another version of the course: update its fold"):
        grade(store, cluster)
    assert not list(store.class_folder.results.rglob("*.json*"))


def test_a_missing_scheduler_is_reported(class_folder):
    hand_in(class_folder)
    arguments = ["--scheduler", "tcp://127.0.0.1:9", "--course", str(class_folder.directory)]
    run = CliRunner().invoke(app, ["grade", CHAPTER, *arguments], env={"COLUMNS": "200"})
    assert run.exit_code == 1
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in run.output
    assert "Traceback" not in run.output


@pytest.mark.long
def test_a_scheduler_that_is_killed_loses_nothing(store, cluster):
    cluster.add_worker()
    run = grade_class(store, STUDENTS, partial(running_cluster, cluster.address))
    graded = [next(run).student]
    cluster.processes[0].kill()
    with pytest.raises(ClusterError, match="The Dask scheduler"):
        graded += [one.student for one in run]
    with store:
        stored = {student for student in STUDENTS if store.load(student)}
    assert set(graded) <= stored < set(STUDENTS)
