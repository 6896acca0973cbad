"""Lines of Python that repeat a case at home, where it is more than a call with a few numbers.

A part lists them, in the order in which they are tried::

    ONE_STEP = '''
        w = np.array([1.0, -2.0])
        optimizer = SGD({"w": w}, lr=0.5)
        optimizer.step({"w": np.array([2.0, 1.0])})
        w
        '''
    Part("one step", 1, _one_step, at_home=(ONE_STEP,))

Feedback shows the first lines that go wrong. They run in the student's process as they are shown.
What is compared is the value of the last line: an array, a number, or a tuple or dict of them. It
must be the same for every right answer: of what is drawn at random, a property.
"""

from dataclasses import dataclass
from math import prod
from textwrap import dedent
from typing import Any

from autograder.checks.beside import beside
from autograder.checks.cases import Case

__all__ = [
    "BUFFERS",
    "EVALUATED",
    "FILL",
    "GRADIENTS",
    "INPUT_GRADIENT",
    "OUTPUT",
    "Lines",
    "lines_case",
    "module_lines",
]

# The values depend on the shape alone, so that they are the same whatever order a right answer
# creates its layers in.
FILL = """
for p in {}.parameters():
    p.data = torch.arange(1.0, p.numel() + 1).cos().reshape(p.shape)
"""


OUTPUT = "layer(x).detach().numpy()"
EVALUATED = f"""layer(x)
layer.eval()
{OUTPUT}"""
# Layers may have any names.
_BACKWARD = "layer(x).square().sum().backward()\n"
INPUT_GRADIENT = f"{_BACKWARD}x.grad.numpy()"
GRADIENTS = f"""{_BACKWARD}gradients = [p.grad.abs().sum() for p in layer.parameters()]
np.sort(gradients)"""
BUFFERS = """layer(x)
np.sort(np.concatenate([b for b in layer.buffers() if b.ndim]))"""


@dataclass(frozen=True)
class Lines:
    """Lines of Python as the `use` of a case.

    Attributes
    ----------
    name : str
        What they call the student's work.
    text : str
        The last line is an expression, or the end of one.
    """

    name: str
    text: str

    def __call__(self, work: Any) -> Any:
        return beside(work, run_lines)(work, self.name, self.text)


def run_lines(work: object, name: str, text: str) -> object:
    """Run lines that call the student's work by its name, and return the value of the last one."""
    import ast

    import numpy

    *before, last = ast.parse(text).body
    assert isinstance(last, ast.Expr)
    scope = {"np": numpy, name: work}
    exec(compile(ast.Module(before, []), "<lines>", "exec"), scope)
    return eval(compile(ast.Expression(last.value), "<lines>", "eval"), scope)


def lines_case(name: str, text: str) -> Case:
    """Return the case of lines, which may be indented."""
    return Case("", (), use=Lines(name, dedent(text).strip()))


def module_lines(make: str, shape: tuple[int, ...], last: str = OUTPUT) -> str:
    """Return lines that make a torch module, fill its parameters, and run it on images.

    Parameters
    ----------
    make : str
        How it is made, as in ``"Fire(2, 1, 2, 2)"``. It is called ``layer``.
    shape : tuple of int
        Of the images, called ``x``.
    last : str
        The lines after that.
    """
    x = f"torch.arange(1.0, {prod(shape) + 1}).sin().reshape{shape}.requires_grad_()"
    return f"import torch\nlayer = {make}{FILL.format('layer')}x = {x}\n{last}"
