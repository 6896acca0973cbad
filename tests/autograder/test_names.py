"""Names say what a thing is: no two things share one, and what says "read" does not write."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from autograder.course.repository import REPOSITORY

# A chapter's modules all define the same names; a command is named by its module.
FILES = [
    path
    for path in sorted((REPOSITORY.root / "autograder").rglob("*.py"))
    if "chapters" not in path.parts
]
OF_EVERY_COMMAND = {"command", "main"}
READS = re.compile(r"_*(read|load|find|look|parse|list|show|is|has|count|gather)(_|$)")
WRITES = re.compile(
    r"(write|save|store|delete|remove|rename|symlink|mkdir|rmdir|rmtree|unlink|touch|copy(2|file|tree)"
    r"|move|dump|commit|savez?)(_\w+)?$"
)

Definition = ast.FunctionDef | ast.ClassDef


def public(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node.name


def shared(sources: dict[str, str]) -> dict[str, list[str]]:
    """Return the names that several modules define, each with these modules."""
    where = defaultdict(list)
    for module, source in sources.items():
        for name in public(ast.parse(source)):
            where[name].append(module)
    return {
        name: modules
        for name, modules in where.items()
        if len(modules) > 1 and name not in OF_EVERY_COMMAND
    }


def writing_readers(source: str) -> list[str]:
    """Return the functions whose names say that they read, and which write."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and READS.match(node.name)
        and any(WRITES.match(name) for name in called(node))
    ]


def called(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))


def test_no_two_things_have_one_name():
    assert shared({str(path): path.read_text(encoding="utf-8") for path in FILES}) == {}


def test_two_things_with_one_name_are_found():
    same = {"a": "class Outcome: ...", "b": "def Outcome(): ...", "c": "def _x(): ..."}
    assert shared(same) == {"Outcome": ["a", "b"]}


def test_what_says_that_it_reads_does_not_write():
    found = {path: writing_readers(path.read_text(encoding="utf-8")) for path in FILES}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_reader_that_writes_is_found():
    source = (
        "def read_it(path):\n    path.write_text('')\n\n\ndef reader(path):\n    path.unlink()\n"
    )
    assert writing_readers(source) == ["read_it"]
