"""Any process may be killed at any time: results stay whole, and the rest is graded later.

``KILLS_SEED`` repeats the choices of victims and moments of an earlier run.
"""

import os
import random
import secrets
import subprocess
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest
from nbgrader.api import Gradebook

from autograder.course.class_folder import ClassFolder
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from tests.helpers.command import family, kind_of, results, start
from tests.helpers.dask_processes import dask_processes

CLASS = {one.student: one for one in ROSTER if one.honest or one.student == "million-lines"}
WEIGHTS = {"sandbox": 4, "worker": 4}  # killing the others costs a restart
KINDS = {"coordinator", "sandbox", "worker"}
PATIENCE = 300  # seconds without any progress
LONGEST_WAIT = 4.0  # seconds from one kill to the next


@pytest.mark.long
def test_a_few_processes_of_this_machine(class_folder):
    Killing(class_folder, 3).run()


@pytest.mark.long
def test_fifty_processes_of_this_machine(class_folder):
    victims = Killing(class_folder, 50).run()
    assert victims.keys() >= KINDS


@pytest.mark.long
def test_a_cluster_with_its_scheduler(class_folder, tmp_path):
    victims = Killing(class_folder, 20, tmp_path / "dask").run()
    assert victims.keys() >= KINDS | {"scheduler"}


class Killing:
    """A class that is graded while processes are killed.

    Parameters
    ----------
    kills : int
        How many processes to kill; if the class is finished earlier, it is graded again.
    cluster : Path, optional
        The folder of a Dask cluster; without it, `autograder` starts workers.
    """

    def __init__(self, class_folder: ClassFolder, kills: int, cluster: Path | None = None) -> None:
        self.class_folder, self.left, self.cluster = class_folder, kills, cluster
        seed = int(os.environ.get("KILLS_SEED", secrets.randbits(32)))
        print(f"KILLS_SEED={seed}")
        self.random = random.Random(seed)
        self.victims: Counter[str] = Counter()

    def run(self) -> Counter[str]:
        """Return how many processes of each kind were killed."""
        hand_in(self.class_folder)
        students = [f"--student={student}" for student in CLASS]
        round_number = 0
        while self.left or len(results(self.class_folder)) < len(CLASS):
            if len(results(self.class_folder)) == len(CLASS):
                self._begin_anew()
            round_number += 1
            with ExitStack() as stack:
                where = self._start_cluster(stack, round_number)
                run = start(self.class_folder, "--jobs", "2", *students, *where)
                try:
                    self._kill_until_it_ends(run)
                finally:
                    with suppress(ProcessLookupError):
                        run.kill()
                    output, _ = run.communicate()
            if "resource_tracker" not in self.victims:  # Python's own, which tells the next one
                assert "Traceback" not in output, output
            print(self.victims, output.splitlines()[-1:])
            self._check_what_is_stored()
        last = start(self.class_folder, *students)
        output, _ = last.communicate(timeout=PATIENCE)
        assert last.returncode == 0, output
        assert f"0 graded, {len(CLASS)} unchanged" in output
        self._check_that_all_is_there()
        return self.victims

    def _start_cluster(self, stack: ExitStack, number: int) -> list[str]:
        if self.cluster is None:
            return []
        self.processes = stack.enter_context(dask_processes(Path(f"{self.cluster}-{number}")))
        for _ in range(2):
            self.processes.add_worker()
        return ["--scheduler", self.processes.address]

    def _kill_until_it_ends(self, run: subprocess.Popen) -> None:
        relatives: list[psutil.Process] = []
        stored = results(self.class_folder)
        progress = time.monotonic()
        at = time.monotonic() + self.random.uniform(0, LONGEST_WAIT)
        while run.poll() is None:
            time.sleep(0.02)
            if self.left and time.monotonic() >= at:
                relatives = self._relatives(run)
                self._kill_one(run, relatives)
                at = time.monotonic() + self.random.uniform(0, LONGEST_WAIT)
            now = results(self.class_folder)
            # No result is lost, or graded a second time.
            assert {name: now.get(name) for name in stored} == stored
            if len(now) > len(stored):
                progress = time.monotonic()
            stored = now
            assert time.monotonic() - progress < PATIENCE
        if self.cluster is None:
            alive = psutil.wait_procs(relatives, timeout=20)[1]
            assert not alive, [process.cmdline() for process in alive]

    def _relatives(self, run: subprocess.Popen) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            relatives = family(run)
            if self.cluster is not None:
                for process in self.processes.processes:
                    with suppress(psutil.NoSuchProcess):
                        relatives += [psutil.Process(process.pid), *family(process)]
            return relatives
        return []

    def _kill_one(self, run: subprocess.Popen, relatives: list[psutil.Process]) -> None:
        """Draw a kind of process, rarely killed kinds more often, and kill one of that kind."""
        kinds: dict[str, list[psutil.Process]] = {"coordinator": [psutil.Process(run.pid)]}
        for process in relatives:
            with suppress(psutil.NoSuchProcess):
                kinds.setdefault(kind_of(process), []).append(process)
        if not kinds.keys() >= KINDS and self.random.random() < 0.95:
            return  # it has hardly begun
        weights = [WEIGHTS.get(kind, 1) / (1 + self.victims[kind]) for kind in sorted(kinds)]
        (kind,) = self.random.choices(sorted(kinds), weights)
        with suppress(psutil.NoSuchProcess):
            self.random.choice(kinds[kind]).kill()
            self.victims[kind] += 1
            self.left -= 1

    def _begin_anew(self) -> None:
        for path in self.class_folder.results.glob("*/*"):
            path.unlink()
        (self.class_folder.directory / "gradebook.db").unlink()

    def _check_what_is_stored(self) -> None:
        """Every stored result is in the gradebook, with the same points."""
        stored = results(self.class_folder)
        grades = self._grades()
        for student, result in stored.items():
            points = {item["id"]: item["earned"] for item in result["items"]}
            assert points == CLASS[student].expected
            assert grades[student] == points
            folder = self.class_folder.autograded / student / CHAPTER
            assert (folder / f"{CHAPTER}.ipynb").read_text().endswith("}\n")

    def _check_that_all_is_there(self) -> None:
        self._check_what_is_stored()
        assert results(self.class_folder).keys() == self._grades().keys() == CLASS.keys()
        assert not list(self.class_folder.results.rglob("*.pending"))

    def _grades(self) -> dict[str, dict[str, float | None]]:
        if not (self.class_folder.directory / "gradebook.db").exists():
            return {}
        with Gradebook(self.class_folder.gradebook_url) as gradebook:
            submissions = gradebook.assignment_submissions(CHAPTER)
            assert len({one.student_id for one in submissions}) == len(submissions)
            return {
                one.student_id: {grade.name: grade.auto_score for grade in one.notebooks[0].grades}
                for one in submissions
            }
