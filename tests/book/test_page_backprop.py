"""The page of chapter 4: its numbers against torch, its cells in the student's folder."""

import ast
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import yaml
from torch import nn
from torch.nn import functional

from tests.helpers.reading import BOOK, Page

CHAPTER = "04-backprop"
SOURCE = (BOOK / f"{CHAPTER}.md").read_text(encoding="utf-8")
PATEL = torch.tensor([[1.0, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]])
KERNEL = torch.tensor([[1.0, 2], [3, 4]])


def visible_cells() -> list[str]:
    """Return the code that the page shows, cell by cell."""
    cells = re.findall(r"^```\{code-cell\} ipython3\n(.*?)^```$", SOURCE, re.DOTALL | re.MULTILINE)
    return [cell for cell in cells if "remove-" not in cell.partition("\n\n")[0]]


def conv_gradients(image, kernel, upstream, stride=1):
    """Return what torch's autograd makes of an image and a kernel."""
    x, w = (a[None, None].clone().requires_grad_() for a in (image, kernel))
    functional.conv2d(x, w, stride=stride).backward(upstream[None, None])
    return x.grad[0, 0], w.grad[0, 0]


def printed(values: torch.Tensor) -> str:
    """Return a pattern for a matrix as NumPy prints it, whatever its spaces."""
    rows = (r"\s*".join(re.escape(f"{v:g}.") for v in row) for row in values.tolist())
    return r"\[\[\s*" + r"\s*\]\s*\[\s*".join(rows) + r"\s*\]\]"


@pytest.fixture(scope="module")
def page(pages) -> Page:
    return pages[CHAPTER]


def test_the_gradients_worked_by_hand_are_those_of_torch(page):
    upstream = torch.tensor([[1.0, 0, -1], [2, 0, 0]])
    by_image, by_kernel = conv_gradients(PATEL, KERNEL, upstream)
    assert re.search(printed(by_kernel), page.text)
    assert re.search(printed(by_image), page.text)
    assert rf"1 \cdot 1 - 1 \cdot 3 + 2 \cdot 4 = {by_kernel[0, 0]:g}" in page.text
    assert rf"1 \cdot 3 + 2 \cdot 1 = {by_image[1, 0]:g}" in page.text


def test_the_gradient_of_stride_two_is_that_of_torch(page):
    kernel = torch.arange(1.0, 10).reshape(3, 3)
    upstream = torch.tensor([[1.0, 2], [3, 4]])
    by_image, _ = conv_gradients(torch.zeros(6, 6), kernel, upstream, stride=2)
    products = r"9 \cdot 1 + 7 \cdot 2 + 3 \cdot 3 + 1 \cdot 4"
    assert f"{products} = {by_image[2, 2]:g}" in page.text
    assert "by the rule: (4, 4)" in page.text
    assert "right: (6, 6)" in page.text


def test_the_dense_layer_and_the_loss_are_those_of_torch(page):
    w = torch.tensor([[3.0, 4], [5, 6]], requires_grad=True)
    x = torch.tensor([[1.0, 2]], requires_grad=True)
    functional.linear(x, w).backward(torch.tensor([[1.0, -1]]))
    assert w.grad.tolist() == [[1, 2], [-1, -2]]
    assert r"(3 - 5,\; 4 - 6) = (-2, -2)" in page.text
    assert x.grad.tolist() == [[-2, -2]]
    scores = torch.tensor([[2.0, 1, 0]], requires_grad=True)
    loss = functional.cross_entropy(scores, torch.tensor([1]))
    loss.backward()
    p = " ".join(f"{v:.3f}".rstrip("0") for v in scores.detach().softmax(1)[0].tolist())
    assert f"[[{p} ]]" in page.text
    assert f"{loss.item():.3f}" in page.text
    grad = r"\s+".join(re.escape(f"{v:.3f}".rstrip("0")) for v in scores.grad[0].tolist())
    assert re.search(rf"\[\[\s*{grad}\s*\]\]", page.text)


def answers_by_torch() -> dict[str, float]:
    """Compute the answer of every self-check that asks for a number."""
    w = torch.tensor(2.0, requires_grad=True)
    (0.5 * (torch.relu(2 * w - 1) - 4) ** 2).backward()
    only = torch.zeros(2, 3)
    only[1, 2] = 1
    image = torch.zeros(1, 1, 3, 3)
    image[0, 0, 1, 1] = 9
    image.requires_grad_()
    functional.max_pool2d(image, 2, stride=1).sum().backward()
    z = torch.zeros((), requires_grad=True)
    torch.sigmoid(z).backward()  # the steepest place
    logits = torch.tensor([[0.1, 0.7, 0.2]]).log().requires_grad_()
    functional.cross_entropy(logits, torch.tensor([2])).backward()
    spread = functional.conv_transpose2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 1, 1), stride=2)
    b = torch.tensor(5.0, requires_grad=True)
    (-2 * (3 * 2 + torch.maximum(b, torch.tensor(1.0)))).backward()
    return {
        "bp-chain": w.grad.item(),
        "bp-boxes": b.grad.item(),
        "bp-central": (1.1**3 - 0.9**3) / 0.2,
        "bp-dense": (torch.ones(10, 32) @ torch.ones(32, 84)).sum().item(),
        "bp-sigmoids": z.grad.item() ** -5,
        "bp-equal": different_filters_after_training(),
        "bp-start": functional.cross_entropy(torch.zeros(1, 47), torch.tensor([3])).item(),
        "bp-softmax": logits.grad[0, 2].item(),
        "bp-weight": conv_gradients(PATEL, KERNEL, only)[1][0, 0].item(),
        "bp-padded": functional.pad(spread, (2, 2, 2, 2)).shape[-1],
        "bp-pooling": image.grad[0, 0, 1, 1].item(),
    }


def different_filters_after_training() -> int:
    """Train a layer of equal filters, whose channels the next layer treats alike."""
    torch.manual_seed(0)
    first, second = nn.Conv2d(1, 64, 3), nn.Conv2d(64, 1, 1)
    for layer in (first, second):
        nn.init.constant_(layer.weight, 0.1)
        nn.init.constant_(layer.bias, 0.1)
    before = first.weight.detach().clone()
    network = nn.Sequential(first, nn.ReLU(), second)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001)
    images, wanted = torch.randn(8, 1, 6, 6), torch.randn(8, 1, 4, 4)
    for _ in range(20):
        optimizer.zero_grad()
        functional.mse_loss(network(images), wanted).backward()
        optimizer.step()
    assert not torch.allclose(first.weight, before)
    return len(first.weight.detach().round(decimals=5).unique(dim=0))


def test_the_self_checks_have_the_right_answers():
    bodies = re.findall(r"^:::\{self-check\} (\S+)\n(.*?)^:::$", SOURCE, re.DOTALL | re.MULTILINE)
    asked = {label: yaml.safe_load(body) for label, body in bodies}
    assert len(asked) >= 8
    numbers = {label: each for label, each in asked.items() if "number" in each}
    answers = answers_by_torch()
    assert numbers.keys() == answers.keys()
    for label, each in numbers.items():
        near = max(each.get("tolerance", 0), 1e-6)
        assert math.isclose(each["number"], answers[label], abs_tol=near, rel_tol=1e-6), label


def test_the_lenet_is_drawn_with_the_shapes_and_weights_of_torch(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))
    from pagelib.backprop_network import OPERATIONS, SHAPES

    layers = [
        nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU()),
        nn.MaxPool2d(2),
        nn.Sequential(nn.Conv2d(6, 16, 5), nn.ReLU()),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Sequential(nn.Linear(400, 120), nn.ReLU()),
        nn.Sequential(nn.Linear(120, 84), nn.ReLU()),
        nn.Linear(84, 10),
    ]
    x = torch.zeros(1, *SHAPES[0])
    for layer, (_, weights), shape in zip(layers, OPERATIONS, SHAPES[1:], strict=True):
        x = layer(x)
        assert x.shape[1:] == shape
        assert sum(p.numel() for p in layer.parameters()) == weights
    assert "61 706" in SOURCE
    assert sum(weights for _, weights in OPERATIONS) == 61_706


def test_what_the_page_measured_reached_its_sentences(page):
    found = re.search(
        r"would have taken ([\d.]+) minutes for this one image, and [\d.]+ days for 6000 images. "
        r"Forward and backward pass together took ([\d.]+) milliseconds",
        page.text,
    )
    assert found
    minutes, milliseconds = map(float, found.groups())
    assert minutes * 60_000 > 1000 * milliseconds > 0
    ratio = float(re.search(r"the backward pass took ([\d.]+) times as long", page.text)[1])
    assert 1 < ratio < 5  # measured, perhaps on a busy machine; 2 is what it should be near


def test_errors_of_the_sources_are_named_where_they_are_taught():
    titles = re.findall(r"^:::\{admonition\} Erratum: (.*)\n:class: erratum$", SOURCE, re.MULTILINE)
    assert titles == [
        "*Convolutional Neural Networks* (Patel, 2017), section 3",
        "*Convolutional Neural Networks* (Patel, 2017), section 5",
        "*MLP Coursework 2: Exploring Convolutional Networks*, section 2.3",
        "*Convolutional Neural Networks* (Patel, 2017), section 7.3",
    ]


def test_visible_code_is_no_wider_than_the_column():
    for cell in visible_cells():
        assert max(map(len, cell.splitlines())) <= 74, cell


@pytest.fixture
def solved(tmp_path: Path) -> Path:
    """The student's folder of this chapter, its exercises solved."""
    folder = tmp_path / CHAPTER
    shutil.copytree(BOOK.parent / "exercises" / CHAPTER, folder)
    for file in (folder / "cnnlib").rglob("*.py"):
        shutil.copy(BOOK.parent / file.relative_to(folder), file)
    return folder


def test_the_visible_code_runs_in_the_folder_of_a_student(solved: Path):
    code = "\n\n".join(visible_cells())
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            assert [name.name for name in node.names] == ["numpy"]
        if isinstance(node, ast.ImportFrom):
            assert node.module.split(".")[0] in {"cnnlib", "textwrap", "time"}
    shorter = code.replace("in range(5):", "in range(1):")
    assert shorter != code
    start = f"import sys; sys.path.insert(0, {str(solved)!r})\n\n"
    # An editable installation would hand over modules that the student does not have.
    end = "\n\nprint(*(m.__file__ for n, m in sys.modules.items() if n.startswith('cnnlib')))"
    program = solved / "page.py"
    program.write_text(start + shorter + end, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", program],
        cwd=solved,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *_, modules = done.stdout.splitlines()
    assert all(name.startswith(str(solved)) for name in modules.split())
    assert "careless, gradient of x: 1 of 6 values" in done.stdout
