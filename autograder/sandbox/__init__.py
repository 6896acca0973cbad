"""A new, limited environment without network for each student's process, using bubblewrap.

A grader starts a *template* once: a clean interpreter, isolated (bubblewrap, mounts, packages,
seccomp). From it a sandbox is forked for each submission (forking, sandbox; inside: template,
keeper).
"""

from autograder.sandbox.choice import Isolation, check_sandbox, choose_isolation, start
from autograder.sandbox.limits import Limits
from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = [
    "Isolation",
    "Limits",
    "SandboxUnavailableError",
    "check_sandbox",
    "choose_isolation",
    "start",
]
