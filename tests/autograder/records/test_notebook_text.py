"""A graded notebook is written exactly as nbformat would write it."""

from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course.assignment import load_assignment
from autograder.records.notebook_text import notebook_text

PICTURE = {"a.png": {"image/png": "iVBORw0KGgo=\n"}, "b.svg": {"image/svg+xml": "<svg>\n</svg>"}}
ODD = new_notebook(
    metadata={"signature": "x", "orig_nbformat": 3, "z": {}, "a": [], "n": [1, 2.5, None, True]},
    cells=[
        new_markdown_cell('é "\\\u2028\x00\n\n', metadata={"trusted": True}, attachments=PICTURE),
        new_code_cell(""),
        new_code_cell(
            "1\n2",
            outputs=[
                new_output("stream", text="one\ntwo\n"),
                new_output("execute_result", data={"text/plain": "a\nb"}, execution_count=3),
                new_output("error", ename="E", evalue="", traceback=["a", "b\n"]),
            ],
        ),
    ],
)


@pytest.mark.parametrize(
    "notebook", [ODD, load_assignment("03-im2col").released], ids=["odd", "released"]
)
def test_a_notebook_is_written_as_nbformat_does(notebook):
    assert notebook_text(deepcopy(notebook)) == nbformat.writes(notebook)
