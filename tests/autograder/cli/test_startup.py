"""A command does not import slow packages that only other commands use."""

import gc
import subprocess
import sys

import pytest

from autograder.cli.app import COMMANDS, load_command
from autograder.course.class_folder import ClassFolder
from autograder.sample_class.roster import CHAPTER, hand_in
from tests.helpers.grading import grade_all

# rfc3987_syntax takes four seconds; newer releases of jsonschema import it.
HEAVY = {"torch", "distributed", "matplotlib", "rfc3987_syntax"}
ASK = """
import sys
from autograder.__main__ import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def imported(*arguments: str) -> set[str]:
    """Run ``autograder`` in a new process, and return the packages that it imported."""
    done = subprocess.run([sys.executable, "-c", ASK, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture(scope="module")
def graded_class(tmp_path_factory, assignment) -> ClassFolder:
    """A class with one graded submission."""
    class_folder = ClassFolder(tmp_path_factory.mktemp("class"))
    hand_in(class_folder)
    grade_all(class_folder, assignment, ["reference"])
    return class_folder


def test_help_imports_very_little():
    assert not imported("--help") & (
        HEAVY | {"nbgrader", "nbformat", "jupytext", "sqlalchemy", "numpy", "jinja2"}
    )


@pytest.mark.parametrize(
    "command",
    [["report"], ["feedback", "-s", "reference"], ["export", "csv"], ["grade", "--dry-run"]],
    ids=" ".join,
)
def test_commands_that_do_not_grade_import_neither_dask_nor_torch(graded_class, command):
    name, *rest = command
    course = ["--course", str(graded_class.directory)]
    assert not imported(name, *rest, CHAPTER, *course) & HEAVY


def test_the_roster_imports_neither_dask_nor_torch(class_folder, tmp_path):
    file = tmp_path / "roster.csv"
    file.write_text("id,name\nada,Ada Lovelace\n")
    assert not imported("roster", str(file), "--course", str(class_folder.directory)) & HEAVY


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_has_the_first_line_of_the_help_of_each(name):
    assert load_command(name).help.split("\n\n")[0].replace("\n", " ") == COMMANDS[name]


def test_garbage_is_collected_again_once_a_command_is_imported():
    """Only the program puts it off; a process that calls a command goes on as it was."""
    program = (
        "import gc, sys\n"
        "import autograder.cli\n"
        "sys.argv = ['autograder', 'roster', '--help']\n"
        "program = sys.modules['autograder.cli.app']\n"
        "load, seen = program.load_command, []\n"
        "def loaded(name):\n"
        "    seen.append(gc.isenabled())\n"
        "    command = load(name)\n"
        "    seen.append(gc.isenabled())\n"
        "    return command\n"
        "program.load_command = loaded\n"
        "try:\n"
        "    program.main()\n"
        "finally:\n"
        "    print(seen, gc.get_freeze_count() > 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "[False, True] True" in done.stdout, done.stdout + done.stderr
    assert gc.isenabled()
    load_command("roster")
    assert gc.isenabled()
