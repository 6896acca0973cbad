"""How many submissions this machine grades at a time."""

import os

import psutil

from autograder.sandbox import Limits

__all__ = ["default_jobs"]

# A sandbox is ended a quarter above its limit; the worker beside it takes some, too.
OF_A_JOB = 1.5


def default_jobs(limits: Limits) -> int:
    """Return the number of processors, or fewer where the memory that is free is not enough."""
    processors = len(os.sched_getaffinity(0))
    fitting = int(psutil.virtual_memory().available // (OF_A_JOB * limits.memory))
    return max(1, min(processors, fitting))
