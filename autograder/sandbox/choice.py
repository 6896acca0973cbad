"""Where students' code runs in this process and in those that it starts: in a sandbox, or not."""

import os
from enum import StrEnum

from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.unconfined import Unconfined

__all__ = ["VARIABLE", "Isolation", "check_sandbox", "choose_isolation", "start"]

VARIABLE = "AUTOGRADER_SANDBOX"


class Isolation(StrEnum):
    """How a student's process is isolated."""

    BUBBLEWRAP = "bubblewrap"
    NONE = "none"


def choose_isolation(kind: Isolation) -> None:
    """Set it for this process and those that it starts from now on, not for other machines."""
    os.environ[VARIABLE] = kind


def start(limits: Limits) -> Sandbox | Unconfined:
    """Start a worker: in a sandbox, unless `choose_isolation` said otherwise.

    Raises
    ------
    SandboxUnavailableError
        If it cannot be made on this machine; the message says in one sentence what to type.
    """
    return Unconfined(limits) if os.environ.get(VARIABLE) == Isolation.NONE else Sandbox(limits)


def check_sandbox(limits: Limits | None = None) -> None:
    """Start a worker, and end it.

    Raises
    ------
    SandboxUnavailableError
        If that fails; the message says in one sentence what to type.
    """
    start(limits or Limits()).close()
