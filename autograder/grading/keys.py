"""The key of a grade: the work, the remarks on the folder, the assignment and the grader."""

import hashlib

from autograder.grading.submission import Submission

__all__ = ["key_of", "same_assignment", "same_grader", "same_work"]


def key_of(submission: Submission, version: str) -> str:
    """Return the key of a submission's grade: four hashes separated by dots.

    Parameters
    ----------
    version : str
        As `autograder.grading.version.grader_version` returns it.
    """
    remarks = hashlib.sha256(repr(submission.remarks).encode()).hexdigest()
    return f"{submission.digest()}.{remarks}.{version}"


def same_work(key: str, other: str) -> bool:
    """Return whether two keys belong to the same submitted bytes."""
    return key.partition(".")[0] == other.partition(".")[0]


def same_assignment(key: str, version: str) -> bool:
    """Return whether a key names this version of the assignment, or none."""
    return key.split(".")[2:3] in ([], [version])


def same_grader(key: str, other: str) -> bool:
    """Return whether two keys come from the same version of the grader and the assignment."""
    return key.rpartition(".")[2] == other.rpartition(".")[2]
