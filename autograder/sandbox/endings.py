"""Explain by its exit code how a student's process ended."""

import signal

from autograder.inside.wire import EXIT_CALL_TIME, EXIT_CPU_TIME, EXIT_MEMORY, EXIT_REPLACED
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.limits import Limits

__all__ = ["ending", "too_long"]

TOO_LONG = "it is too slow, or it has an endless loop"


def too_long(duration: str) -> StudentStoppedError:
    """Return the error for code that was ended because it ran too long."""
    return StudentStoppedError("time", f"The code did not finish within {duration}: {TOO_LONG}.")


def ending(code: int | None, limits: Limits, seconds: float) -> StudentStoppedError:
    """Return the error for a process that has ended.

    Parameters
    ----------
    code : int or None
        From `Sandbox.exit_code`.
    seconds : float
        The limit on processor time of the last cell or call.
    """
    if code is None:
        return StudentStoppedError("protocol", "The code closed the connection to the grader.")
    if code == EXIT_MEMORY:
        sentence = f"The code used all of its {limits.memory / 1e9:.1f} GB of memory."
        return StudentStoppedError("memory", sentence)
    if code == EXIT_REPLACED:
        sentence = "The code replaced functions of Python's own, such as `float` or `all`."
        return StudentStoppedError("exit", sentence)
    if code == EXIT_CALL_TIME:
        return too_long(f"{seconds:g} s of processor time")
    if code in {EXIT_CPU_TIME, 128 + signal.SIGXCPU}:
        sentence = f"The code used up its {limits.cpu_seconds} s of processor time."
        return StudentStoppedError("time", sentence)
    if code == 128 + signal.SIGSEGV:
        sentence = "The Python process crashed. Does a function call itself endlessly?"
        return StudentStoppedError("exit", sentence)
    if code > 128:
        sentence = f"The Python process was ended by signal {code - 128}."
        return StudentStoppedError("exit", sentence, killed=code == 128 + signal.SIGKILL)
    return StudentStoppedError("exit", f"The code ended the Python process (exit code {code}).")
