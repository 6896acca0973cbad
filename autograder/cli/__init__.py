"""The command line: a module for each command, imported when it is run."""

from autograder.cli.app import app, main

__all__ = ["app", "main"]
