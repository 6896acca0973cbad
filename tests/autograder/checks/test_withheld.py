"""Functions that would do a whole exercise raise while it is checked, whatever they are called."""

import sys
from dataclasses import replace
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from autograder.chapters import CHECKS
from autograder.checks.function_check import FunctionCheck
from autograder.checks.withheld import withheld
from autograder.course.assignment import load_assignment
from autograder.sandbox.student import StudentProcess
from tests.helpers.double import DOUBLE, twice

KEY = "03-im2col.conv2d_im2col"
WITHHOLDING = [c for c in CHECKS.values() if isinstance(c, FunctionCheck) and c.withheld]

LOADED = """from importlib.util import module_from_spec, spec_from_file_location
spec = spec_from_file_location("mine", "cnnlib/conv.py")
module = module_from_spec(spec)
spec.loader.exec_module(module)
"""

# Each goes to the given `conv2d` by a route of its own.
ROUTES = {
    "its name": "from cnnlib.conv import conv2d\ndef answer(*a, **k): return conv2d(*a, **k)",
    "another name": "from cnnlib.conv import conv2d as f\ndef answer(*a, **k): return f(*a, **k)",
    "its module": "import cnnlib.conv as m\ndef answer(*a, **k): return m.conv2d(*a, **k)",
    "an import in the function": (
        "def answer(*a, **k):\n    from cnnlib.conv import conv2d\n    return conv2d(*a, **k)"
    ),
    "a partial": (
        "from functools import partial\nfrom cnnlib.conv import conv2d\nanswer = partial(conv2d)"
    ),
    "the register of exercises": (
        "import cnnlib.conv\nfrom cnnlib.exercise import EXERCISES\n"
        "def answer(*a, **k): return EXERCISES['01-convolution.conv2d'].target(*a, **k)"
    ),
    "a function that calls it": (
        "from cnnlib.dense_as_conv import linear_as_conv2d\ndef answer(x, weight, *a, **k):\n"
        "    flat = weight.reshape(len(weight), -1)\n"
        "    return linear_as_conv2d(x, flat, input_size=weight.shape[2:])"
    ),
    "a copy with another name": (
        "from types import FunctionType\nfrom cnnlib.conv import conv2d as f\n"
        "copy = FunctionType(f.__code__, f.__globals__, 'mine', f.__defaults__)\n"
        "def answer(*a, **k): return copy(*a, **k)"
    ),
    "what it was before a reload": (
        "import importlib, cnnlib.conv\nbefore = cnnlib.conv.conv2d\n"
        "importlib.reload(cnnlib.conv)\ndef answer(*a, **k): return before(*a, **k)"
    ),
    "a reload": (
        "import importlib, cnnlib.conv\n"
        "def answer(*a, **k): return importlib.reload(cnnlib.conv).conv2d(*a, **k)"
    ),
    "a second module": (LOADED + "def answer(*a, **k): return module.conv2d(*a, **k)"),
    "a second module, loaded in the function": (
        "def answer(*a, **k):\n    "
        + LOADED.replace("\n", "\n    ")
        + "return module.conv2d(*a, **k)"
    ),
    "its file, executed": (
        "import inspect, cnnlib.conv\nscope = {}\n"
        "exec(inspect.getsource(cnnlib.conv), scope)\n"
        "def answer(*a, **k): return scope['conv2d'](*a, **k)"
    ),
}


@pytest.fixture(scope="module")
def student():
    library = load_assignment("03-im2col").library
    with StudentProcess(library) as process:
        yield process


@pytest.mark.parametrize("route", ROUTES)
def test_no_route_leads_to_a_withheld_function(student, route):
    assert student.run_cell(ROUTES[route]).error is None
    report = CHECKS[KEY].run((student.lookup("answer"),), 3)
    assert report.earned == 0
    assert "`conv2d` cannot be called in `conv2d_im2col`" in report.parts[0].sentence


def test_afterwards_everything_is_as_it_was(student):
    student.run_cell(
        "import numpy as np\nfrom cnnlib.conv import conv2d\nprint(conv2d.__defaults__)"
    )
    out = student.run_cell("conv2d(np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2)), stride=2)[0, 0]")
    assert out.stdout.strip() == "array([[4.]])"


def test_a_module_is_withheld_once_it_is_imported_and_not_imported_for_that():
    """A student's file may end the process when it is imported."""
    library = dict(load_assignment("03-im2col").library)
    with StudentProcess(library | {"cnnlib/three_loops.py": b"import os\nos._exit(0)\n"}) as fresh:
        fresh.run_cell(ROUTES["an import in the function"])
        report = CHECKS[KEY].run((fresh.lookup("answer"),), 3)
        assert "`conv2d` cannot be called in `conv2d_im2col`" in report.parts[0].sentence
        assert report.earned == 0
        after = fresh.run_cell("from cnnlib.conv import conv2d\nconv2d(1)")
        assert after.error.ename == "TypeError"


def test_a_process_that_has_ended_is_told_as_such(student):
    student.run_cell("import os\ndef ends(*a, **k): os._exit(3)")
    with StudentProcess({}) as other:
        other.run_cell("import os\ndef ends(*a, **k): os._exit(3)")
        report = CHECKS[KEY].run((other.lookup("ends"),), 3)
    assert report.earned == 0
    assert all(part.stopped for part in report.parts)


@pytest.mark.parametrize("check", WITHHOLDING, ids=lambda check: check.key)
def test_what_is_withheld_exists_and_raises_in_that_exercise(check):
    for name in check.withheld:
        module, _, attribute = name.rpartition(".")
        found = import_module(module)
        with (
            withheld(check.withheld, check.reference.function, check.name),
            pytest.raises(RuntimeError, match=f"cannot be called in `{check.name}`"),
        ):
            getattr(found, attribute)(np.ones(3), np.ones(2))


def test_functions_with_variables_of_their_own_classes_and_c_functions(monkeypatch):
    module = ModuleType("a_module_of_tests")

    def make(factor):
        def double(x, plus=0):
            return factor * x + plus

        return double

    class Doubler:
        def __init__(self, plus=0):
            self.plus = plus

    class Child(Doubler):
        pass

    module.double, module.Doubler, module.Child, module.c = make(2), Doubler, Child, np.multiply
    monkeypatch.setitem(sys.modules, module.__name__, module)
    alias = module.double
    names = tuple(f"{module.__name__}.{each}" for each in ("double", "Child", "c", "missing"))
    check = replace(DOUBLE, withheld=names)
    assert check.run((twice,), 1).earned == check.points
    for call in (lambda x, plus=0: alias(x, plus), lambda *_, **__: Child(), module.double):
        assert check.run((call,), 1).earned == 0
    assert check.run((lambda x, plus=0: module.c(2, x) + plus,), 1).earned == 0
    assert Doubler(plus=3).plus == Child(plus=3).plus == 3
    assert (module.double(2, plus=1), module.c(2, 3)) == (5, 6)
