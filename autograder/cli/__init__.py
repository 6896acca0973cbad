"""The command line: ``autograder release|validate|roster|grade|feedback|report|export``."""

from autograder.cli import grade, people, read, release, validate  # noqa: F401 (add their commands)
from autograder.cli.app import app, main

__all__ = ["app", "main"]
