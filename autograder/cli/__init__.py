"""The command line: ``autograder release|validate|grade|feedback|report``."""

from autograder.cli import grade, read, release, validate  # noqa: F401 (each adds its commands)
from autograder.cli.app import app, main

__all__ = ["app", "main"]
