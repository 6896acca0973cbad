"""Files for Canvas, Moodle and spreadsheets, read back in the way these systems read them."""

import csv

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.exports import (
    Blanks,
    ExportError,
    canvas_rows,
    fill_worksheet,
    moodle_rows,
    spreadsheet_rows,
)
from autograder.files.tables import table_text
from autograder.records.roster import Person, import_roster, read_people
from tests.helpers.people import graded, missing, ungraded

CHAPTER = "03-im2col"
ADA = Person(
    "ada", "Ada", "Lovelace", "ada@example.org", "4711", "101", "S1", "ada", "CS 1 and CS 2"
)
SCORES = {
    "im2col": 20.0, "col2im": 14.0, "conv2d_im2col": 20.0, "by_hand": 9.0, "memory": 6.0,
    "correlate2d": 9.0, "time_model": 6.0, "adjoint": 7.5,
}  # fmt: skip
CLASS = [
    graded(SCORES, ADA, penalty=9.15, hours_late=20),
    graded({**SCORES, "adjoint": None}, "kurt"),
    missing("zoe"),
    ungraded("max"),
]
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments
Participant 71,Ada Lovelace,ADA@example.org,Submitted,,100.00,Yes,
Participant 72,Zoë Z,zoe,No submission,5,100.00,Yes,
Participant 73,Guest,guest@example.org,No submission,,100.00,Yes,
"""


def read_back(rows, delimiter=","):
    text = table_text(rows, delimiter)
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter, strict=True))


def test_canvas_gets_its_own_columns_and_the_row_of_points():
    possible, ada, kurt, zoe, ungraded_one = read_back(
        canvas_rows(CLASS, "im2col (4711)", 100.0, Blanks())
    )
    assert list(ada) == [
        "Student", "ID", "SIS User ID", "SIS Login ID", "Section", "im2col (4711)",
    ]  # fmt: skip
    assert (possible["Student"].strip(), possible["im2col (4711)"]) == ("Points Possible", "100")
    assert list(ada.values()) == ["Lovelace, Ada", "101", "S1", "ada", "CS 1 and CS 2", "82.35"]
    assert kurt["SIS Login ID"] == "kurt"
    assert [one["im2col (4711)"] for one in (kurt, zoe, ungraded_one)] == ["", "", ""]


def test_a_file_for_canvas_can_be_read_as_a_roster(tmp_path):
    """Our reader of Canvas's export accepts it, so both follow the same format."""
    path = tmp_path / "canvas.csv"
    path.write_text(table_text(canvas_rows(CLASS[:1], "im2col", 100.0, Blanks())))
    (again,) = read_people(path).people
    assert (again.id, again.name, again.lms_id, again.section) == (
        ("ada", "Ada Lovelace", "101", "CS 1 and CS 2")
    )


@pytest.mark.parametrize(
    ("blanks", "cells"),
    [
        (Blanks(), ["82.35", "", "", ""]),
        (Blanks(missing_is_zero=True), ["82.35", "", "0", ""]),
        (Blanks(waiting_counts=True), ["82.35", "84", "", ""]),
    ],
)
def test_students_without_a_final_grade_are_left_empty_unless_asked(blanks, cells):
    assert [row["im2col"] for row in read_back(moodle_rows(CLASS, "im2col", blanks))] == cells


def test_moodle_identifies_students_by_number_and_address():
    ada = read_back(moodle_rows(CLASS, "im2col", Blanks()))[0]
    assert ada == {
        "ID number": "4711",
        "First name": "Ada",
        "Last name": "Lovelace",
        "Email address": "ada@example.org",
        "im2col": "82.35",
    }


def test_only_the_grades_of_the_worksheet_are_changed(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_bytes(b"\xef\xbb\xbf" + WORKSHEET.encode())
    table, rows, left_out = fill_worksheet(path, CLASS, 100.0, Blanks())
    before = list(csv.DictReader(WORKSHEET.splitlines()))
    after = read_back(rows, table.delimiter)
    assert [row["Grade"] for row in after] == ["82.35", "5", ""]
    assert [{**row, "Grade": ""} for row in after] == [{**row, "Grade": ""} for row in before]
    assert left_out == ["kurt"]


GERMAN = """\
ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;Bewertung kann geändert werden
Teilnehmer/in71;Ada Lovelace;ada@example.org;Zur Bewertung abgegeben;-;100,00;Ja
Teilnehmer/in72;Zoë Z;zoe;Keine Abgabe;5,00;100,00;Ja
"""


def test_a_worksheet_in_another_language(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text(GERMAN)
    sheet, rows, _ = fill_worksheet(path, CLASS, 100.0, Blanks())
    assert sheet.delimiter == ";"
    assert [row["Bewertung"] for row in read_back(rows, ";")] == ["82.35", "5,00"]


def test_a_dash_stays_a_dash(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text(GERMAN.replace("ada@example.org", "nobody@example.org"))
    _, rows, _ = fill_worksheet(path, CLASS, 100.0, Blanks())
    assert [row["Bewertung"] for row in read_back(rows, ";")] == ["-", "5,00"]


def test_a_row_that_matches_two_students_is_refused(tmp_path):
    """Mallory uses Ada's ID number as his id."""
    path = tmp_path / "worksheet.csv"
    path.write_text(
        WORKSHEET.replace("Email address", "ID number").replace("ADA@example.org", "4711")
    )
    mallory = graded({**SCORES, "adjoint": 0.0}, "4711")
    with pytest.raises(ExportError, match="line 2: this row matches 4711, ada"):
        fill_worksheet(path, [*CLASS, mallory], 100.0, Blanks())
    in_roster = graded(SCORES, Person("4711", "Mallory", "M", "m@example.org", "4712"))
    _, rows, _ = fill_worksheet(path, [*CLASS, in_roster], 100.0, Blanks())
    assert read_back(rows)[0]["Grade"] == "82.35"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Name,Grade\nAda,3\n", "not an offline grading worksheet: it has no column 'Identifier'"),
        (WORKSHEET.replace("100.00", "10.00"), "maximum grade is 10, the assignment has 100"),
        (WORKSHEET.replace("100.00", "A+"), "line 2: the maximum grade is 'A+'"),
        (WORKSHEET + "Participant 74,too short\n", "line 5: 2 values"),
    ],
)
def test_a_file_that_is_not_a_worksheet_is_refused(tmp_path, text, says):
    path = tmp_path / "worksheet.csv"
    path.write_text(text)
    with pytest.raises(ExportError, match=says.replace("+", r"\+")):
        fill_worksheet(path, CLASS, 100.0, Blanks())


def test_the_plain_table_has_every_exercise(assignment):
    ada, kurt, *_ = read_back(spreadsheet_rows(CLASS, assignment, Blanks()))
    assert ada["status"] == "graded"
    assert (ada["earned"], ada["penalty"], ada["total"], ada["possible"]) == (
        ("91.5", "9.15", "82.35", "100")
    )
    assert float(ada["adjoint"]) == 7.5
    assert (kurt["adjoint"], kurt["total"], kurt["earned"]) == ("", "", "84")


@pytest.mark.parametrize(
    "start",
    [
        *("=", "+", "-", "@", "\t", "\n", "\r=", "\0=", "\x1b[31m=", " =", "\u00a0+"),
        *("\u200b=", "\ufeff@", "\uff1d", "\uff0b", "\uff0d", "\uff20"),
    ],
)
def test_no_cell_is_a_formula(start):
    mallory = Person("mallory", f"{start}cmd|'/c calc'!A1", f"{start}HYPERLINK(1)", "m@e.org")
    for row in read_back(moodle_rows([graded(SCORES, mallory)], "im2col", Blanks())):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]
        assert row["First name"].startswith("'")


@pytest.mark.parametrize("system", ["canvas", "moodle", "csv"])
def test_the_command_writes_a_file_for_the_students_in_the_roster(class_folder, system):
    import_roster(class_folder, [ADA])
    run = CliRunner().invoke(
        app, ["export", system, CHAPTER, "--course", str(class_folder.directory), "--missing-zero"]
    )
    assert run.exit_code == 0, run.output
    assert "1 handed in nothing (0)." in run.output.replace("\n", " ")
    text = (class_folder.directory / f"grades-{CHAPTER}-{system}.csv").read_text()
    assert "Lovelace" in text


def export(class_folder, *arguments):
    """Run the command; return its exit code and its output on one line."""
    where = ["--course", str(class_folder.directory)]
    run = CliRunner().invoke(app, ["export", *arguments, *where], env={"COLUMNS": "300"})
    assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
    return run.exit_code, " ".join(run.output.split())


def test_the_command_fills_a_worksheet(class_folder, tmp_path):
    import_roster(class_folder, [ADA])
    sheet = tmp_path / "Grades.csv"
    sheet.write_text(WORKSHEET)
    command = ("moodle", CHAPTER, "--worksheet", str(sheet), "--missing-zero")
    code, output = export(class_folder, *command)
    assert code == 0, output
    filled = (class_folder.directory / f"grades-{CHAPTER}-moodle.csv").read_text("utf-8")
    grades = {row["Identifier"]: row["Grade"] for row in csv.DictReader(filled.splitlines())}
    assert grades == {"Participant 71": "0", "Participant 72": "5", "Participant 73": ""}

    code, output = export(class_folder, "moodle", "--worksheet", str(sheet))
    assert (code, "A worksheet belongs to one assignment" in output) == (1, True)
    sheet.write_text("Name,Grade\nAda,3\n")
    code, output = export(class_folder, *command)
    assert (code, "not an offline grading worksheet" in output) == (1, True)


def test_an_extension_of_a_mistyped_student_is_named(class_folder):
    import_roster(class_folder, [ADA])
    class_folder.settings_file.write_text(
        f"[due]\n{CHAPTER} = 2026-11-30T23:59:00Z\n[extensions.{CHAPTER}]\nada = 2\nadda = 3\n"
    )
    code, output = export(class_folder, "csv", CHAPTER)
    assert (code, "students who are not in the class: adda." in output) == (0, True)
    class_folder.settings_file.write_text("")
    assert "not in the class" not in export(class_folder, "csv", CHAPTER)[1]


def test_a_class_without_students_has_nothing_to_export(class_folder):
    class_folder.directory.mkdir()
    code, output = export(class_folder, "csv", CHAPTER)
    assert (code, "no roster, no submissions" in output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["canvas", CHAPTER], "There is no class in"),
        (["canvas", "99-nothing"], "There is no assignment '99-nothing'"),
        (["canvas", CHAPTER, "--worksheet", __file__], "--worksheet is for Moodle"),
        (["blackboard", CHAPTER], "is not one of"),
    ],
)
def test_bad_input_is_reported_in_a_sentence(class_folder, arguments, says):
    run = CliRunner().invoke(app, ["export", *arguments, "--course", str(class_folder.directory)])
    assert run.exit_code != 0
    assert says in " ".join(run.output.split())
    assert not class_folder.directory.exists()


def test_a_broken_roster_file_is_reported_in_a_sentence(class_folder):
    import_roster(class_folder, [ADA])
    (class_folder.directory / "roster.csv").write_text("id,email\nada,nonsense\n")
    run = CliRunner().invoke(
        app, ["export", "csv", CHAPTER, "--course", str(class_folder.directory)]
    )
    assert run.exit_code == 1
    assert "line 2: 'nonsense' is not an e-mail address" in run.output
