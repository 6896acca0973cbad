"""The command line: ``autograder release|validate|roster|grade|feedback|report|export``."""

from autograder.cli import grade, people, read, release  # noqa: F401 (each adds its commands to the app)
from autograder.cli.app import app, main

__all__ = ["app", "main"]
