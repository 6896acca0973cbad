"""Objects that stay in a student's process: attributes and methods, read, set and called."""

import inspect

import numpy as np
import pytest

from autograder.sandbox import SandboxUnavailableError, check_sandbox
from autograder.sandbox.errors import StudentCodeError
from autograder.sandbox.student import Limits, StudentProcess
from tests.helpers.gradients import COUNTER, Counter, KeepsNothing

try:
    check_sandbox()
except SandboxUnavailableError as error:
    pytest.skip(str(error), allow_module_level=True)

LAYER = """
import numpy as np

class Layer:
    def __init__(self, weight):
        self.weight = weight
        self.seen = []

    def forward(self, x):
        self.seen.append(x)
        return x @ self.weight

    @property
    def slow(self):
        while True:
            pass

    @property
    def rude(self):
        raise SystemExit(3)

    def __getattr__(self, name):
        if name == "made":
            return self.forward
        raise AttributeError(name)
"""


@pytest.fixture
def student():
    with StudentProcess({}, Limits(seconds=1.0)) as process:
        process.run_cell(LAYER)
        yield process


def test_a_layer_is_made_fed_and_changed(student):
    layer = student.lookup("Layer")(np.eye(3))
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(layer.forward(x), x)
    layer.weight = np.full((3, 4), 2.0)
    np.testing.assert_array_equal(layer.weight, np.full((3, 4), 2.0))
    np.testing.assert_array_equal(layer.forward(x), x @ np.full((3, 4), 2.0))
    assert len(layer.seen) == 2
    assert layer.made.type_name == "method"


def test_an_array_that_comes_back_is_a_copy(student):
    layer = student.lookup("Layer")(np.zeros(3))
    layer.weight[:] = 7
    np.testing.assert_array_equal(layer.weight, np.zeros(3))


def test_what_is_missing_or_raises_is_the_students_error(student):
    layer = student.lookup("Layer")(np.zeros(3))
    with pytest.raises(StudentCodeError, match="AttributeError: absent"):
        _ = layer.absent
    with pytest.raises(StudentCodeError, match="SystemExit: 3"):
        _ = layer.rude
    # One second of the processor, or three by the clock on a busy machine.
    with pytest.raises(Exception, match=r"did not finish within [13] s"):
        _ = layer.slow


def test_python_and_numpy_ask_the_proxy_and_not_the_student(student):
    layer = student.lookup("Layer")(np.zeros(3))
    assert not hasattr(layer, "__array__")
    assert not hasattr(layer, "__code__")
    assert np.asarray(layer).dtype == object


@pytest.mark.parametrize("answer", [Counter, KeepsNothing], ids=["right", "wrong"])
def test_a_class_check_says_the_same_of_a_class_here_and_there(answer):
    with StudentProcess({}) as process:
        process.run_cell("import numpy as np\n" + inspect.getsource(Counter))
        process.run_cell(inspect.getsource(answer))
        there = COUNTER.run((process.lookup(answer.__name__),), 3)
    assert there == COUNTER.run((answer,), 3)
    assert there.earned == (3 if answer is Counter else 0)
