"""Feedback returned under the names that Moodle and Canvas expect, and as messages."""

import email
from email.policy import default
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.records.roster import Person, import_roster
from autograder.sample_class.roster import CHAPTER, hand_in
from tests.helpers.grading import grade_all

ADA = Person("reference", "Ada", "Lovelace", "ada@example.org", "4711", lms_id="101")
NOBODY = Person("half-done", "No", "Address", lms_id="102")
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments
Participant 71,Ada_Lovelace,ada@example.org,Submitted,,100.00,
Participant 72,Somebody Else,else@example.org,Submitted,,100.00,
"""
DOWNLOADED = (
    "lovelaceada_101_900_03-im2col.ipynb",
    "lovelaceada_101_901_im2col.py",
    "addressno_LATE_102_902_03-im2col-1.ipynb",
    "mallory_999_903_03-im2col.ipynb",
)


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory, assignment):
    from autograder.course.class_folder import ClassFolder

    class_folder = ClassFolder(tmp_path_factory.mktemp("class"))
    hand_in(class_folder)
    import_roster(class_folder, [ADA, NOBODY])
    grade_all(class_folder, assignment, [ADA.id, NOBODY.id])
    return class_folder


def run(class_folder, *arguments):
    where = ["--course", str(class_folder.directory)]
    done = CliRunner().invoke(app, [*arguments, *where], env={"COLUMNS": "400"})
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture
def with_feedback(graded_class):
    assert run(graded_class, "feedback", CHAPTER)[0] == 0
    return graded_class


def test_moodle(with_feedback, tmp_path):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(WORKSHEET)
    code, output = run(with_feedback, "deliver", "moodle", CHAPTER, "--worksheet", str(sheet))
    assert code == 0, output
    assert "Graded, but without a file: half-done. There is no line in the worksheet, or" in output
    page = with_feedback.feedback / ADA.id / CHAPTER / f"{CHAPTER}.html"
    with ZipFile(with_feedback.directory / f"feedback-{CHAPTER}-moodle.zip") as archive:
        (name,) = archive.namelist()
        # Moodle splits it: name, participant, type and name of the plugin, the file's own name.
        assert name.split("_", 4) == [
            "Ada Lovelace", "71", "assignfeedback", "file", "03-im2col.html",
        ]  # fmt: skip
        assert archive.read(name) == page.read_bytes()


def test_canvas_needs_a_roster_from_canvas(with_feedback, tmp_path):
    downloaded = tmp_path / "submissions.zip"
    with ZipFile(downloaded, "w") as archive:
        archive.writestr(DOWNLOADED[0], b"")
    import_roster(with_feedback, [Person(ADA.id), Person(NOBODY.id)])
    code, output = run(with_feedback, "deliver", "canvas", CHAPTER, "--archive", str(downloaded))
    import_roster(with_feedback, [ADA, NOBODY])
    assert (code, "The roster has no Canvas numbers: import the gradebook" in output) == (1, True)


def test_canvas(with_feedback, tmp_path):
    downloaded = tmp_path / "submissions.zip"
    with ZipFile(downloaded, "w") as archive:
        for name in DOWNLOADED:
            archive.writestr(name, b"")
    code, output = run(with_feedback, "deliver", "canvas", CHAPTER, "--archive", str(downloaded))
    assert code == 0, output
    with ZipFile(with_feedback.directory / f"feedback-{CHAPTER}-canvas.zip") as archive:
        assert sorted(archive.namelist()) == [
            "addressno_LATE_102_902_03-im2col.html",
            "lovelaceada_101_900_03-im2col.html",
        ]


def test_mail(with_feedback):
    code, output = run(with_feedback, "deliver", "mail", CHAPTER, "--from", "teacher@example.org")
    assert code == 0, output
    assert "nothing was sent" in output
    assert "Graded, but without a file: half-done. There is no address in the roster, or" in output
    (file,) = (with_feedback.directory / "mail" / CHAPTER).iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert (message["To"], message["From"]) == ("ada@example.org", "teacher@example.org")
    body, attached = message.iter_parts()
    text = (with_feedback.feedback / ADA.id / CHAPTER / f"{CHAPTER}.txt").read_text()
    assert body.get_content().split() == text.split()
    assert attached.get_filename() == f"{CHAPTER}.html"
    assert "<h1>" in attached.get_content()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["moodle"], "give it with --worksheet"),
        (["canvas"], "give the archive that you downloaded with --archive"),
    ],
)
def test_missing_input_is_reported(with_feedback, arguments, said):
    code, output = run(with_feedback, "deliver", *arguments, CHAPTER)
    assert code == 1
    assert said in output


def test_without_feedback_the_command_to_run_is_named(class_folder):
    import_roster(class_folder, [ADA])
    code, output = run(class_folder, "deliver", "mail", CHAPTER)
    assert code == 1
    assert f"Nothing of {CHAPTER} is graded yet" in output
