"""Rosters as Canvas, Moodle and spreadsheets write them; a bad line imports nothing."""

from unicodedata import normalize

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.class_folder import AmbiguousFolderError
from autograder.records.roster import Person, RosterError, import_roster, read_people, read_roster

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
    assert read_people(written(tmp_path, text, encoding)).people == people


def test_the_column_of_the_folders_can_be_named(tmp_path):
    path = written(tmp_path, MOODLE)
    assert [one.id for one in read_people(path, "email address").people] == [
        "ada@example.org",
        "kurt@example.org",
    ]
    with pytest.raises(RosterError, match="no column 'login', only First name, Surname"):
        read_people(path, "login")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,email\nada,a@b\n,c@d\n", "line 3: there is no id"),
        ("id,email\nada,nonsense\n", "line 2: 'nonsense' is not an e-mail address"),
        ("id,name\nada,Ada\nkurt,K\nada,A\n", "line 4: the id 'ada' is already on line 2"),
        ("id,name\nada,Ada\nAda,K\n", "line 3: the id 'Ada' is already on line 2"),
        ("id,email\nada,a@b\nkurt,A@b\n", "line 3: the email 'A@b' is already on line 2"),
        ("id,id number\nada,7\nkurt,7\n", "line 3: the id number '7' is already on line 2"),
        ("id,name\n../../etc,A\n", "line 2: '../../etc' cannot be the name of a folder"),
        ("id,name\n.hidden,A\n", "line 2: '.hidden' cannot be the name of a folder"),
        ("id,name\nada,A,B\n", "line 2: 3 values, but the header names 2 columns"),
        ('id,name\nada,"A\n', "line 2: unexpected end of data"),
        (f"id,name\n{'x' * 129},A\n", "line 2: the id is longer than 128 characters"),
        ("colour,size\nred,3\n", "no column is known to hold the names of the students' folders"),
        ("id,id\na,b\n", "the column 'id' appears twice"),
        ("id,name\n", "there are no students below the header"),
        ("", "the first line names no columns"),
        ("id,name\nada,\0\n", "not a CSV file"),
    ],
)
def test_a_bad_line_is_reported_and_nothing_is_imported(tmp_path, class_folder, text, says):
    path = written(tmp_path, text)
    run = CliRunner().invoke(app, ["roster", str(path), "--course", str(class_folder.directory)])
    assert run.exit_code == 1
    assert says in " ".join(run.output.split())
    assert not class_folder.directory.exists()


REAL_CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (12),Essay (12),Final
,,,,,Manual Posting,,
    Points Possible,,,,,10,10,(read only)
"Lovelace, Ada",101,S1,ada,CS 1,9,,
"Student, Test",103,,f00ba5,CS 1,,,
"""
GERMAN = """\
sep=;
Vorname;Nachname;Matrikelnummer;E-Mail-Adresse;Gruppen
Ada;Lovelace;4711;ada@example.org;A
"""
FRENCH = """\
Prénom,Nom de famille,Nom d’utilisateur,Adresse de courriel
Ada,Lovelace,ada,ada@example.org
"""


def test_a_real_export_of_canvas(tmp_path):
    (ada,) = read_people(written(tmp_path, REAL_CANVAS)).people
    assert (ada.id, ada.name, ada.lms_id) == ("ada", "Ada Lovelace", "101")


def test_moodle_in_other_languages(tmp_path):
    found = read_people(written(tmp_path, GERMAN))
    ada = Person("4711", "Ada", "Lovelace", "ada@example.org", "4711", section="A")
    assert found.people == [ada]
    assert read_people(written(tmp_path, GERMAN), "E-Mail-Adresse").people[0].id == ada.email
    assert found.columns["first_name"] == "Vorname"
    (ada,) = read_people(written(tmp_path, FRENCH)).people
    assert ada == Person("ada", "Ada", "Lovelace", "ada@example.org")


def test_the_column_of_each_field_is_printed(tmp_path, class_folder):
    where = ["--course", str(class_folder.directory), "--id", "matrikelnummer"]
    run = CliRunner().invoke(app, ["roster", str(written(tmp_path, GERMAN)), *where])
    assert run.exit_code == 0
    assert "id from 'Matrikelnummer'" in " ".join(run.output.split())


@pytest.mark.parametrize("written_as", ["NFC", "NFD"])
@pytest.mark.parametrize("folder_as", ["NFC", "NFD"])
def test_different_unicode_forms_of_a_name_are_equal(tmp_path, class_folder, written_as, folder_as):
    zoe = normalize(written_as, "zoë")
    import_roster(class_folder, read_people(written(tmp_path, f"id\n{zoe}\n")).people)
    folder = class_folder.submitted / normalize(folder_as, "zoë") / "03-im2col"
    folder.mkdir(parents=True)
    (person,) = read_roster(class_folder)
    assert class_folder.students("03-im2col") == [person.id] == ["zo\u00eb"]
    assert class_folder.submission(person.id, "03-im2col") == folder


def test_two_folders_that_look_the_same_are_reported(class_folder):
    for form in ("NFC", "NFD"):
        (class_folder.submitted / normalize(form, "zoë") / "03-im2col").mkdir(parents=True)
    where = ["--course", str(class_folder.directory)]
    run = CliRunner().invoke(app, ["grade", "03-im2col", *where])
    assert isinstance(run.exception, AmbiguousFolderError)  # `main` prints it
    with pytest.raises(AmbiguousFolderError, match="look the same, and differ only in the Unicode"):
        class_folder.students("03-im2col")


def test_latin_1_is_reported(tmp_path):
    with pytest.raises(RosterError, match="not UTF-8 text: save it as CSV UTF-8"):
        read_people(written(tmp_path, "id,name\nkurt,Gödel\n", "latin-1"))


def test_of_many_bad_lines_ten_are_listed(tmp_path):
    rows = "".join(f"s{i},nonsense\n" for i in range(25))
    with pytest.raises(RosterError) as error:
        read_people(written(tmp_path, f"id,email\n{rows}"))
    assert str(error.value).count("  line ") == 10
    assert str(error.value).endswith("and 15 more lines")


def test_the_roster_is_stored_and_the_gradebook_has_the_names(tmp_path, class_folder):
    people = read_people(written(tmp_path, CANVAS)).people
    for _ in range(2):  # importing it again changes nothing
        import_roster(class_folder, people)
    assert read_roster(class_folder) == people
    with Gradebook(class_folder.gradebook_url) as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.last_name, ada.lms_user_id) == ("Ada", "Lovelace", "101")
        assert len(gradebook.students) == 2


def test_who_is_no_longer_in_the_roster_leaves_the_gradebook_unless_work_is_there(class_folder):
    import_roster(class_folder, [Person("ada@example.org"), Person("kurt"), Person("grace")])
    with Gradebook(class_folder.gradebook_url) as gradebook:
        gradebook.add_assignment("03-im2col")
        gradebook.add_submission("03-im2col", "kurt")
        gradebook.add_student("added-in-formgrader")
    import_roster(class_folder, [Person("ada"), Person("grace")])
    with Gradebook(class_folder.gradebook_url) as gradebook:
        ids = {student.id for student in gradebook.students}
    assert ids == {"ada", "grace", "kurt", "added-in-formgrader"}


def test_folders_of_unknown_students_are_listed(tmp_path, class_folder):
    (class_folder.submitted / "kurt@example.org").mkdir(parents=True)
    run = CliRunner().invoke(
        app, ["roster", str(written(tmp_path, MOODLE)), "--course", str(class_folder.directory)]
    )
    assert run.exit_code == 0
    assert "The class has 2 students." in run.output
    assert ": kurt@example.org. If they are in" in " ".join(run.output.split())
