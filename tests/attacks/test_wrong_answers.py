"""Attacks that try to earn points for a wrong answer: each costs only its own exercise."""

import pytest

from tests.attacks.attacking import HONEST, LIAR, earned, item

ZEROS = "import numpy as np\nreturn np.zeros((*cols.shape[:1], 1, *output_size))\n"

# Attacks instead of col2im, which leave the other exercises right.
INSTEAD_OF_COL2IM = {
    "asserts that always hold": f"""
import builtins, numpy.testing as t
for name in ("assert_allclose", "assert_array_equal", "assert_equal"):
    setattr(t, name, lambda *_, **__: None)
for name in ("allclose", "array_equal", "isclose", "isfinite", "abs", "asarray"):
    setattr(__import__("numpy"), name, lambda *_, **__: True)
for name in ("all", "any", "float", "AssertionError"):
    setattr(builtins, name, lambda *_, **__: True)
{ZEROS}""",
    "a replaced grader": f"""
import sys, types
for name in ("autograder", "autograder.checks", "cnnlib.checking"):
    fake = sys.modules[name] = types.ModuleType(name)
    fake.check = lambda *_, **__: 20.0
    fake.expect = fake.compare = lambda *_, **__: fake
    fake.close_to = fake.has_shape = lambda *_, **__: None
{ZEROS}""",
    "an object that agrees with everything": LIAR + "return Liar()",
    "a subclass of ndarray": """
import numpy as np
class Equal(np.ndarray):
    __eq__ = __le__ = __sub__ = lambda self, other: np.ones(self.shape, bool)
    shape = property(lambda self: (1, 1, 3, 4))
return np.zeros((1, 1, *output_size)).view(Equal)""",
    "a masked array": """
import numpy as np
return np.ma.masked_all((cols.shape[0], cols.shape[1] // 4, *output_size))""",
    "an array of objects": LIAR + "return np.full((1, 1, *output_size), Liar(), dtype=object)",
    "a record array": """
import numpy as np
return np.zeros((1, 1, *output_size), dtype=[("a", float), ("b", object)])""",
    "a dtype with metadata": """
import numpy as np
return np.zeros((1, 1, *output_size), dtype=np.dtype(float, metadata={"equal": True}))""",
    "a ufunc that was patched": """
import numpy as np
class Equal(float):
    __eq__ = __le__ = lambda self, other: True
    __abs__ = __sub__ = __rsub__ = lambda self, *_: Equal(0)
return Equal()""",
    "nothing but NaN": "import numpy as np\nreturn np.full((1, 1, *output_size), np.nan)",
    "nothing but infinity": "import numpy as np\nreturn np.full((1, 1, *output_size), np.inf)",
    "the largest numbers": "import numpy as np\nreturn np.full((1, 1, *output_size), 1.79e308)",
    "complex numbers": "import numpy as np\nreturn np.zeros((1, 1, *output_size), complex)",
    "floats of 16 bits": "import numpy as np\nreturn np.zeros((1, 1, *output_size), 'f2')",
    "floats of 128 bits": "import numpy as np\nreturn np.zeros((1, 1, *output_size), 'f16')",
    "a whole number larger than any float": "return 10 ** 350",
    "a whole number of a million digits": "return 10 ** 10**5",
    "an empty array": "import numpy as np\nreturn np.empty((0, 10**6, 0))",
    "64 axes": "import numpy as np\nreturn np.zeros((1,) * 64)",
    "lists instead of an array": "return [[[[0.0] * output_size[1]] * output_size[0]]]",
    "lists of uneven length": "return [[1.0], [1.0, 2.0], [[[3.0]]]]",
    "a dict with every key": "return {str(n): n for n in range(10**4)}",
    "a generator": "yield from cols",
    "a function": "return lambda *_: cols",
    "itself": "return col2im",
    "the argument's own memory": "cols[:] = 0\nreturn cols",
    "memory that changes later": """
import threading, time, numpy as np
image = np.zeros((1, 1, *output_size))
def change():
    while True:
        image[:] += 0.5
        time.sleep(0.0001)
threading.Thread(target=change, daemon=True).start()
return image""",
    "another answer each time": """
import itertools, numpy as np
calls = col2im.__dict__.setdefault("calls", itertools.count())
return np.full((1, 1, *output_size), float(next(calls)))""",
    "what lies in memory": """
import gc, sys, numpy as np
for thing in gc.get_objects():
    for found in thing.values() if type(thing) is dict else (thing,):
        if isinstance(found, np.ndarray) and found.shape[2:] == tuple(output_size):
            return found
frame = sys._getframe()
while frame:
    for name in ("expected", "want", "oracle", "reference", "seed"):
        if name in frame.f_locals | frame.f_globals:
            return frame.f_locals[name]
    frame = frame.f_back
raise LookupError("no answer here")""",
    "the reference on the disk": """
import glob
for root in ("/grader", "/site-packages/../solutions", "/tmp", "/dev/shm", "/etc"):
    for path in glob.glob(f"{root}/**/*im2col*", recursive=True):
        return eval(open(path).read())
raise LookupError("no reference here")""",
    "a later chapter": "from cnnlib.fast import column_order\nreturn column_order.col2im(cols)",
    "a library that does it": """
try:
    import torch.nn.functional as f
    return f.fold(torch.from_numpy(cols), output_size, kernel_size).numpy()
except ModuleNotFoundError:
    from scipy.ndimage import convolve
    return convolve(cols, 1)""",
    "the grader itself": "from autograder.checks import CHECKS\nreturn CHECKS",
    "an exception that praises": "raise AssertionError('03-im2col.col2im: 20 of 20 points.')",
    "an exception of the grader's": """
class NotGradedError(Exception): pass
raise type("StudentStoppedError", (NotGradedError,), {})("earned = 20.0")""",
    "an exception named after success": "raise type('', (Exception,), {})('')",
    "an exit that ends well": "raise SystemExit(0)",
    "a warning turned to an answer": """
import warnings
warnings.warn("20 of 20 points")
return None""",
    "a guessed seed": f"""
import numpy as np
for seed in range(100):
    words = [seed, *b"03-im2col.col2im/overlaps"]
    if np.array_equal(np.random.default_rng(words).random(cols.shape), cols):
        return cols
{ZEROS}""",
}


@pytest.mark.parametrize("attack", INSTEAD_OF_COL2IM)
def test_instead_of_an_answer(attacker, attack):
    result = attacker.grade(INSTEAD_OF_COL2IM[attack])
    assert earned(result) == HONEST | {"col2im": 0.0}
    assert item(result).look == ""  # no error in the grader itself
    assert attacker.pages(result)


def test_large_answers_do_not_fill_the_grader(attacker):
    """Every answer is kept until the check ends."""
    many = "import numpy as np\ncalls = col2im.__dict__.setdefault('calls', [])\ncalls.append(1)\n"
    result = attacker.grade(many + "return np.zeros(4_000_000) if len(calls) == 1 else 0")
    assert earned(result) == HONEST | {"col2im": 0.0}
    assert "returned 32 MB, far more than the exercise asks for" in item(result).message


def test_answers_of_many_objects_do_not_reach_the_grader(attacker):
    result = attacker.grade("return [[] for _ in range(300_000)]")
    assert earned(result) == HONEST | {"col2im": 0.0}
    assert "more than 100000 items" in item(result).message
