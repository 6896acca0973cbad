"""The time of handing in, with any content of a student's ``timestamp.txt``."""

import json
import os
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.timestamps import (
    TimestampError,
    forgive_timestamps,
    handed_in,
    read_timestamp,
)
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.records.store import ResultStore
from autograder.run.plan import Action
from autograder.sample_class.roster import CHAPTER, hand_in
from tests.helpers.grading import grade_all, grades_of

STUDENT = "reference"
ODD = [b"last night, honestly", b"", b"\xff\xfe\0", b"12:00", b"2026-13-45 10:00", b"9" * 1000]


@pytest.fixture
def forgiving(monkeypatch):
    """nbgrader as changed by `forgive_timestamps`; restored afterwards."""
    for kind, name in (
        (NbGraderAPI, "get_submitted_timestamp"),
        (CourseDirectory, "get_existing_timestamp"),
    ):
        monkeypatch.setattr(kind, name, getattr(kind, name))
    forgive_timestamps()


@pytest.mark.parametrize("odd", ODD)
def test_an_invalid_time_differs_from_a_missing_one(tmp_path, odd):
    assert read_timestamp(tmp_path) is None
    (tmp_path / "timestamp.txt").write_bytes(odd)
    with pytest.raises(TimestampError, match="write it as 2026-11-16 20:15:00 UTC"):
        read_timestamp(tmp_path)
    assert handed_in(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-16 20:15:00 UTC", 20),
        ("2026-11-16 20:15:00", 20),
        ("2026-11-16T20:15Z", 20),
        ("2026-11-16 20:15:00.000000 GMT", 20),
        ("2026-11-16 20:15:00 +01:00", 19),
        ("2026-11-16 20:15:00+0100", 19),
        ("2026-11-16 20:15:00 -08", 28),
        ("2026-11-16 20:15:00 UTC+01:00", 19),
        ("2026-11-16 20:15:00 CET", 19),
        ("2026-11-16 20:15:00 Europe/Paris", 19),
        ("2026-07-16 20:15:00 CEST", 18),
    ],
)
def test_utc_offsets_and_the_zone_of_the_class_are_understood(tmp_path, text, hour):
    (tmp_path / "timestamp.txt").write_text(text)
    day = datetime.fromisoformat(text[:10])
    when = day + timedelta(hours=hour, minutes=15)
    assert read_timestamp(tmp_path, ZoneInfo("Europe/Paris")) == when


@pytest.mark.parametrize(
    "zone", ["PST", "PDT", "EDT", "JST", "CEST", "CET", "Nonsense", "+25:00", "Mars/Olympus"]
)
def test_any_other_zone_is_refused_and_named(tmp_path, zone):
    """So is `CET` if it is not the zone of the class: read as UTC, it would be an hour off."""
    (tmp_path / "timestamp.txt").write_text(f"2026-11-16 20:15:00 {zone}")
    with pytest.raises(TimestampError, match=r"contains no valid time|names an unknown time zone"):
        read_timestamp(tmp_path)


@pytest.mark.parametrize("odd", [*ODD, "a pipe", "a folder"])
@pytest.mark.usefixtures("forgiving", "scripts_on_path")
def test_one_invalid_time_hides_no_student_in_formgrader(class_folder, assignment, odd):
    hand_in(class_folder)
    stamp = class_folder.submitted / STUDENT / CHAPTER / "timestamp.txt"
    if odd == "a pipe":
        os.mkfifo(stamp)
    elif odd == "a folder":
        stamp.mkdir()
    else:
        stamp.write_bytes(odd)
    ResultStore(class_folder, assignment).register()
    api = NbGraderAPI(config=nbgrader_config(class_folder))
    listed = {one["student"]: one for one in api.get_submissions(CHAPTER)}
    assert set(listed) == set(class_folder.students(CHAPTER))
    assert listed[STUDENT]["timestamp"] is None
    if stamp.is_fifo():  # nbgrader copies submissions, and refuses to copy a pipe
        stamp.unlink()
    outcome = api.autograde(CHAPTER, STUDENT, force=True, create=True)
    assert outcome["success"], outcome["log"]
    assert api.get_autograded_students(CHAPTER) == {STUDENT}


@pytest.mark.usefixtures("scripts_on_path")
def test_nbgrader_still_needs_the_change(class_folder, assignment):
    """When this fails, nbgrader accepts such files, and `forgive_timestamps` can be removed."""
    hand_in(class_folder)
    (class_folder.submitted / STUDENT / CHAPTER / "timestamp.txt").write_bytes(ODD[0])
    ResultStore(class_folder, assignment).register()
    with pytest.raises(ValueError, match="Unknown string format"):
        NbGraderAPI(config=nbgrader_config(class_folder)).get_submissions(CHAPTER)


def test_a_changed_time_is_stored_without_grading(class_folder, assignment):
    hand_in(class_folder)
    stamp = class_folder.submitted / STUDENT / CHAPTER / "timestamp.txt"
    store = ResultStore(class_folder, assignment)
    for text, when in (
        ("2026-11-16 20:15:00 UTC", datetime(2026, 11, 16, 20, 15)),
        ("2026-11-18 07:30:00.25 UTC", datetime(2026, 11, 18, 7, 30, 0, 250_000)),
        ("nonsense", None),
    ):
        stamp.write_text(text)
        action = grade_all(class_folder, assignment, [STUDENT])[STUDENT].action
        assert action is (Action.GRADE if when and when.day == 16 else Action.RESTORE)
        submitted = grades_of(store, STUDENT).submitted
        assert (submitted.replace(tzinfo=None) if submitted else None) == when
        assert grade_all(class_folder, assignment, [STUDENT])[STUDENT].action is Action.LEAVE


def test_students_with_an_unreadable_time_are_listed(class_folder, assignment):
    hand_in(class_folder)
    (class_folder.submitted / STUDENT / CHAPTER / "timestamp.txt").write_bytes(ODD[0])
    grade_all(class_folder, assignment, [STUDENT])
    where = ["--course", str(class_folder.directory)]
    for command in (["grade", CHAPTER, "--student", STUDENT], ["report", CHAPTER]):
        run = CliRunner().invoke(app, [*command, *where], env={"COLUMNS": "300"})
        assert run.exit_code == 0, run.output
        if command[0] == "grade":
            assert f"because their timestamp.txt contains no valid time: {STUDENT}." in " ".join(
                run.output.split()
            )
    notes = json.loads((class_folder.directory / f"report-{CHAPTER}.json").read_text())["notes"]
    (note,) = [note for note in notes if "timestamp.txt" in note["sentence"]]
    assert (note["kind"], note["students"]) == ("remark", [STUDENT])
    assert "write it as 2026-11-16 20:15:00 UTC" in note["sentence"]
