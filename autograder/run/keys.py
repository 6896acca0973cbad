"""What a grade is known by: the bytes that were handed in, and everything that graded them."""

import hashlib
from functools import cache

from autograder.course.repository import REPOSITORY
from autograder.grading.submission import Submission

__all__ = ["grader_version", "key_of", "same_submission"]

DECIDES = (".py", ".json", ".npz")  # code, the floors of training outcomes, data


@cache
def grader_version(name: str) -> str:
    """Hash everything that grades `name`: the notebook's source, library, grader and pins."""
    sha = hashlib.sha256((REPOSITORY.solutions / f"{name}.md").read_bytes())
    for room in ("autograder", "cnnlib"):
        for path in sorted((REPOSITORY.root / room).rglob("*")):
            if path.suffix not in DECIDES:
                continue
            sha.update(path.relative_to(REPOSITORY.root).as_posix().encode() + path.read_bytes())
    sha.update((REPOSITORY.root / "requirements.txt").read_bytes())
    return sha.hexdigest()


def key_of(submission: Submission, name: str) -> str:
    """Return the key of a submission's grade: the submission's hash, a dot, the grader's."""
    return f"{submission.digest()}.{grader_version(name)}"


def same_submission(key: str, other: str) -> bool:
    """Return whether two keys are of the same bytes, whatever graded them."""
    return key.partition(".")[0] == other.partition(".")[0]
