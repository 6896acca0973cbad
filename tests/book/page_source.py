"""A page as its author wrote it: its cells, and its self-check questions with their answers."""

import re
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import yaml

from tests.helpers.reading import BOOK

__all__ = ["cells", "number_questions", "questions", "run_in_the_students_folder"]

REPOSITORY = BOOK.parent
CELL = re.compile(
    r"^```\{code-cell\}[^\n]*\n(?P<head>(?:---\n.*?\n---\n|:[^\n]*\n)*)(?P<code>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
HIDDEN = re.compile(r"remove-(cell|input)")


def cells(slug: str, visible: bool | None = None) -> list[str]:
    """Return the code of a page's cells: all, those that readers see, or the others."""
    found = CELL.finditer((BOOK / f"{slug}.md").read_text(encoding="utf-8"))
    return [
        cell["code"]
        for cell in found
        if visible is None or visible == (HIDDEN.search(cell["head"]) is None)
    ]


def questions(slug: str) -> dict[str, dict]:
    """Return the self-check questions of a page by their names."""
    text = (BOOK / f"{slug}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^:::\{self-check\} (\S+)\n(.*?)^:::$", text, re.DOTALL | re.MULTILINE)
    return {name: yaml.load(body, yaml.BaseLoader) for name, body in blocks}


def number_questions(slug: str) -> dict[str, Decimal]:
    """Return the right answers of the questions that ask for a number."""
    asked = questions(slug).items()
    return {name: Decimal(body["number"]) for name, body in asked if "number" in body}


def run_in_the_students_folder(slug: str, folder: Path) -> subprocess.CompletedProcess:
    """Run the cells that readers see, in order, beside the solved `cnnlib` of the chapter."""
    library = folder / "cnnlib"
    shutil.copytree(REPOSITORY / "exercises" / slug / "cnnlib", library)
    for module in library.glob("*.py"):
        if "replace this line with your code" in module.read_text(encoding="utf-8"):
            shutil.copy(REPOSITORY / "cnnlib" / module.name, module)
    (folder / "page.py").write_text("\n".join(cells(slug, visible=True)), encoding="utf-8")
    start = "import sys, runpy; sys.path.insert(0, '.'); runpy.run_path('page.py')"
    return subprocess.run(
        [sys.executable, "-I", "-c", start],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
