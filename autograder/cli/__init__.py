"""The command line: one module for each group of commands, which it adds to the app."""

from autograder.cli import calibrate, collect, grade, people, read, release, validate  # noqa: F401
from autograder.cli.app import app, main

__all__ = ["app", "main"]
