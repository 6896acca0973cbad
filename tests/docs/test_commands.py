"""What the documentation tells people to type can be typed, and its links lead somewhere."""

import re
import shlex
from collections.abc import Iterator

import pytest

from autograder.cli.app import COMMANDS, load_command
from autograder.course.repository import REPOSITORY

ROOT = REPOSITORY.root
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/*.md", "book/*.md")
    for path in ROOT.glob(pattern)
)
FENCED = re.compile(r"^( *)(`{3,})[^\n]*\n(.*?)^\1\2 *$", re.M | re.S)
INLINE = re.compile(r"`([^`]+)`")
ADVICE = re.compile(r"Run: autograder ([^\n\"]+)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.M)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def typed(text: str) -> Iterator[list[str]]:
    """Yield the words after ``autograder`` of each command in the code of a document."""
    blocks = [found[3].replace("\\\n", " ") for found in FENCED.finditer(text)]
    spans = [span.replace("\n", " ") for span in INLINE.findall(FENCED.sub("", text))]
    for line in "\n".join([*blocks, *spans]).splitlines():
        program, _, rest = line.strip().partition(" ")
        if program == "autograder" and rest:
            yield shlex.split(rest.replace("#", " "))


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings."""
    headings = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_exists_with_its_options(document):
    for command, *words in typed(read(document)):
        assert command in COMMANDS, f"autograder {command}"
        options = {name for one in load_command(command).params for name in one.opts}
        options |= {"--help"}
        given = {word.partition("=")[0].rstrip(",;") for word in words if word.startswith("-")}
        assert given <= options, f"autograder {command} has no {given - options}"


def test_commands_that_messages_advise_are_complete():
    """A message that says "Run: autograder grade" leads to another, that a word is missing."""
    sources = (path.read_text(encoding="utf-8") for path in ROOT.glob("autograder/**/*.py"))
    advised = [text for source in sources for text in ADVICE.findall(source)]
    assert len(advised) >= 8
    for text in advised:
        command, *words = re.sub(r"{[^}]*}", "X", text).split()
        needed = [one for one in load_command(command).params if one.required]
        given = [word for word in words if not word.startswith("-")]
        assert len(given) >= len(needed), text


def test_commands_are_found_in_blocks_and_in_sentences():
    assert list(typed("`autograder a 1` or\n\n```sh\nautograder b --c \\\n  2  # --d\n```\n")) == [
        ["b", "--c", "2", "--d"],
        ["a", "1"],
    ]


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if not name.startswith("book/")])
def test_links_to_files_and_headings_lead_there(document):
    for link in LINK.findall(FENCED.sub("", read(document))):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (ROOT / document).parent / name if name else ROOT / document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), link
