"""A student's process: values that cross, cells, errors."""

import time

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.remote import Remote
from autograder.sandbox.student import Limits, StudentProcess
from tests.helpers.crossing import VALUES, same
from tests.helpers.inmates import need_sandbox, run

need_sandbox()

FILES = {
    "lib/__init__.py": b"",
    "lib/layers.py": b"""\
import numpy as np

def scale(x, factor=2):
    return x * factor

def fail(x):
    return _deeper(x)

def _deeper(x):
    return x.no_such_name
""",
    "lib/broken.py": b"def f(:\n    pass\n",
    "données.txt": "é\n".encode(),
    "empty.txt": b"",
}


@pytest.fixture(scope="module")
def student():
    """A process that no test ends."""
    with StudentProcess(FILES) as process:
        yield process


# Values -------------------------------------------------------------------------------------------


@given(value=VALUES)
@settings(deadline=None, max_examples=60)
def test_a_value_crosses_and_comes_back(student, value):
    run(student, "def identity(x): return x")
    assert same(student.lookup("identity")(value), value)


def test_data_is_copied(student):
    run(student, "import numpy as np\nx = np.arange(3)")
    student.lookup("x")[0] = 9
    assert student.lookup("x").tolist() == [0, 1, 2]


def test_a_function_takes_keywords_and_returns_arrays(student):
    run(student, "from lib.layers import scale")
    scale = student.lookup("scale")
    assert isinstance(scale, Remote)
    assert scale.type_name == "function"
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    result = scale(x, factor=3)
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, 3 * x)


def test_objects_stay_there_and_come_back_as_themselves(student):
    run(student, "class Layer: pass\nlayer = Layer()\ndef is_it(x, *, y): return x is y is layer")
    layer, is_it = student.lookup("layer"), student.lookup("is_it")
    assert layer.type_name == "Layer"
    assert is_it(layer, y=student.lookup("layer")) is True
    assert "Layer" in repr(layer)


def test_a_function_may_return_a_function(student):
    run(student, "def adder(n): return lambda x: x + n")
    assert student.lookup("adder")(3)(4) == 7


def test_a_missing_name_and_a_module_are_reported_as_such(student):
    run(student, "import numpy as np")
    with pytest.raises(NameError, match="im2col"):
        student.lookup("im2col")
    with pytest.raises(TypeError, match="import"):
        student.lookup("np")


def test_objects_of_the_grader_do_not_cross(student):
    run(student, "def identity(x): return x")
    for secret in (object(), np.array([object()]), print, b"bytes"):
        with pytest.raises(TypeError, match="cannot be passed"):
            student.lookup("identity")(secret)
    with pytest.raises(ValueError, match="grade cell"):
        student.lookup("identity")(np.broadcast_to(np.zeros(1), 1 << 28))
    with StudentProcess({}) as other:
        other.run_cell("def f(): pass")
        with pytest.raises(TypeError, match="Remote"):
            student.lookup("identity")(other.lookup("f"))
    assert student.alive


def test_a_handle_made_up_by_the_student_is_an_error_of_theirs(student):
    with pytest.raises(StudentCodeError, match="handle"):
        Remote(student, 2**40, "function")()


def test_a_result_too_large_to_hand_over_is_an_error(student):
    run(student, "import numpy as np\ndef large(): return np.zeros(300 << 20, np.uint8)")
    with pytest.raises(StudentCodeError, match="at most 268 MB") as caught:
        student.lookup("large")()
    assert caught.value.ename == "ValueError"
    assert student.alive


def test_a_result_without_end_is_an_error(student):
    run(student, "def endless():\n    x = []\n    x.append(x)\n    return x")
    with pytest.raises(StudentCodeError, match="nested"):
        student.lookup("endless")()


# Cells --------------------------------------------------------------------------------------------


def test_cells_behave_as_in_a_notebook(student):
    out = run(
        student,
        """
        %load_ext autoreload
        %autoreload 2
        %matplotlib inline
        import numpy as np, sys
        print("printed")
        print("warned", file=sys.stderr)
        !echo from the shell
        %timeit -n 1 -r 1 1 + 1
        display({"a": 1})
        np.arange(3)
        """,
    )
    assert out.startswith("printed\nwarned\nfrom the shell\n")
    assert out.endswith("{'a': 1}\narray([0, 1, 2])\n")
    assert "per loop" in out
    assert run(student, "await __import__('asyncio').sleep(0)\nhelp(len)").startswith("Help on")
    assert run(student, "__name__") == "'__main__'\n"


def test_a_file_that_a_cell_changes_is_reloaded():
    with StudentProcess({"mine.py": b"x = 1"}) as student:
        run(student, "%load_ext autoreload\n%autoreload 2\nimport mine")
        run(
            student,
            "import os\nopen('mine.py', 'w').write('x = 22')\nos.utime('mine.py', (9e9, 9e9))",
        )
        assert run(student, "mine.x") == "22\n"


def test_a_file_is_reloaded_after_an_older_module_was_imported_again():
    with StudentProcess({"mine.py": b"x = 1"}) as student:
        run(student, "%load_ext autoreload\n%autoreload 2\nimport mine")
        run(student, "import sys\nsys.modules['json'] = sys.modules.pop('json')")
        run(
            student,
            "import os\nopen('mine.py', 'w').write('x = 22')\nos.utime('mine.py', (9e9,) * 2)",
        )
        assert run(student, "mine.x") == "22\n"
        assert run(
            student, "import IPython.extensions.autoreload as a\n'json' in a.sys.modules"
        ) == ("True\n")


def test_figures_are_drawn_without_a_screen(student):
    run(student, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('figure.png')")
    assert run(student, "print(open('figure.png', 'rb').read()[1:4])") == "b'PNG'\n"


def test_files_are_there(student):
    assert run(student, "print(open('données.txt').read(), len(open('empty.txt').read()))") == (
        "é\n 0\n"
    )


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", "", "a\0b"])
def test_files_stay_in_the_working_folder(name):
    with pytest.raises(ValueError, match="relative"):
        StudentProcess({name: b""})


@pytest.mark.parametrize(
    "files",
    [{"large.bin": bytes(5 << 20)}, {"a": b"", "a/b": b""}, {"n" * 300: b""}],
    ids=["too large", "a file and a folder", "a long name"],
)
def test_files_that_cannot_be_placed_are_the_submissions_fault(files):
    with pytest.raises(StudentStoppedError, match="files") as caught:
        StudentProcess(files, Limits(disk=4 << 20))
    assert caught.value.reason == "protocol"


@pytest.mark.parametrize("name", ["random", "token", "json", "socket", "numpy", "IPython"])
def test_a_file_named_like_a_module_does_not_keep_the_process_from_starting(name):
    with StudentProcess({f"{name}.py": b"raise RuntimeError('mine')"}) as student:
        assert run(student, "1 + 1") == "2\n"


def test_a_million_lines_cost_little_and_are_cut(student):
    start = time.monotonic()
    out = run(student, "for i in range(10**6): print(i)")
    assert time.monotonic() - start < 5
    assert out.startswith("0\n1\n2\n")
    assert 20_000 <= len(out) < 20_200
    assert out.endswith("characters more")


def test_output_without_a_newline_or_with_escapes_is_bounded_and_plain(student):
    assert len(run(student, "print('x' * 10**8)")) < 20_200
    out = run(student, r"print('\x1b[31mred\x1b[0m \x1b]0;title\x07\x00\ud800 1\r2')")
    assert out == "red \\ud800 1\n2\n"


def test_a_closed_stdout_is_replaced(student):
    student.run_cell("import sys; sys.stdout.close()")
    assert run(student, "print('again')") == "again\n"


# Errors -------------------------------------------------------------------------------------------


def test_an_error_shows_the_students_own_lines(student):
    error = student.run_cell("x = 1\nfrom lib.layers import fail\nfail(x)").error
    assert (error.ename, error.evalue) == (
        "AttributeError",
        "'int' object has no attribute 'no_such_name'",
    )
    assert error.where.splitlines() == [
        "notebook cell, line 3: fail(x)",
        "lib/layers.py, line 7: return _deeper(x)",
        "lib/layers.py, line 10: return x.no_such_name",
    ]
    with pytest.raises(StudentCodeError) as caught:
        student.lookup("fail")(1)
    assert caught.value.where == "\n".join(error.where.splitlines()[1:])


def test_a_syntax_error_shows_where(student):
    error = student.run_cell("import lib.broken").error
    assert error.ename == "SyntaxError"
    assert error.where.endswith("lib/broken.py, line 1: def f(:")
    error = student.run_cell("1 +* 2").error
    assert (error.ename, error.where) == ("SyntaxError", "notebook cell, line 1: 1 +* 2")


def test_a_recursion_shows_once(student):
    error = student.run_cell("def f(n):\n    return f(n + 1)\nf(0)").error
    assert error.ename == "RecursionError"
    assert error.where.count("return f(n + 1)") == 1


@pytest.mark.parametrize(
    ("statement", "ename"),
    [
        ("import sys; sys.exit(3)", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("__import__('numpy').zeros(10**9)", "MemoryError"),
        ("input()", "EOFError"),
        ("raise type('Mine', (BaseException,), {})", "Mine"),
    ],
)
def test_whatever_is_raised_the_process_goes_on(student, statement, ename):
    assert student.run_cell(statement).error.ename == ename
    run(student, f"def f():\n    {statement}")
    with pytest.raises(StudentCodeError) as caught:
        student.lookup("f")()
    assert caught.value.ename == ename
    assert student.alive


def test_memory_filled_with_small_objects_is_a_memory_error():
    with StudentProcess({}, Limits(memory=600 << 20)) as student:
        error = student.run_cell("kept = []\nwhile True: kept.append(object())").error
        assert error.ename == "MemoryError"
        assert student.alive


def test_hostile_exceptions_are_described_all_the_same(student):
    run(
        student,
        """
        class Text(str):
            def __getitem__(self, key): raise SystemExit
        class Meta(type):
            __name__ = property(lambda self: 1 / 0)
        class Failing(Exception, metaclass=Meta):
            def __str__(self): raise KeyboardInterrupt
        class Subclassed(Exception):
            def __str__(self): return Text("text")
        class Long(Exception):
            def __str__(self): return "\\x1b[31mx" * 10**6
        """,
    )
    for name, evalue in [
        ("Failing", "(its message cannot be shown)"),
        ("Subclassed", "text"),
    ]:
        error = student.run_cell(f"raise {name}").error
        assert (error.ename, error.evalue) == (name, evalue)
    error = student.run_cell("raise Long").error
    assert set(error.evalue) == {"x"}


def test_a_function_is_made_beside_another_and_handed_to_it(student):
    student.run_cell("def slope(f, x): return (f(x + 1) - f(x - 1)) / 2")
    slope = student.lookup("slope")
    assert slope(slope.beside("lambda x: x ** 2"), 5) == 10
    with pytest.raises(StudentCodeError, match="NameError"):
        slope.beside("no_such_name")
