"""What a grade is known by: the work, what was remarked on the folder, and all that graded it."""

import hashlib

from autograder.grading.submission import Submission

__all__ = ["key_of", "same_grader", "same_work"]


def key_of(submission: Submission, version: str) -> str:
    """Return the key of a submission's grade: three hashes with dots between them.

    Parameters
    ----------
    version : str
        As `autograder.grading.version.grader_version` gives it.
    """
    remarks = hashlib.sha256(repr(submission.findings).encode()).hexdigest()
    return f"{submission.digest()}.{remarks}.{version}"


def same_work(key: str, other: str) -> bool:
    """Return whether two keys are of the same bytes, whatever graded them."""
    return key.partition(".")[0] == other.partition(".")[0]


def same_grader(key: str, other: str) -> bool:
    """Return whether the same version of the grader and of the assignment made two keys."""
    return key.rpartition(".")[2] == other.rpartition(".")[2]
