"""What the worker answers, outside a sandbox: `make coverage` cannot look into one."""

import numpy as np
import pytest
import torch  # noqa: F401  before the fork, so that no worker waits for it

from autograder.sandbox import student as module
from autograder.sandbox.errors import StudentCodeError
from autograder.sandbox.limits import Limits
from autograder.sandbox.student import StudentProcess
from tests.helpers.beside import Beside

LIBRARY = b"""\
import numpy as np

def scale(x, factor=2):
    return x * factor

def fail(x):
    return x.no_such_name

def unwritten():
    raise NotImplementedError("01-convolution.conv2d: replace this line with your code")
"""
BOX = """
class Box:
    def __init__(self):
        self.n = 1

    def more(self):
        self.n += 1
"""
TORCH_MODULE = """
import torch
torch.manual_seed(0)
layer = torch.nn.Linear(3, 2)
"""


@pytest.fixture
def student(tmp_path, monkeypatch):
    """A process whose worker runs beside the tests."""
    monkeypatch.setattr(module, "start", lambda limits: Beside(limits, tmp_path))
    with StudentProcess({"lib/__init__.py": LIBRARY}, Limits(packages=("numpy",))) as process:
        yield process


def test_a_cell_prints_shows_its_last_value_and_keeps_names(student):
    run = student.run_cell("import numpy as np\nprint('é')\nx = np.arange(3)\nx + 1")
    assert (run.error, run.stdout) == (None, "é\narray([1, 2, 3])\n")
    np.testing.assert_array_equal(student.lookup("x"), [0, 1, 2])
    with pytest.raises(NameError):
        student.lookup("y")


def test_output_is_bounded(student):
    run = student.run_cell("print('a' * 100_000)")
    assert "80001 characters more" in run.stdout


def test_a_function_takes_and_gives_values_of_all_kinds(student):
    assert student.run_cell("from lib import *\ndef same(*a, **k): return a, k").error is None
    scale, same = student.lookup("scale"), student.lookup("same")
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    result = scale(x, factor=3)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, 3 * x)
    values = (1, 2.5, "é", None, True, np.int64(7), (1, [2, {"a": 3}]), float("inf"), 10**40)
    assert same(*values, key=x[0, 0]) == (values, {"key": x[0, 0]})


def test_what_goes_wrong_is_told(student):
    student.run_cell("from lib import fail, unwritten")
    with pytest.raises(StudentCodeError) as caught:
        student.lookup("fail")(np.ones(2))
    assert caught.value.ename == "AttributeError"
    assert "no_such_name" in caught.value.evalue
    with pytest.raises(StudentCodeError) as caught:
        student.lookup("unwritten")()
    assert caught.value.ename == "NotImplementedError"
    run = student.run_cell("def f(:\n    pass")
    assert run.error.ename == "SyntaxError"
    assert student.run_cell("1 / 0").error.ename == "ZeroDivisionError"


def test_objects_are_asked_for_attributes(student):
    student.run_cell(
        "class Box:\n    def __init__(self): self.n = 1\n    def more(self): self.n += 1"
    )
    box = student.lookup("Box")()
    box.n = 5
    box.more()
    assert box.n == 6
    with pytest.raises(StudentCodeError, match="no_such_name"):
        box.no_such_name  # noqa: B018


def test_a_torch_module_runs_on_arrays(student):
    assert student.run_cell(TORCH_MODULE).error is None
    layer = student.lookup("layer")
    state = {"weight": np.full((2, 3), 0.5, "float32"), "bias": np.array([1, -1], "float32")}
    assert set(layer.inside("state")) == set(state)
    layer.inside("load", state)
    x, grad_out = np.array([[1, 2, 3]], "float32"), np.array([[1, -2]], "float32")
    output, (grad_x,), gradients, buffers = layer.inside("run", (x,), grad_out, True)
    np.testing.assert_allclose(output, [[4, 2]])
    np.testing.assert_allclose(grad_x, [[-0.5, -0.5, -0.5]])
    np.testing.assert_allclose(gradients["weight"], np.outer(grad_out, x))
    assert buffers == {}
    with pytest.raises(StudentCodeError, match=r"`weight` has the shape \(2, 3\)"):
        layer.inside("load", {"weight": np.ones((3, 3), "float32")})
