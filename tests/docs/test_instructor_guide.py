"""The commands of the instructor's guide, one after the other, on a class of three."""

import csv
import os
import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.sample_class.roster import ROSTER, hand_in

GUIDE = REPOSITORY.root / "docs" / "instructor-guide.md"
TO_RUN = re.compile(r"^ *```sh\n(.*?)^ *```$", re.M | re.S)
SETTINGS = re.compile(r"^```toml\n(.*?)^```$", re.M | re.S)
PEOPLE = """id,first name,last name,email
ada,Ada,Lovelace,ada@example.org
emmy,Emmy,Noether,emmy@example.org
max,Max,Planck,max@example.org
zoe,Zoë,Fischer,zoe@example.org
"""
WORK = {"ada": "reference", "emmy": "half-done", "max": "empty-folder"}

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("scripts_on_path")]


def write_archive(path: Path, samples: ClassFolder) -> None:
    with ZipFile(path, "w") as archive:
        for student in WORK:
            folder = samples.submitted / student
            archive.writestr(f"{student}/03-im2col/notes.txt", "")
            for file in filter(Path.is_file, sorted(folder.rglob("*"))):
                archive.write(file, f"{student}/{file.relative_to(folder)}")


def test_the_guide_runs_from_roster_to_grades(tmp_path):
    text = GUIDE.read_text(encoding="utf-8")
    commands = "".join(TO_RUN.findall(text)).split("\n")
    samples, course = ClassFolder(tmp_path / "samples"), tmp_path / "course"
    sample = {one.student: one for one in ROSTER}
    hand_in(samples, {student: sample[name] for student, name in WORK.items()})
    write_archive(tmp_path / "class.zip", samples)
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    course.mkdir()
    (course / "class.toml").write_text(SETTINGS.findall(text)[0], encoding="utf-8")

    for command in filter(None, map(str.strip, commands)):
        done = subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env=os.environ | {"COURSE": str(course)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"

    with (course / "grades-03-im2col-csv.csv").open(encoding="utf-8-sig", newline="") as table:
        status = {row["student"]: row["status"] for row in csv.DictReader(table)}
    assert status == {"ada": "waiting", "emmy": "waiting", "max": "graded", "zoe": "missing"}
    assert (course / "mail" / "03-im2col" / "emmy.eml").exists()
    assert (course / "grades-course-csv.csv").exists()
