"""How a student's process ended, by its exit code."""

import signal

from autograder.inside.wire import EXIT_CALL_TIME, EXIT_CPU_TIME, EXIT_MEMORY
from autograder.sandbox.errors import StudentStoppedError
from autograder.sandbox.limits import Limits

__all__ = ["ending", "too_long"]

TOO_LONG = "it is too slow for that, or it has a loop without end"


def too_long(duration: str) -> StudentStoppedError:
    """Return the error for code that was ended because it went on for too long."""
    return StudentStoppedError("time", f"The code did not finish within {duration}: {TOO_LONG}.")


def ending(code: int | None, limits: Limits, seconds: float) -> StudentStoppedError:
    """Return the error for a process that ended by itself.

    Parameters
    ----------
    code : int or None
        As `Sandbox.exit_code` gives it.
    seconds : float
        Processor time that the last cell or call had.
    """
    if code is None:
        return StudentStoppedError("protocol", "The code closed the connection to the grader.")
    if code == EXIT_MEMORY:
        sentence = f"The code used all of its {limits.memory / 1e9:.1f} GB of memory."
        return StudentStoppedError("memory", sentence)
    if code == EXIT_CALL_TIME:
        return too_long(f"{seconds:g} s of processor time")
    if code in {EXIT_CPU_TIME, 128 + signal.SIGXCPU}:
        sentence = f"The code used up its {limits.cpu_seconds} s of processor time."
        return StudentStoppedError("time", sentence)
    if code == 128 + signal.SIGSEGV:
        sentence = "The Python process crashed: does a function call itself without end?"
        return StudentStoppedError("exit", sentence)
    if code > 128:
        sentence = f"The Python process was ended by signal {code - 128}."
        return StudentStoppedError("exit", sentence, killed=code == 128 + signal.SIGKILL)
    return StudentStoppedError("exit", f"The code ended the Python process (exit code {code}).")
