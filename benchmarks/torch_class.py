"""A class that hands in a small assignment in PyTorch, right and wrong."""

from pathlib import Path

import nbformat

from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY, Repository

__all__ = ["CHAPTER", "TORCH", "hand_in"]

CHAPTER = "00-torch"
NO_RELU = """\
def layer(x, weight, bias):
    x, weight, bias = map(torch.from_numpy, (x, weight, bias))
    return torch.nn.functional.conv2d(x, weight, bias, padding=1).numpy()
"""
UNPADDED = """\
def layer(x, weight, bias):
    x, weight, bias = map(torch.from_numpy, (x, weight, bias))
    return torch.relu(torch.nn.functional.conv2d(x, weight, bias)).numpy()
"""
MODULES = """\
def layer(x, weight, bias):
    conv = torch.nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1, dtype=torch.float64)
    with torch.no_grad():
        conv.weight.copy_(torch.tensor(weight))
        conv.bias.copy_(torch.tensor(bias))
        return torch.nn.Sequential(conv, torch.nn.ReLU())(torch.tensor(x)).numpy()
"""
AUTOGRAD = """\
def gradient(x, weight, bias):
    x = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.conv2d(x, torch.tensor(weight), torch.tensor(bias), padding=1)
    return torch.autograd.grad((y.clamp(min=0) ** 2).sum(), x)[0].numpy()
"""
NO_SQUARE = """\
def gradient(x, weight, bias):
    x = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.conv2d(x, torch.tensor(weight), torch.tensor(bias), padding=1)
    return torch.autograd.grad(torch.relu(y).sum(), x)[0].numpy()
"""
CLASS: dict[str, dict[str, str]] = {
    "reference": {},
    "modules": {"layer_answer": MODULES},
    "autograd": {"gradient_answer": AUTOGRAD},
    "both": {"layer_answer": MODULES, "gradient_answer": AUTOGRAD},
    "no-relu": {"layer_answer": NO_RELU},
    "unpadded": {"layer_answer": UNPADDED},
    "no-square": {"gradient_answer": NO_SQUARE},
    "layer-only": {"gradient_answer": "def gradient(x, weight, bias):\n    pass"},
}


class _Repository(Repository):
    """A repository whose only assignment is the one in ``assignments/``."""

    @property
    def solutions(self) -> Path:
        return Path(__file__).parent / "assignments"


TORCH = _Repository(REPOSITORY.root)


def hand_in(class_folder: ClassFolder) -> list[str]:
    """Write every submission into ``submitted/`` and return the students' ids."""
    assignment = load_assignment(CHAPTER, TORCH)
    for student, answers in CLASS.items():
        notebook = nbformat.from_dict(assignment.source)
        for cell in notebook.cells:
            cell.source = answers.get(nbgrader_id(cell), cell.source)
        folder = class_folder.submitted / student / CHAPTER
        text = nbformat.writes(notebook).encode()
        for name, content in {**assignment.library, assignment.notebook_file: text}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    return list(CLASS)
