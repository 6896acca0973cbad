"""A grade is known by everything that decides it."""

import pytest

from autograder.course.repository import Repository
from autograder.run import keys


@pytest.mark.parametrize(
    ("file", "decides"),
    [
        ("autograder/checks/a.py", True),
        ("autograder/checks/train.calibration.json", True),
        ("cnnlib/data/set.npz", True),
        ("autograder/checks/equivalent_mutants.toml", False),
    ],
)
def test_a_change_of_what_decides_a_grade_makes_another_key(
    tmp_path, monkeypatch, request, file, decides
):
    monkeypatch.setattr(keys, "REPOSITORY", Repository(tmp_path))
    (tmp_path / "requirements.txt").write_text("numpy==0\n")

    def version() -> str:
        keys.grader_version.cache_clear()
        return keys.grader_version("03-im2col")

    request.addfinalizer(keys.grader_version.cache_clear)
    before = version()
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text("1")
    made = version()
    path.write_text("2")
    assert (before != made, made != version()) == (decides, decides)
