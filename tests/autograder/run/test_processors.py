"""How many jobs run at a time on this machine, and on which processors."""

import os

import psutil
import pytest

from autograder.run.cluster import local_workers
from autograder.run.jobs import default_jobs
from autograder.sandbox import Limits

PROCESSORS = os.sched_getaffinity(0)


def test_there_are_as_many_jobs_as_processors():
    assert default_jobs(Limits(memory=1 << 20)) == len(PROCESSORS)


def test_there_are_fewer_where_memory_is_short():
    available = psutil.virtual_memory().available
    assert default_jobs(Limits(memory=available // 2)) == 1
    assert default_jobs(Limits(memory=10 * available)) == 1


@pytest.mark.skipif(len(PROCESSORS) < 2, reason="needs two processors")
def test_each_job_has_processors_of_its_own_and_keeps_them():
    with local_workers(2) as client:
        first, second = client.run(os.sched_getaffinity, 0).values()
        assert not first & second
        assert first | second <= PROCESSORS
        client.restart()
        again = client.run(os.sched_getaffinity, 0).values()
        assert sorted(map(sorted, again)) == sorted(map(sorted, [first, second]))
    assert os.sched_getaffinity(0) == PROCESSORS
