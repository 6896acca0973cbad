"""The command line: ``autograder release|validate|grade|feedback|report``."""

from autograder.cli import grade, read, release  # noqa: F401 (each adds its commands to the app)
from autograder.cli.app import app, main

__all__ = ["app", "main"]
