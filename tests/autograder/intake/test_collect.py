"""Archives from Canvas, Moodle and instructors: the student of each file, and refused files."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.intake import archive as archive_module
from autograder.records.roster import Person, import_roster
from autograder.sample_class.roster import hand_in

CHAPTER = "03-im2col"
PEOPLE = [
    Person("ada", "Ada", "Lovelace", "ada@example.org", "4711", lms_id="101"),
    Person("leo", "Leo", "Euler", "leo@example.org", "4712", lms_id="102"),
    Person("zoë", "Zoë", "Z", "zoe@example.org", "4713", lms_id="103"),
]
WORKSHEET = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission)
Participant 71,Ada Lovelace,ada@example.org,Submitted,,100.00,"Monday, 16 November 2026, 8:15 PM"
Participant 72,Leo Euler,leo@example.org,Submitted,,100.00,"Montag, 16. November 2026, 20:15"
Participant 79,Guest,guest@example.org,Submitted,,100.00,-
"""


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def collected(class_folder, tmp_path):
    """Return a function that collects files with the command and returns its output on one line."""
    import_roster(class_folder, PEOPLE)

    def collect(source: str, files: dict[str, bytes], *options: str) -> str:
        path = tmp_path / "submissions.zip"
        path.write_bytes(zipped(files))
        where = ["--course", str(class_folder.directory)]
        arguments = ["collect", source, str(path), CHAPTER, *options, *where]
        run = CliRunner().invoke(app, arguments, env={"COLUMNS": "500"})
        assert run.exception is None or isinstance(run.exception, SystemExit), run.exception
        collect.exit_code = run.exit_code
        return " ".join(run.output.split())

    return collect


def lies_in(class_folder, student: str) -> dict[str, bytes]:
    folder = class_folder.submitted / student / CHAPTER
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_canvas(collected, class_folder):
    output = collected(
        "canvas",
        {
            "lovelaceada_101_900_03-im2col.ipynb": b"hers",
            "lovelaceada_101_901_im2col.py": b"module",
            "eulerleo_LATE_102_902_03-im2col-2.ipynb": b"his third attempt",
            "mallory_999_903_03-im2col.ipynb": b"nobody's",
            "notes.txt": b"",
        },
    )
    assert lies_in(class_folder, "ada") == {
        "03-im2col.ipynb": b"hers", "cnnlib/im2col.py": b"module",
    }  # fmt: skip
    assert lies_in(class_folder, "leo") == {"03-im2col.ipynb": b"his third attempt"}
    assert sorted(path.name for path in class_folder.submitted.iterdir()) == ["ada", "leo"]
    for said in (
        "Took the work of 2 students",
        "mallory (999): nothing was taken: no student in the roster has this number in Canvas",
        "notes.txt: nothing was taken",
        "write timestamp.txt): leo.",
        "In the roster, but not in the archive: zoë.",
    ):
        assert said in output


def test_the_time_of_late_work_can_be_given(collected, class_folder):
    (class_folder.directory / "class.toml").write_text('[class]\ntime_zone = "Europe/Paris"\n')
    files = {"eulerleo_LATE_102_902_03-im2col.ipynb": b"", "lovelaceada_101_9_03-im2col.ipynb": b""}
    output = collected("canvas", files, "--late-as", "2026-11-17T12:00")
    assert "Marked as late" not in output
    assert lies_in(class_folder, "leo")["timestamp.txt"] == b"2026-11-17 11:00:00 UTC\n"
    assert "timestamp.txt" not in lies_in(class_folder, "ada")


@pytest.mark.parametrize("flat", [True, False])
def test_moodle(collected, class_folder, tmp_path, flat):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(WORKSHEET)
    between = "_" if flat else "/"
    folder = zipped({"03-im2col/03-im2col.ipynb": b"hers", "03-im2col/cnnlib/im2col.py": b"module"})
    output = collected(
        "moodle",
        {
            f"Ada Lovelace_71_assignsubmission_file{between}work.zip": folder,
            f"Leo Euler_72_assignsubmission_file{between}03-im2col.ipynb": b"his",
            f"Max_73_assignsubmission_file{between}03-im2col.ipynb": b"",
            f"Guest_79_assignsubmission_file{between}03-im2col.ipynb": b"",
            "Leo Euler_72_assignsubmission_onlinetext/onlinetext.html": b"",
            "Ada Lovelace.txt": b"",
        },
        "--worksheet",
        str(sheet),
    )
    assert lies_in(class_folder, "ada") == {
        "03-im2col.ipynb": b"hers",
        "cnnlib/im2col.py": b"module",
        "timestamp.txt": b"2026-11-16 20:15:00 UTC\n",
    }
    assert lies_in(class_folder, "leo") == {"03-im2col.ipynb": b"his"}  # no time that is certain
    assert "Max (participant 73): nothing was taken: the worksheet has no such" in output
    assert "Guest (participant 79): nothing was taken: the roster has no student" in output
    assert "), onlinetext.html: nothing was taken: it is text typed into Moodle" in output
    assert "Ada Lovelace.txt: nothing was taken: its name does not have Moodle's form" in output


def test_in_a_plain_archive_only_the_outermost_name_counts(collected, class_folder):
    """`extracted/zoe/…` in Ada's archive is Ada's."""
    notebook = {"extracted/zoë/03-im2col.ipynb": b"hers", "extracted/zoë/cnnlib/im2col.py": b"m"}
    output = collected(
        "zip",
        {
            "ada_4711.zip": zipped(notebook),
            "leo/03-im2col/03-im2col.ipynb": b"his",
            "leo/03-im2col/timestamp.txt": b"2020-01-01 00:00:00 UTC",
            "grace/03-im2col.ipynb": b"",
            "notes.txt": b"",
        },
    )
    assert lies_in(class_folder, "ada") == {"03-im2col.ipynb": b"hers", "cnnlib/im2col.py": b"m"}
    assert lies_in(class_folder, "leo") == {"03-im2col.ipynb": b"his"}
    assert not (class_folder.submitted / "zoë").exists()
    assert "grace/: nothing was taken: no student in the roster has this id" in output
    assert "notes.txt: nothing was taken: it is not in a student's folder" in output


@pytest.mark.parametrize("around", ["hand-ins/", "im2col (2)/"])
def test_a_folder_around_all_students_is_no_student(collected, class_folder, around):
    files = {"ADA.zip": zipped({"03-im2col.ipynb": b"1"}), "leo/03-im2col.ipynb": b"2"}
    files |= {"zoë/03-im2col/03-im2col.ipynb": b"3", "grace/03-im2col.ipynb": b"4"}
    output = collected("zip", {around + name: content for name, content in files.items()})
    taken = {person.id: lies_in(class_folder, person.id) for person in PEOPLE}
    assert taken == {
        student: {"03-im2col.ipynb": content}
        for student, content in (("ada", b"1"), ("leo", b"2"), ("zoë", b"3"))
    }
    assert "grace/: nothing was taken: no student in the roster has this id" in output


def test_who_is_not_in_the_roster_cannot_hand_in_for_another(collected, class_folder):
    output = collected("zip", {"mallory/ada/03-im2col.ipynb": b"", "mallory/notes.txt": b""})
    assert "mallory/: nothing was taken" in output
    output = collected("zip", {"leo/ada/03-im2col.ipynb": b"1", "leo/zoë/03-im2col.ipynb": b"2"})
    assert sorted(path.name for path in class_folder.submitted.iterdir()) == ["leo"]


def test_of_two_archives_of_one_student_neither_is_taken(collected, class_folder):
    files = {"ada.zip": zipped({"03-im2col.ipynb": b"1"}), "ada/03-im2col.ipynb": b"2"}
    output = collected("zip", files)
    assert output.count("there are several submissions of ada") == 2
    assert not class_folder.submitted.exists()


def test_of_two_files_of_one_name_the_second_is_reported(collected):
    files = {"lovelaceada_101_1_03-im2col.ipynb": b"1", "lovelaceada_101_2_03-im2col.ipynb": b"2"}
    assert "03-im2col.ipynb: there is another 03-im2col.ipynb." in collected("canvas", files)


def test_an_earlier_submission_is_kept_and_the_same_is_not_taken_twice(collected, class_folder):
    for content, said in ((b"1", False), (b"1", False), (b"2", True), (b"3", True)):
        output = collected("zip", {"ada/03-im2col.ipynb": content})
        assert ("An earlier submission is kept in" in output) == said
    kept = class_folder.directory / "earlier" / "ada" / CHAPTER
    assert [(kept / n / "03-im2col.ipynb").read_bytes() for n in ("1", "2")] == [b"1", b"2"]
    assert lies_in(class_folder, "ada") == {"03-im2col.ipynb": b"3"}


def link(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def spoilt(*changes: tuple[bytes, bytes]) -> bytes:
    """Return an archive with other bytes in the place of some that it contains."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("03-im2col.ipynb", b"hers")
    content = out.getvalue()
    for old, new in changes:
        assert content.count(old) == 1
        content = content.replace(old, new)
    return content


FILE, ENTRY = b"PK\x03\x04\x14\x00", b"PK\x01\x02\x14\x03\x14\x00"  # followed by flags
LOCKED = spoilt((FILE + b"\0", FILE + b"\1"), (ENTRY + b"\0", ENTRY + b"\1"))


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (LOCKED, "it is encrypted"),
        (spoilt((b"hers", b"herz")), "it is damaged"),
        (zipped({"a/../../../evil.ipynb": b""}), "leads out of the folder"),
        (zipped({"/etc/evil.ipynb": b""}), "leads out of the folder"),
        (zipped({f"{'x' * 300}.ipynb": b""}), "too long a name"),
        (zipped({"03-im2col.ipynb": b"\0" * 60_000_000}), "larger than 50 MB"),
        (link("03-im2col.ipynb"), "it is a link, and was not followed"),
        (b"no archive at all", "not a zip archive that can be read"),
        (zipped({"03-im2col.ipynb": b"x" * 5000})[:-300], "not a zip archive that can be read"),
        (zipped({}), "there is no notebook among the files"),
    ],
)
def test_harmful_files_are_reported_and_others_are_taken(collected, class_folder, inner, said):
    output = collected("zip", {"ada.zip": inner, "leo/03-im2col.ipynb": b"his"})
    assert re.search(rf"ada: nothing was taken: [^:]*(: [^:]*)?{re.escape(said)}", output)
    assert output.count("nothing was taken") == 1
    assert lies_in(class_folder, "leo") == {"03-im2col.ipynb": b"his"}
    assert not lies_in(class_folder, "ada")
    assert not list(class_folder.directory.parent.rglob("evil.ipynb"))


def within(times: int, files: dict[str, bytes]) -> bytes:
    """Return an archive in a folder of an archive, and so on."""
    for _ in range(times):
        files = {"my homework/03-im2col.zip": zipped(files), "__MACOSX/._x": b""}
    return zipped(files)


def test_archives_within_each_other_are_unpacked_but_not_for_ever(collected, class_folder):
    files = {"03-im2col/03-im2col.ipynb": b"1", "03-im2col/cnnlib/im2col.py": b"2"}
    output = collected("zip", {"ada.zip": within(3, files), "leo.zip": within(4, files)})
    assert lies_in(class_folder, "ada") == {"03-im2col.ipynb": b"1", "cnnlib/im2col.py": b"2"}
    assert lies_in(class_folder, "leo").keys() == {"03-im2col.zip"}
    assert "leo: there is no notebook among the files: 03-im2col.zip." in output


def test_without_a_notebook_the_files_are_named(collected):
    files = {"cnnlib/im2col.py": b"", "03-im2col.py": b"", "a.rar": b"", "cnnlib/conv.py": b""}
    output = collected("zip", {"ada.zip": zipped(files)})
    assert "no notebook among the files: 03-im2col.py, a.rar, cnnlib/conv.py and 1 more." in output


def test_a_zip_bomb_is_not_unpacked(collected, monkeypatch):
    monkeypatch.setattr(archive_module, "LARGEST_TOTAL", 3_000_000)
    bomb = zipped({f"{number}.ipynb": b"\0" * 1_000_000 for number in range(10)})
    assert len(bomb) < 20_000
    output = collected("zip", {"ada.zip": bomb, "leo/03-im2col.ipynb": b"his"})
    assert "all files of this student together than 3 MB" in output
    monkeypatch.setattr(archive_module, "LARGEST_TOTAL", 30_000_000)
    monkeypatch.setattr(archive_module, "MOST_FILES", 5)
    assert "more than 5 files" in collected("zip", {"ada.zip": bomb, "leo/03-im2col.ipynb": b""})
    monkeypatch.setattr(archive_module, "MOST_MEMBERS", 1)
    assert "more than 1 members" in collected("zip", {"ada.zip": bomb, "leo/03-im2col.ipynb": b""})
    assert collected.exit_code == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [("canvas", "The roster has no Canvas numbers"), ("moodle", "give it with --worksheet")],
)
def test_missing_input_is_reported(class_folder, tmp_path, source, said):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({}))
    where = ["--course", str(class_folder.directory)]
    run = CliRunner().invoke(app, ["collect", source, str(path), CHAPTER, *where])
    assert "run `autograder roster` first" in " ".join(run.output.split())
    import_roster(class_folder, [Person("ada")])
    run = CliRunner().invoke(app, ["collect", source, str(path), CHAPTER, *where])
    assert run.exit_code == 1
    assert said in " ".join(run.output.split())


@pytest.mark.parametrize("environment", [".venv", "venv"])
def test_a_virtual_environment_in_the_folder_is_left_out(
    collected, class_folder, monkeypatch, environment
):
    """The README makes it there; with it, a folder has 20 000 files more than may be handed in."""
    monkeypatch.setattr(archive_module, "MOST_FILES", 5)
    packages = f"{CHAPTER}/{environment}/lib/python3.11/site-packages"
    folder = {f"{packages}/numpy/{number}.py": b"" for number in range(6)}
    folder |= {f"{CHAPTER}/03-im2col.ipynb": b"hers", f"{CHAPTER}/cnnlib/im2col.py": b"module"}
    output = collected("zip", {"ada.zip": zipped(folder)})
    assert collected.exit_code == 0, output
    assert lies_in(class_folder, "ada").keys() == {"03-im2col.ipynb", "cnnlib/im2col.py"}


@pytest.fixture
def collected_without_a_roster(class_folder, tmp_path):
    def collect(files: dict[str, bytes]) -> str:
        path = Path(tmp_path / "a.zip")
        path.write_bytes(zipped(files))
        where = ["--course", str(class_folder.directory)]
        run = CliRunner().invoke(app, ["collect", "zip", str(path), CHAPTER, *where])
        assert run.exit_code == 0, run.output
        return " ".join(run.output.split())

    return collect


def test_without_a_roster_the_whole_name_is_the_id(collected_without_a_roster, class_folder):
    output = collected_without_a_roster({"ada_4711/03-im2col.ipynb": b"hers"})
    assert class_folder.students(CHAPTER) == ["ada_4711"]
    assert "There is no roster: the names in the archive are the students' ids." in output


@pytest.mark.parametrize("work", ["{}.zip", "{}/03-im2col/03-im2col.ipynb"])
def test_without_a_roster_a_folder_around_all_students_is_not_taken_as_one(
    collected_without_a_roster, class_folder, work
):
    output = collected_without_a_roster({f"class/{work.format(s)}": b"" for s in ("ada", "leo")})
    assert "class/: nothing was taken: without a roster, this may be a student or" in output
    assert not class_folder.submitted.exists()


def test_without_a_roster_the_folders_of_one_student_are_taken(
    collected_without_a_roster, class_folder
):
    checkpoint = ".ipynb_checkpoints/03-im2col-checkpoint.ipynb"
    names = ("03-im2col.ipynb", checkpoint, "cnnlib/im2col.py", "notes/paper.pdf")
    collected_without_a_roster({f"ada/{name}": b"hers" for name in names})
    assert lies_in(class_folder, "ada").keys() >= {"03-im2col.ipynb", "cnnlib/im2col.py"}


def test_a_time_is_read_in_the_zone_of_the_class(collected, class_folder, tmp_path):
    (class_folder.directory / "class.toml").write_text('[class]\ntime_zone = "Asia/Tokyo"\n')
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(WORKSHEET)
    files = {"Ada Lovelace_71_assignsubmission_file/03-im2col.ipynb": b""}
    collected("moodle", files, "--worksheet", str(sheet))
    when = datetime.fromisoformat("2026-11-16T11:15:00")
    assert lies_in(class_folder, "ada")["timestamp.txt"].decode() == f"{when} UTC\n"


@pytest.mark.parametrize("top", ["", f"{CHAPTER}/", f"my work/{CHAPTER}/"])
def test_collected_files_are_those_that_students_handed_in(class_folder, tmp_path, top):
    """Archives of folders, with what macOS and Jupyter add."""
    hand_in(ClassFolder(tmp_path / "theirs"))
    theirs = tmp_path / "theirs" / "submitted"
    import_roster(class_folder, [Person("reference"), Person("half-done")])
    inner = {}
    for student, name in (("reference", "reference"), ("half-done", "half-done_4711_late")):
        folder = theirs / student / CHAPTER
        files = {f"{top}{p.relative_to(folder)}": p.read_bytes() for p in folder.rglob("*.*")}
        clutter = ("__MACOSX/._03-im2col.ipynb", ".ipynb_checkpoints/old.ipynb", "._im2col.py")
        inner[f"{name}.zip"] = zipped(files | {f"{top}{added}": b"{}" for added in clutter})
    path = tmp_path / "class.zip"
    path.write_bytes(zipped(inner))
    where = ["--course", str(class_folder.directory)]
    run = CliRunner().invoke(app, ["collect", "zip", str(path), CHAPTER, *where])
    assert run.exit_code == 0, run.output
    assert class_folder.students(CHAPTER) == ["half-done", "reference"]
    for student in class_folder.students(CHAPTER):
        folder = theirs / student / CHAPTER
        had = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}
        assert lies_in(class_folder, student) == had
