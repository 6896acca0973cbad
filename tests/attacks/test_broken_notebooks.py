"""Broken notebooks of every kind, by accident or on purpose."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.attacks.attacking import (
    HELD_ANSWERS,
    HONEST,
    NOTEBOOK,
    answer_cell,
    earned,
    grade_directory,
)


def with_sources(change):
    """Return a function that changes the text of every cell."""

    def spoil(notebook):
        for cell in notebook["cells"]:
            cell["source"] = change("".join(cell["source"]))

    return spoil


def colab(notebook):
    notebook["metadata"] = {
        "colab": {"provenance": [], "collapsed_sections": ["x"], "name": "Copy of 03.ipynb"},
        "accelerator": "GPU",
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"aB{number}", "colab": {"base_uri": "https://localhost:8080/"}}
        cell["metadata"]["outputId"] = "1f-2"
        cell.pop("id")


def reversed_cells(notebook):
    notebook["cells"].reverse()


def doubled_ids(notebook):
    for cell in notebook["cells"]:
        cell["id"] = "same"


def strange_ids(notebook):
    for cell, value in zip(
        notebook["cells"], [None, 7, [], {}, "x" * 10**5, "a/../b"] * 9, strict=False
    ):
        cell["id"] = value


def strange_metadata(notebook):
    plain = [cell for cell in notebook["cells"] if "nbgrader" not in cell["metadata"]]
    for cell, value in zip(plain, [None, 7, [], "x", {"nbgrader": []}], strict=False):
        cell["metadata"] = value
    notebook["metadata"] = 5
    notebook["nbformat"] = "four"


def outputs_of_every_kind(notebook):
    for cell in notebook["cells"]:
        cell["outputs"] = [{"output_type": "x", "data": [None]}, 7, {"data": {"text/html": 1}}]
        cell["execution_count"] = {"a": float("nan")}


def without_ids(notebook):
    """As saved by an older JupyterLab."""
    notebook["nbformat_minor"] = 2
    for cell in notebook["cells"]:
        cell.pop("id")


def as_lists(notebook):
    with_sources(lambda text: text.splitlines(keepends=True))(notebook)


def cells_everywhere(notebook):
    """A hundred empty cells and a hundred with the student's notes."""
    for number in range(100):
        notebook["cells"].insert(number, {"cell_type": "code", "source": "", "metadata": {}})
        note = {"cell_type": "markdown", "source": "note", "metadata": {}, "attachments": 3}
        notebook["cells"].insert(number, note)


HARMLESS = {
    "Windows line ends": with_sources(lambda text: text.replace("\n", "\r\n")),
    "old Macintosh line ends": with_sources(lambda text: text.replace("\n", "\r")),
    "lines in lists": as_lists,
    "Colab's metadata": colab,
    "the last cell first": reversed_cells,
    "duplicate cell ids": doubled_ids,
    "cell ids of every kind": strange_ids,
    "no cell ids": without_ids,
    "metadata of every kind": strange_metadata,
    "outputs of every kind": outputs_of_every_kind,
    "cells of one's own everywhere": cells_everywhere,
    "blank lines around": with_sources(lambda text: f"\n\n{text}\n\n"),
}


@pytest.mark.parametrize("how", HARMLESS)
def test_right_work_in_an_odd_notebook_is_right(attacker, handed_in, how):
    path = handed_in / NOTEBOOK
    notebook = json.loads(path.read_text())
    HARMLESS[how](notebook)
    path.write_text(json.dumps(notebook))
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST
    (answer,) = [c for c in result.notebook["cells"] if c["id"] == "adjoint"]
    assert answer["source"].strip() == attacker.parts.answers["adjoint"].strip()


ENCODED = {
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-32": lambda text: text.encode("utf-32-le"),
    "Windows line ends in the file": lambda text: text.replace("\n", "\r\n").encode(),
    "a trailing newline or ten": lambda text: text.encode() + b"\n" * 10,
    "repeated keys": lambda text: text.replace('"metadata"', '"metadata": {}, "metadata"').encode(),
}


@pytest.mark.parametrize("how", ENCODED)
def test_right_work_in_an_odd_file_is_right(attacker, handed_in, how):
    path = handed_in / NOTEBOOK
    path.write_bytes(ENCODED[how](path.read_text()))
    assert earned(grade_directory(attacker, handed_in)) == HONEST


def old_format(text):
    """The notebook in the format of IPython 2."""
    return nbformat.writes(nbformat.convert(nbformat.reads(text, as_version=4), 3), version=3)


NO_NOTEBOOK = {
    "format 3": (old_format, "nbformat 4"),
    "nothing but spaces": (lambda _: "  \n", "not valid JSON"),
    "cut off in the middle": (lambda text: text[: len(text) // 2], "not valid JSON"),
    "a conflict of git's": (lambda text: f"<<<<<<< HEAD\n{text}=======\n", "not valid JSON"),
    "a page of the web": (lambda _: "<!doctype html><title>Log in</title>", "not valid JSON"),
    "a script": (lambda _: "def col2im(): pass\n", "not valid JSON"),
    "brackets a million deep": (lambda _: "[" * 10**6, "not valid JSON"),
    "objects a million deep": (lambda _: '{"cells":' * 10**6, "not valid JSON"),
    "a number of a million digits": (lambda _: '{"nbformat": ' + "9" * 10**6 + "}", "JSON"),
    "NaN": (lambda _: "NaN", "no list of cells"),
    "null": (lambda _: "null", "no list of cells"),
    "a list": (lambda _: "[[]]", "no list of cells"),
    "cells that are an object": (lambda _: '{"cells": {"0": 1}}', "no list of cells"),
    "cells that are not objects": (lambda _: '{"cells": [1]}', "cell 1 has no text"),
    "cells that are lists": (lambda _: '{"cells": [[]]}', "cell 1 has no text"),
    "a source that is a number": (lambda _: '{"cells": [{"source": 1}]}', "cell 1 has no text"),
    "lines that are numbers": (lambda _: '{"cells": [{"source": [1]}]}', "cell 1 has no text"),
    "a million empty cells": (lambda _: '{"cells": [%s{}]}' % ("{}," * 10**6), "more than 1000000"),
    "5000 cells": (lambda _: '{"cells": [%s{}]}' % ("{}," * 4999), "5000 cells"),
}


@pytest.mark.parametrize("how", NO_NOTEBOOK)
def test_an_unreadable_notebook_costs_only_its_answers(attacker, handed_in, how):
    spoil, sentence = NO_NOTEBOOK[how]
    path = handed_in / NOTEBOOK
    path.write_text(spoil(path.read_text()))
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST | HELD_ANSWERS
    (finding,) = [one for one in result.findings if "could not be read" in one]
    assert sentence in finding


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x89PNG\r\n", b"\0" * 10, b"{\xe4: 1}"])
def test_a_notebook_of_other_bytes(attacker, handed_in, content):
    (handed_in / NOTEBOOK).write_bytes(content)
    assert earned(grade_directory(attacker, handed_in)) == HONEST | HELD_ANSWERS


def test_an_empty_notebook_is_reported(attacker, handed_in):
    (handed_in / NOTEBOOK).write_bytes(b"")
    result = grade_directory(attacker, handed_in)
    assert earned(result) == HONEST | HELD_ANSWERS
    assert [one for one in result.findings if NOTEBOOK in one] == [f"{NOTEBOOK} is empty."]


def test_cells_deleted_moved_and_duplicated(attacker):
    folder = attacker.folder()
    cells = folder.notebook.cells
    cells.remove(answer_cell(folder, "by_hand_answer"))
    cells.append(answer_cell(folder, "memory_answer"))
    cells.reverse()
    folder.raw_notebook = json.dumps(folder.notebook).encode()
    result = attacker.grade_folder(folder)
    assert earned(result) == HONEST | {"by_hand": None}
    assert result.findings == (
        "The answer cell 'by_hand_answer' was missing.",
        "The cell 'memory_answer' was there several times; all of them count.",
    )


def test_surrogates_zeros_and_escapes_in_cells(attacker):
    folder = attacker.folder(answers={"by_hand_answer": "a_prime = 1 \0\ud800\x1b[2J\u202e"})
    folder.notebook.cells.append(new_markdown_cell("\ud800 \0 \u202e <script>"))
    folder.raw_notebook = json.dumps(folder.notebook).encode()
    result = attacker.grade_folder(folder)
    assert earned(result) == HONEST | {"by_hand": 0.0}
    for page in attacker.pages(result):
        page.encode()
        assert not {"\0", "\x1b", "\u202e"} & set(page)


@pytest.mark.parametrize("size", [1_000_000, 6_000_000])
def test_a_very_large_cell(attacker, size):
    """It is larger than one message to the student's process."""
    folder = attacker.folder()
    folder.notebook.cells.append(new_code_cell("# " + "é" * size))
    folder.notebook.cells.append(new_code_cell("print('went on')"))
    result = attacker.grade_folder(folder)
    assert earned(result) == HONEST
    assert "went on" in str(result.notebook["cells"][-1]["outputs"])
