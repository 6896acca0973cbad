"""A fresh, bounded place without network for one student's process, built with bubblewrap."""

from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox, check_sandbox
from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["Limits", "Sandbox", "SandboxUnavailableError", "check_sandbox"]
