"""Hand tasks to workers, a few at a time, and collect the results."""

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from itertools import chain
from queue import Empty, SimpleQueue
from uuid import uuid4

from distributed import Client, Future, KilledWorker

from autograder.grading.result import Result
from autograder.run.cluster import GPU, ClusterError
from autograder.run.crew import LOOK_SECONDS, Crew, NoGpuError
from autograder.run.work import Work, WorkerUnfitError, work

__all__ = ["Ended", "flow"]

Ended = tuple[Work, Result | Exception]

AHEAD = 4  # tasks submitted for each thread, so that no worker waits while results are stored


def flow(
    client: Client, tasks: Iterator[Work], gpu: bool, say: Callable[[str], None]
) -> Iterator[list[Ended]]:
    """Grade `tasks` and yield the outcomes of those that have ended.

    Only as many of `tasks` are drawn as the workers need, so memory does not grow with the class.
    A task whose worker dies is tried on other workers a few times, and finally alone.

    Parameters
    ----------
    gpu : bool
        Whether a task needs a worker with a GPU; without one, each task ends in `NoGpuError`.
    say : callable
        Called with a sentence when the run has to wait for workers.

    Raises
    ------
    ClusterError
        If no worker is left that can grade. Outcomes yielded before remain valid.
    """
    crew = Crew(client, gpu, say)
    under_way = _UnderWay(client, crew, gpu)
    killed: list[Work] = []
    try:
        crew.wait()
        while True:
            while len(under_way) < AHEAD * crew.threads and (task := next(tasks, None)):
                under_way.add(task)
            if not under_way:
                break
            outcomes = under_way.take()
            killed += [task for task, outcome in outcomes if isinstance(outcome, KilledWorker)]
            yield [one for one in outcomes if not isinstance(one[1], KilledWorker)]
        # A task may have died with another that killed its worker: try each alone.
        while killed:
            under_way.add(killed.pop())
            yield under_way.take()
    except NoGpuError as error:
        for task in chain(under_way.drop(), killed, tasks):
            yield [(task, error)]
    except OSError as error:
        raise ClusterError("The Dask scheduler is gone.") from error


class _UnderWay:
    """The tasks that are with workers."""

    def __init__(self, client: Client, crew: Crew, gpu: bool) -> None:
        self._client, self._crew = client, crew
        self._resources = {GPU: 1} if gpu else None
        self._tasks: dict[Future[Result], Work] = {}
        self._ended: SimpleQueue[Future[Result]] = SimpleQueue()

    def __len__(self) -> int:
        return len(self._tasks)

    def add(self, task: Work) -> None:
        future = self._client.submit(
            work, task, key=f"grade-{uuid4().hex}", pure=False, resources=self._resources
        )
        self._tasks[future] = task
        future.add_done_callback(self._ended.put)

    def take(self) -> list[Ended]:
        """Wait until a task has ended, and return the outcomes of all that have."""
        outcomes: list[Ended] = []
        while not outcomes:
            try:
                futures = [self._ended.get(timeout=LOOK_SECONDS)]
            except Empty:
                futures = []
            while not self._ended.empty():
                futures.append(self._ended.get())
            self._crew.look()
            for future in futures:
                outcome = self._outcome(future)
                if outcome is None:
                    future.add_done_callback(self._ended.put)
                else:
                    outcomes.append((self._tasks.pop(future), outcome))
        return outcomes

    def _outcome(self, future: Future[Result]) -> Result | Exception | None:
        """Return the outcome of a task, or None if its worker died before reporting it."""
        error = future.exception() if future.status == "error" else None
        if isinstance(error, WorkerUnfitError | ImportError):
            raise ClusterError(f"A worker cannot grade. {error}") from error
        if future.status == "lost":
            return None
        try:
            outcome: Result | Exception = error or future.result(timeout=LOOK_SECONDS)
        except TimeoutError:
            return None
        except CancelledError:
            raise ClusterError("The Dask scheduler has cancelled the work.") from None
        return outcome

    def drop(self) -> list[Work]:
        """Cancel all tasks, and return them."""
        tasks = list(self._tasks.values())
        self._client.cancel(list(self._tasks))
        self._tasks.clear()
        return tasks
