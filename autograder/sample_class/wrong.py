"""Changes that make a right submission wrong or odd."""

import nbformat
from nbformat.v4 import new_code_cell

from autograder.sample_class.parts import Folder, Parts, replace_functions

__all__ = [
    "deleted_grade_cells",
    "doubled_test_cell",
    "endless_loop",
    "exception",
    "half_done",
    "invalid_json",
    "million_lines",
    "os_exit",
    "renamed_notebook",
    "syntax_error",
    "too_much_memory",
    "torch_smuggled_in",
]


def half_done(parts: Parts) -> Folder:
    """Answer the first function and two questions; the rest is as released."""
    folder = parts.blank()
    folder.module = replace_functions(folder.module, {"im2col": parts.functions["im2col"]})
    for answer in ("student", "by_hand_answer", "adjoint"):
        folder.cell(answer).source = parts.answers[answer]
    return folder


def syntax_error(parts: Parts) -> Folder:
    folder = parts.answered()
    folder.module = folder.module.replace("for u in range(kh):", "for u in range(kh)", 1)
    return folder


def exception(parts: Parts) -> Folder:
    product = "weight.reshape(filters, -1) @ cols"
    text = parts.functions["conv2d_im2col"].replace(product, "weight @ cols")
    return parts.answered({"conv2d_im2col": text})


def endless_loop(parts: Parts) -> Folder:
    text = parts.functions["col2im"].replace(
        "    for u in range(kh):\n", "    u = 0\n    while u < kh:\n"
    )
    return parts.answered({"col2im": text})


def too_much_memory(parts: Parts) -> Folder:
    text = parts.functions["im2col"].replace(
        "    padded = np.pad(", "    places = np.ones(1_000_000_000)  # 8 GB\n    padded = np.pad("
    )
    return parts.answered({"im2col": text})


def os_exit(parts: Parts) -> Folder:
    """End the process with exit code 0."""
    folder = parts.answered()
    folder.module = folder.module.replace(
        "import numpy", "import os\n\nos._exit(0)\nimport numpy", 1
    )
    return folder


def million_lines(parts: Parts) -> Folder:
    loop = "for line in range(1_000_000):\n    print(line)\n"
    return parts.answered(answers={"memory_answer": loop + parts.answers["memory_answer"]})


def deleted_grade_cells(parts: Parts) -> Folder:
    folder = parts.answered()
    folder.notebook.cells.remove(folder.cell("col2im"))
    folder.notebook.cells.remove(folder.cell("memory"))
    return folder


def doubled_test_cell(parts: Parts) -> Folder:
    folder = parts.answered()
    test = folder.cell("im2col")
    copy = new_code_cell(test.source, metadata=nbformat.from_dict(test.metadata), id="copy")
    folder.notebook.cells.insert(folder.notebook.cells.index(test), copy)
    return folder


def renamed_notebook(parts: Parts) -> Folder:
    folder = parts.answered()
    folder.notebook_file = "my solution (final) v2.ipynb"
    return folder


def invalid_json(parts: Parts) -> Folder:
    """Hand in a truncated notebook, as after a full disk."""
    folder = parts.answered()
    folder.raw_notebook = nbformat.writes(folder.notebook).encode()[:5000]
    return folder


def torch_smuggled_in(parts: Parts) -> Folder:
    text = """def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    import torch

    x = torch.from_numpy(x)
    return torch.nn.functional.unfold(x, kernel_size, dilation, padding, stride).numpy()
"""
    return parts.answered({"im2col": text})
