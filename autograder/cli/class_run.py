"""A run of `autograder grade` on the terminal: progress, outcome, and why it stopped."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from distributed import Client
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.authoring.agreement import cells_that_disagree
from autograder.authoring.release import write_source
from autograder.chapters import CHECKS
from autograder.cli.scores import TableEntry, one_line, print_scores, score_cells
from autograder.cli.terminal import console, stop
from autograder.course.assignment import Assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.lock import ClassInUseError, class_lock
from autograder.course.settings import ClassSettings
from autograder.course.timestamps import TimestampError, read_timestamp
from autograder.files.text import points_text
from autograder.records.grades import Grades, updated_grades
from autograder.records.store import ResultStore, StorageFailedError
from autograder.run.cluster import ClusterError, local_workers, running_cluster
from autograder.run.coordinator import Graded, grade_class
from autograder.run.plan import Action, Request

__all__ = ["run_class", "workers_for"]

Workers = Callable[[], AbstractContextManager[Client]]

LARGE = 60  # students; a longer table is for the class report
INTERRUPTED = 130  # the exit code that shells use


def workers_for(assignment: Assignment, jobs: int, scheduler: str = "") -> Workers:
    """Return a function that starts `jobs` workers here, or connects to a running cluster."""
    if scheduler:
        return partial(running_cluster, scheduler)
    return partial(local_workers, jobs, assignment.gpu)


def run_class(
    store: ResultStore,
    wanted: list[str],
    workers: Workers,
    request: Request,
    settings: ClassSettings,
) -> bool:
    """Grade the students in `wanted`, print the outcome, and return whether all are graded."""
    class_folder, assignment = store.class_folder, store.assignment
    if problems := list(cells_that_disagree(assignment, CHECKS)):
        stop(
            f"{assignment.name} cannot be graded fairly, and autograder release refuses it:\n"
            + "\n".join(problems)
        )
    summary = _Summary(assignment, len(wanted))
    with _stopping(summary), class_lock(class_folder):
        write_source(class_folder, assignment)
        with summary.progress() as progress:
            say = partial(progress.console.print, highlight=False)
            for one in grade_class(store, wanted, workers, request, say):
                summary.add(one)
        grades = updated_grades(class_folder, assignment.name, settings)
    summary.print(grades)
    _tell_times(class_folder, assignment.name, wanted, settings)
    return not summary.failed


def _tell_times(
    class_folder: ClassFolder, name: str, students: list[str], settings: ClassSettings
) -> None:
    """Print what the table leaves out: penalties, and students with an unknown time."""
    if name in settings.due and settings.late.percent_per_day:
        console.print("Totals are after penalties for late work.")
    odd = [one_line(one) for one in students if not _time_is_readable(class_folder, one, name)]
    if odd:
        console.print(
            "Counted as in time, because their timestamp.txt contains no valid time: "
            f"{', '.join(odd)}.",
            style="yellow",
            highlight=False,
            markup=False,
        )


def _time_is_readable(class_folder: ClassFolder, student: str, name: str) -> bool:
    try:
        read_timestamp(class_folder.submission(student, name), class_folder.zone)
    except TimestampError:
        return False
    return True


@contextmanager
def _stopping(summary: "_Summary") -> Iterator[None]:
    """Print in one sentence why a run was stopped."""
    try:
        yield
    except KeyboardInterrupt:
        stop(f"Stopped. {summary.done} Run it again to continue.", INTERRUPTED)
    except (ClusterError, StorageFailedError) as error:
        stop(f"Stopped: {error} {summary.done} Fix this and run it again to continue.")
    except (ClassInUseError, ValueError) as error:
        stop(str(error))


class _Summary:
    """The outcome of a run so far; it keeps of each result only what the table needs."""

    def __init__(self, assignment: Assignment, total: int) -> None:
        self._assignment, self._total = assignment, total
        self._entries: dict[str, TableEntry] = {}
        self._counts: Counter[Action] = Counter()
        self.failed: dict[str, str] = {}

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Show a progress bar."""
        columns = (TextColumn("Grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TextColumn("{task.fields[counts]}"), console=console) as progress:
            task = progress.add_task("Grading", total=self._total, counts="")
            self._show = partial(progress.update, task)
            yield progress

    def add(self, one: Graded) -> None:
        if one.problem:
            self.failed[one.student] = one.problem
        else:
            self._counts[one.action] += 1
        if one.result is not None:
            self._entries[one.student] = TableEntry.of(one.result)
        self._show(advance=1, counts=self._in_words())

    @property
    def done(self) -> str:
        done = self._counts.total()
        return f"{done} of {self._total} are graded."

    def _in_words(self) -> str:
        fresh = self._counts[Action.GRADE] + self._counts[Action.REGRADE]
        words = f"{fresh} graded, {self._counts[Action.LEAVE]} unchanged"
        if restored := self._counts[Action.RESTORE]:
            words += f", {restored} restored"
        return words + (f", {len(self.failed)} not graded" if self.failed else "")

    def print(self, grades: Mapping[str, Grades]) -> None:
        """Print the table of a small class, the counts, and the problems."""
        known = {one: entry for one, entry in self._entries.items() if one in grades}
        if known and self._total <= LARGE:
            rows = {
                student: score_cells(self._assignment, entry, grades[student])
                for student, entry in known.items()
            }
            print_scores(console, self._assignment, rows)
            console.print(
                "? means to be graded by hand; notes are in the feedback and the class report."
            )
        console.print(f"{self._in_words()}.")
        self._print_held(known, grades)
        for student, problem in sorted(self.failed.items()):
            console.print(f"[bold red]Not graded:[/] {escape(one_line(f'{student}: {problem}'))}")

    def _print_held(self, entries: Mapping[str, TableEntry], grades: Mapping[str, Grades]) -> None:
        """Print who waits because answers are missing or unclear, and how much is at stake."""
        at_stake = {
            student: sum(
                grades[student].possible[name]
                for name in entry.held
                if grades[student].scores.get(name, 0.0) is None
            )
            for student, entry in entries.items()
        }
        held = {student: points for student, points in at_stake.items() if points}
        if not held:
            return
        who = ", ".join(f"{one_line(one)} ({points_text(held[one])})" for one in sorted(held))
        console.print(
            f"Held, as answers are missing or unclear, with the points at stake: {who}. The report "
            "says what; a better hand-in replaces it, or accept the 0 points with "
            f"autograder accept STUDENT {self._assignment.name}.",
            style="yellow",
            highlight=False,
            markup=False,
        )
