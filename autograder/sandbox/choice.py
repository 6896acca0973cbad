"""Choose whether students' code runs in a sandbox, for this process and those that it starts."""

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
    """Set the isolation for this process and those that it starts later, on this machine only."""
    os.environ[VARIABLE] = kind


def start(limits: Limits) -> Sandbox | Unconfined:
    """Start a worker: in a sandbox, unless `choose_isolation` said otherwise.

    Raises
    ------
    SandboxUnavailableError
        If it cannot be created on this machine; the message says in one sentence what to type.
    """
    return Unconfined(limits) if os.environ.get(VARIABLE) == Isolation.NONE else Sandbox(limits)


def check_sandbox(limits: Limits | None = None) -> None:
    """Test the sandbox by starting and ending a worker.

    Raises
    ------
    SandboxUnavailableError
        If that fails; the message says in one sentence what to type.
    """
    start(limits or Limits()).close()
