"""The limits that the head of an assignment may set."""

import pytest

from autograder.course.assignment import load_assignment
from autograder.course.repository import REPOSITORY, Repository
from autograder.sandbox import Limits


def test_other_limits_keep_their_defaults():
    limits = Limits.from_head({"packages": ["numpy", "torch"], "seconds": 60, "gpu": True})
    assert limits == Limits(packages=("numpy", "torch"), seconds=60, gpu=True)
    assert Limits.from_head({}) == Limits()


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"package": ["numpy"]}, "no entry 'package'. The entries are: seconds, cpu_seconds"),
        ({"packages": "numpy"}, "packages: 'numpy', which should be like"),
        ({"packages": [1]}, "packages"),
        ({"memory": "4 GB"}, "memory: '4 GB', which should be like 1073741824"),
        ({"memory": -1}, "memory"),
        ({"memory": 1.5}, "memory"),
        ({"seconds": True}, "seconds"),
        ({"gpu": 1}, "gpu: 1, which should be like False"),
    ],
)
def test_invalid_limits_are_reported(wanted, says):
    with pytest.raises(ValueError, match=r"`course:` has") as caught:
        Limits.from_head(wanted)
    assert says in str(caught.value)


def test_an_assignment_has_them_and_does_not_release_them(assignment, tmp_path, monkeypatch):
    assert assignment.limits == Limits()
    source = tmp_path / "03-im2col.md"
    text = (REPOSITORY.solutions / source.name).read_text()
    monkeypatch.setattr(Repository, "solutions", tmp_path)
    source.write_text(text.replace("---\n\n", "course:\n  gpu: true\n---\n\n", 1))
    changed = load_assignment("03-im2col")
    assert changed.limits == Limits(gpu=True)
    assert changed.released == assignment.released
    source.write_text(text.replace("---\n\n", "course:\n  gp: true\n---\n\n", 1))
    with pytest.raises(ValueError, match=r"03-im2col\.md: `course:` has no entry 'gp'"):
        load_assignment("03-im2col")
