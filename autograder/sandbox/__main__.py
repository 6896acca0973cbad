"""Check that the sandbox works here: ``python -m autograder.sandbox``."""

import sys

from autograder.sandbox import SandboxUnavailableError, check_sandbox

try:
    check_sandbox()
except SandboxUnavailableError as error:
    sys.exit(str(error))
