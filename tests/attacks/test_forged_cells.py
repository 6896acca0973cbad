"""Attacks on the grade cells from other cells, and forged notebooks."""

import json
import resource

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from tests.attacks.attacking import FUNCTIONS, HONEST, LIAR, answer_cell, earned, item

# A student can find the object in the process that answers the grader.
WORKER = """
import gc, sys
wire = sys.modules["autograder_inside.wire"]
worker = next(each for each in gc.get_objects() if type(each).__name__ == "Worker")

def send(*reply):
    for piece in wire.pack(reply, worker._export):
        worker._connection.sendall(piece)

"""
ALL_FUNCTIONS = FUNCTIONS | {"correlate2d": 0.0}
CELLS = {
    "a grader of one's own": (
        {"first": "check = expect = lambda *_, **__: 20.0\nearned = 20.0\nnp = None"},
        {},
    ),
    "a worker that answers for the functions": (
        {
            "first": """
            import sys
            worker = sys.modules["autograder_inside.worker"]
            worker.Worker._call = lambda self, *_: ("value", 20.0)
            """
        },
        ALL_FUNCTIONS,
    ),
    "a worker that answers for the names": (
        {
            "first": """
            import sys
            worker = sys.modules["autograder_inside.worker"]
            worker.Worker._look_up = lambda self, name: ("value", [20.0])
            """
        },
        ALL_FUNCTIONS | dict.fromkeys(("by_hand", "memory", "time_model"), 0.0),
    ),
    "answers to what was not asked yet": (
        {"answers": {"by_hand_answer": WORKER + "for _ in range(40): send('value', 25.0)"}},
        {"by_hand": 0.0},
    ),
    "an answer for a cell, too early": (
        {"answers": {"memory_answer": WORKER + "send('cell', '', None)\nimport os\nos._exit(0)"}},
        # It counts as done, so it runs again, and exits, in the process that follows.
        {"memory": 0.0, "time_model": 0.0},
    ),
    "every answer twice": (
        {
            "first": WORKER
            + """
def twice(self, function, args, kwargs, call=type(worker)._call):
    reply = call(self, function, args, kwargs)
    send(*reply)
    return reply

type(worker)._call = twice
"""
        },
        ALL_FUNCTIONS | {"memory": 0.0},  # the first name that is asked for after a call
    ),
    "names that lie": (
        {
            "answers": {
                "by_hand_answer": """
                class Lies(dict):
                    __contains__ = lambda self, name: True
                    __missing__ = lambda self, name: 25
                shell = get_ipython()
                shell.user_ns = Lies(shell.user_ns)
                shell.user_ns.update(a_prime=True, result=True)
                """
            }
        },
        {"by_hand": 0.0},
    ),
    "objects that agree with everything": (
        {"answers": {"by_hand_answer": LIAR + "a_prime = result = Liar()"}},
        {"by_hand": 0.0},
    ),
    "numbers that agree with everything": (
        {
            "answers": {
                "memory_answer": """
                import numpy as np
                class Yes(float):
                    __eq__ = __le__ = __lt__ = lambda self, other: True
                    __sub__ = __rsub__ = __abs__ = lambda self, *_: 0.0
                class Double(np.float64):
                    dtype = property(lambda self: np.dtype("float16"))
                    tobytes = lambda self, *_: b"\\0\\0"
                blow_up, megabytes, blow_up_stride_5 = Yes(1), Double(1), Yes("nan")
                """
            }
        },
        {"memory": 0.0},
    ),
    "infinity and its friends": (
        {
            "answers": {
                "memory_answer": "blow_up, megabytes, blow_up_stride_5 = "
                "float('inf'), float('nan'), 1.79e308"
            }
        },
        {"memory": 0.0},
    ),
    "texts that would be numbers": (
        {
            "answers": {
                "memory_answer": "blow_up, megabytes, blow_up_stride_5 = '25', b'25', 'True'"
            }
        },
        {"memory": 0.0},
    ),
    "every number at once": (
        {
            "answers": {
                "memory_answer": "import numpy as np\n"
                "blow_up = megabytes = blow_up_stride_5 = np.arange(0.0, 500.0, 0.01)"
            }
        },
        {"memory": 0.0},
    ),
    "a cell that takes itself for the test": (
        {"answers": {"by_hand_answer": "earned = 15.0\nprint('15 of 15 points')\nearned"}},
        {"by_hand": 0.0},
    ),
    "a transformer of the cells to come": (
        {
            "answers": {
                "by_hand_answer": """
                shell = get_ipython()
                shell.input_transformers_post.append(lambda lines: ["a_prime = result = True\\n"])
                shell.events.register("pre_run_cell", lambda info: shell.user_ns.clear())
                """
            }
        },
        # All names are cleared when the next cell runs, after conv2d_im2col.
        dict.fromkeys(("by_hand", "correlate2d", "memory", "time_model"), 0.0),
    ),
}


@pytest.mark.parametrize("attack", CELLS)
def test_a_cell_that_reaches_for_the_test(attacker, attack):
    spoilt, loses = CELLS[attack]
    result = attacker.grade(**spoilt)
    assert earned(result) == HONEST | loses


@pytest.mark.parametrize("side", [10**9, 40_000])
def test_the_grader_does_not_trust_the_shape_of_an_object(attacker, side):
    """Its shape is never read, as the grader would allocate an array of that shape."""
    cell = f"class Large: shape, ndim = ({side}, {side}), 2\na_prime = result = Large()"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = attacker.grade(answers={"by_hand_answer": cell})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + (500 << 10)  # kB
    assert earned(result) == HONEST | {"by_hand": 0.0}
    assert item(result, "by_hand").look == ""


def forge(notebook, how):
    """Forge the notebook of a student whose `col2im` is wrong."""
    test, answer = answer_cell(notebook, "col2im"), answer_cell(notebook, "adjoint")
    cells = notebook.notebook.cells
    where = cells.index(test)
    match how:
        case "the test's text":
            test.source = "earned = 20.0\nearned"
        case "the test's points":
            test.metadata.nbgrader.points = 1e9
            test.metadata.nbgrader.update(grade=False, solution=True, locked=False)
        case "the test's output":
            test.outputs = [new_output("execute_result", {"text/plain": "20.0"})]
            test.metadata.nbgrader.checksum = "0" * 32
        case "no test":
            cells.remove(test)
        case "an easier test's id":
            test.metadata.nbgrader.grade_id = "im2col"
        case "a test of one's own":
            forged = nbformat.from_dict({**test.metadata, "points": 100})
            forged.nbgrader.grade_id = "bonus"
            cells.insert(where, new_code_cell("100.0", metadata=forged))
        case "the same test twice, once easy":
            cells.insert(where, new_code_cell("20.0", metadata=test.metadata))
            cells.append(new_code_cell("20.0", metadata=test.metadata))
        case "a test that runs as an answer":
            answer.cell_type = "code"
            answer.source = "get_ipython().user_ns['col2im'] = lambda *_, **__: 20.0"
            answer.update(outputs=[new_output("stream", text="10.0")], execution_count=1)
        case "other points in the notebook":
            notebook.notebook.metadata.nbgrader = {"points": {"col2im": 20}, "score": 100}
            test.metadata.nbgrader.schema_version = 99
        case "the answers of another kind of cell":
            for cell in cells:
                cell.cell_type = "raw" if cell.cell_type == "markdown" else "markdown"


@pytest.mark.parametrize(
    "how",
    [
        *("the test's text", "the test's points", "the test's output", "no test"),
        *("an easier test's id", "a test of one's own", "the same test twice, once easy"),
        *("a test that runs as an answer", "other points in the notebook"),
        "the answers of another kind of cell",
    ],
)
def test_a_forged_notebook(attacker, how):
    folder = attacker.folder("raise SystemExit(0)")
    forge(folder, how)
    result = attacker.grade_folder(folder)
    assert earned(result) == HONEST | {"col2im": 0.0}
    assert result.points == 100
    # nbgrader reads the grade from the outputs again.
    text = json.dumps(result.notebook)
    assert "1000000000" not in text
    assert '"20.0"' not in text


def test_a_blank_answer_is_not_left_to_be_graded_by_hand(attacker):
    """Metadata that mark it as written are forged by the student and do not count."""
    folder = attacker.folder()
    cell = answer_cell(folder, "adjoint")
    released = next(c for c in attacker.assignment.released.cells if c.id == "adjoint")
    cell.source = released.source + "\nBecause."
    cell.metadata.nbgrader.checksum = "another"
    assert earned(attacker.grade_folder(folder))["adjoint"] is None
    for blank in (released.source, released.source + "\n"):
        cell.source = blank
        assert earned(attacker.grade_folder(folder))["adjoint"] == 0.0


def test_the_points_of_one_exercise_do_not_make_up_for_another(attacker):
    """Once `im2col` has been tested, `col2im` becomes right and `im2col` wrong."""
    swap = """
    import cnnlib.im2col as module
    module.im2col = im2col = lambda *_, **__: None
    """
    result = attacker.grade(answers={"memory_answer": swap})
    assert earned(result) == HONEST | {"memory": 0.0}
