"""How a student's process ended, by its exit code."""

import signal

from autograder.inside.wire import EXIT_MEMORY
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.limits import Limits

__all__ = ["ending"]


def ending(code: int | None, limits: Limits) -> StudentStoppedError:
    """Return the error for a process that ended by itself.

    Parameters
    ----------
    code : int or None
        As `Sandbox.exit_code` gives it.
    """
    if code is None:
        return StudentStoppedError("protocol", "The code closed the connection to the grader.")
    if code == EXIT_MEMORY:
        sentence = f"The code used all of its {limits.memory / 1e9:.1f} GB of memory."
        return StudentStoppedError("memory", sentence)
    if code == 128 + signal.SIGXCPU:
        sentence = f"The code used up its {limits.cpu_seconds} s of processor time."
        return StudentStoppedError("time", sentence)
    if code == 128 + signal.SIGSEGV:
        sentence = "The Python process crashed: does a function call itself without end?"
        return StudentStoppedError("exit", sentence)
    if code > 128:
        sentence = f"The Python process was ended by signal {code - 128}."
        return StudentStoppedError("exit", sentence, killed=code == 128 + signal.SIGKILL)
    return StudentStoppedError("exit", f"The code ended the Python process (exit code {code}).")
