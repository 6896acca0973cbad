"""Rosters as Canvas, Moodle and spreadsheets write them; a bad line imports nothing."""

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.records.roster import Person, RosterError, import_roster, read_roster, recognise

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Old homework (12)
    Points Possible,,,,,10
"Lovelace, Ada",101,S1,ada,CS 1 and CS 2,9
"Gödel, Kurt",102,S2,kurt,CS 2,
"Student, Test",103,,f00ba5,CS 1,
"""
MOODLE = """\
First name;Surname;ID number;Email address;Groups
Ada;Lovelace;4711;ada@example.org;A
Kurt;Gödel;4712;kurt@example.org;
"""
PLAIN = "id\tName\tE-Mail\nada\tAda King Lovelace\tada@example.org\n\nkurt\tGödel, Kurt\t\n"


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "people.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            CANVAS,
            [
                Person(
                    "ada",
                    "Ada",
                    "Lovelace",
                    lms_id="101",
                    sis_user_id="S1",
                    sis_login_id="ada",
                    section="CS 1 and CS 2",
                ),
                Person(
                    "kurt",
                    "Kurt",
                    "Gödel",
                    lms_id="102",
                    sis_user_id="S2",
                    sis_login_id="kurt",
                    section="CS 2",
                ),
            ],
        ),
        (
            MOODLE,
            [
                Person("4711", "Ada", "Lovelace", "ada@example.org", "4711", section="A"),
                Person("4712", "Kurt", "Gödel", "kurt@example.org", "4712"),
            ],
        ),
        (
            PLAIN,
            [
                Person("ada", "Ada King", "Lovelace", "ada@example.org"),
                Person("kurt", "Kurt", "Gödel"),
            ],
        ),
    ],
    ids=["Canvas", "Moodle", "plain"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_system_is_recognised(tmp_path, text, people, encoding):
    assert recognise(written(tmp_path, text, encoding)) == people


def test_the_column_of_the_folders_can_be_named(tmp_path):
    path = written(tmp_path, MOODLE)
    assert [one.id for one in recognise(path, "email address")] == [
        "ada@example.org",
        "kurt@example.org",
    ]
    with pytest.raises(RosterError, match="no column 'login', only First name, Surname"):
        recognise(path, "login")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,email\nada,a@b\n,c@d\n", "line 3: there is no id"),
        ("id,email\nada,nonsense\n", "line 2: 'nonsense' is no e-mail address"),
        ("id,name\nada,Ada\nkurt,K\nada,A\n", "line 4: 'ada' is already on line 2"),
        ("id,name\n../../etc,A\n", "line 2: '../../etc' cannot be the name of a folder"),
        ("id,name\n.hidden,A\n", "line 2: '.hidden' cannot be the name of a folder"),
        ("id,name\nada,A,B\n", "line 2: 3 values, but the header names 2 columns"),
        ('id,name\nada,"A\n', "line 2: unexpected end of data"),
        (f"id,name\n{'x' * 129},A\n", "line 2: the id is longer than 128 characters"),
        ("colour,size\nred,3\n", "none of the columns names the students' folders"),
        ("id,id\na,b\n", "the column 'id' is there twice"),
        ("id,name\n", "there is no student below the header"),
        ("", "the first line names no columns"),
        ("id,name\nada,\0\n", "not a CSV file"),
    ],
)
def test_a_bad_line_is_named_and_imports_nothing(tmp_path, class_folder, text, says):
    path = written(tmp_path, text)
    run = CliRunner().invoke(app, ["roster", str(path), "--course", str(class_folder.directory)])
    assert run.exit_code == 1
    assert says in " ".join(run.output.split())
    assert not class_folder.directory.exists()


def test_latin_1_is_named(tmp_path):
    with pytest.raises(RosterError, match="not UTF-8 text: save it as CSV UTF-8"):
        recognise(written(tmp_path, "id,name\nkurt,Gödel\n", "latin-1"))


def test_of_many_bad_lines_ten_are_named(tmp_path):
    rows = "".join(f"s{i},nonsense\n" for i in range(25))
    with pytest.raises(RosterError) as error:
        recognise(written(tmp_path, f"id,email\n{rows}"))
    assert str(error.value).count("  line ") == 10
    assert str(error.value).endswith("and 15 lines more")


def test_the_roster_comes_back_and_the_gradebook_knows_the_names(tmp_path, class_folder):
    people = recognise(written(tmp_path, CANVAS))
    for _ in range(2):  # importing it again changes nothing
        import_roster(class_folder, people)
    assert read_roster(class_folder) == people
    with Gradebook(class_folder.gradebook_url) as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.last_name, ada.lms_user_id) == ("Ada", "Lovelace", "101")
        assert len(gradebook.students) == 2


def test_folders_of_nobody_are_named(tmp_path, class_folder):
    (class_folder.submitted / "kurt@example.org").mkdir(parents=True)
    run = CliRunner().invoke(
        app, ["roster", str(written(tmp_path, MOODLE)), "--course", str(class_folder.directory)]
    )
    assert run.exit_code == 0
    assert "The class has 2 students." in run.output
    assert ": kurt@example.org. If they are in" in " ".join(run.output.split())
