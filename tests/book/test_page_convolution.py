"""The page of chapter 1: its code, its questions, its figures and the networks that it trains."""

import ast
import re
import shutil
import subprocess
import sys

import jupytext
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import yaml
from torch.nn import functional

from autograder.course.repository import REPOSITORY
from cnnlib.data import Dataset
from tests.helpers.reading import BOOK

CHAPTER = "01-convolution"
TEXT = (BOOK / f"{CHAPTER}.md").read_text(encoding="utf-8")
CELLS = [cell for cell in jupytext.reads(TEXT, "md:myst").cells if cell.cell_type == "code"]
VISIBLE = [
    cell.source
    for cell in CELLS
    if not {"remove-cell", "remove-input"} & set(cell.metadata.get("tags", []))
]
SOURCES = (
    "*MLP Coursework 2: Exploring Convolutional Networks*",
    "*MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional "
    "Networks*",
    "*Deep Learning Practical Work 1-c and 1-d*",
    "*Convolutional Neural Networks* (De Silva)",
    "*Convolutional Neural Networks* (Patel, 2017)",
)


@pytest.fixture(autouse=True)
def pagelib(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))
    plt.switch_backend("agg")
    yield
    plt.close("all")


def test_visible_cells_run_in_the_solved_student_folder(tmp_path):
    library = REPOSITORY.root / "exercises" / CHAPTER / "cnnlib"
    for released in library.rglob("*.py"):
        name = released.relative_to(library)
        (tmp_path / "cnnlib" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY.root / "cnnlib" / name, tmp_path / "cnnlib" / name)
    program = tmp_path / "page.py"
    program.write_text("\n\n".join(VISIBLE), encoding="utf-8")
    command = [sys.executable, "-W", "error", program.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "36,896" in done.stdout


def test_visible_cells_import_numpy_and_the_chapter_only():
    library = REPOSITORY.root / "exercises" / CHAPTER / "cnnlib"
    allowed = {"numpy", *(f"cnnlib.{path.stem}" for path in library.glob("*.py"))}
    imported = set()
    for node in ast.walk(ast.parse("\n".join(VISIBLE))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported <= allowed


def test_visible_lines_are_short():
    long = [line for source in VISIBLE for line in source.splitlines() if len(line) > 74]
    assert long == []


def test_every_exercise_has_its_section():
    assignment = (REPOSITORY.root / "solutions" / f"{CHAPTER}.md").read_text(encoding="utf-8")
    graded = re.findall(r"grade: true\n  grade_id: (\w+)", assignment)
    graded += re.findall(r'"grade": true, "grade_id": "(\w+)"', assignment)
    assert len(graded) == 16
    for name in graded:
        assert f"\n(explains-{CHAPTER}.{name})=\n" in TEXT, name


def test_errata_name_their_document_and_carry_the_class():
    titles = re.findall(r":::\{admonition\} Erratum: (.*)\n:class: erratum\n", TEXT)
    assert len(titles) == TEXT.count("Erratum:") >= 10
    assert {source for title in titles for source in SOURCES if title.startswith(source)} == {
        *SOURCES
    }
    assert [title for title in titles if not title.startswith(SOURCES)] == []


def _answers() -> dict[str, float]:
    """The numbers that the questions ask for, from torch or counted one by one."""
    size = torch.zeros
    patel = torch.tensor([[1.0, 2, 3, 1], [4, 5, 6, 1], [7, 8, 9, 1]])[None, None]
    crossed = torch.tensor([[0.0, 1], [1, 0]])[None, None]
    filters = torch.nn.Conv2d(3, 1, 5)
    pooled = functional.max_pool2d(functional.conv2d(size(1, 1, 28, 28), size(16, 1, 3, 3)), 2)
    transposed = functional.conv_transpose2d(
        size(1, 1, 7, 7), size(1, 1, 4, 4), stride=2, padding=1
    )
    same = [
        p
        for p in range(9)
        if functional.conv1d(size(1, 1, 20), size(1, 1, 3), padding=p, dilation=4).shape[-1] == 20
    ]
    around = [
        border
        for border in range(5)
        if functional.conv1d(
            functional.pad(size(1, 1, 2 * 6 + 1), [border] * 2), size(1, 1, 4)
        ).numel()
        == transposed.shape[-1]
    ]

    def seen(network, pixels):
        x = torch.randn(1, 1, pixels, dtype=torch.float64, requires_grad=True)
        y = network(x)
        y[..., y.shape[-1] // 2].sum().backward()
        return int(x.grad.count_nonzero())

    three = torch.nn.Sequential(
        *(torch.nn.Conv1d(1, 1, 3, bias=False, dtype=torch.float64) for _ in range(3))
    )
    kernel = torch.rand(1, 1, 3, dtype=torch.float64)
    work = [(n - 2) ** 2 * 9 * c * f for n, c, f in ((42, 3, 5), (22, 6, 10))]
    return {
        "check-conv-network": pooled[0].numel(),
        "check-conv-weights": sum(p.numel() for p in filters.parameters()),
        "check-conv-signal": functional.conv1d(size(1, 1, 12), size(1, 1, 5)).numel(),
        "check-conv-by-hand": functional.conv2d(patel, crossed)[0, 0, 0, -1].item(),
        "check-conv-linear": seen(three, 15),
        "check-conv-size": functional.conv1d(
            size(1, 1, 28), size(1, 1, 5), stride=2, padding=2
        ).numel(),
        "check-conv-same": same[0],
        "check-conv-field": seen(
            lambda x: functional.avg_pool1d(functional.conv1d(x, kernel), 2), 14
        ),
        "check-conv-cost": work[1] / work[0],
        "check-conv-larger": functional.conv2d(size(1, 1, 4, 8), size(1, 1, 4, 4)).numel(),
        "check-conv-transposed": transposed.shape[-1],
        "check-conv-zeros": around[0],
        "check-conv-slope": functional.conv2d(size(1, 1, 32, 32), size(1, 1, 3, 3)).numel(),
        "check-conv-matrix": functional.conv2d(size(1, 1, 4, 4), size(1, 1, 2, 2)).numel(),
        "check-conv-halving": max(n for n in range(9) if 96 % 2**n == 0),
    }


def test_questions_have_the_right_answers():
    found = re.findall(r":::\{self-check\} (\S+)\n(.*?)\n:::", TEXT, flags=re.DOTALL)
    questions = {label: yaml.safe_load(body) for label, body in found}
    numbers = {label: body["number"] for label, body in questions.items() if "number" in body}
    assert numbers == _answers()
    choices = [body["choices"] for body in questions.values() if "choices" in body]
    assert len(choices) == 3
    assert all([choice.get("right") for choice in offered].count(True) == 1 for offered in choices)


def test_the_six_pictures_of_the_guide_are_transposed_convolutions():
    from pagelib.convolution_transposed import CASES, draw_stuffing

    for case in CASES:
        _, pixels, kernel, stride, padding = case
        x = torch.randn(1, 1, pixels, pixels, dtype=torch.float64, requires_grad=True)
        w = torch.randn(1, 1, kernel, kernel, dtype=torch.float64)
        y = functional.conv2d(x, w, stride=stride, padding=padding)
        upstream = torch.randn_like(y)
        (gradient,) = torch.autograd.grad(y, x, upstream)
        assert y.shape[-1] == case.places
        spread = torch.zeros(1, 1, *[stride * (case.places - 1) + 1] * 2, dtype=torch.float64)
        spread[..., :: case.between + 1, :: case.between + 1] = upstream
        ordinary = functional.conv2d(functional.pad(spread, [case.border] * 4), w.flip(2, 3))
        torch.testing.assert_close(ordinary, gradient)

    draw_stuffing()
    texts = [text.get_text() for ax in plt.gcf().axes for text in ax.texts]
    alternative = re.search(r'alt: "(Six pictures, each.*?)"', TEXT)[1]
    for case in CASES:
        zeros = f"{case.between} between, {case.border} around"
        assert f"{case.places} to {case.pixels};  {zeros}" in texts
        zeros = f"{case.between or 'none'} between, {case.border or 'none'} around"
        described = re.search(rf"{case.figure}: ([^.]*)\.", alternative)[1]
        described = described.replace("no zeros", "none")
        assert described.replace(" pixels", "") == f"{case.places} to {case.pixels}, {zeros}"


def test_channels_are_drawn_with_the_numbers_of_torch():
    from pagelib.convolution_channels import draw_channels_in_numbers

    rng = np.random.default_rng(0)
    image, filters = rng.integers(-4, 5, (3, 3, 4)), rng.integers(-4, 5, (2, 3, 2, 2))
    bias = np.array([2, -3])
    maps = functional.conv2d(*map(torch.from_numpy, (image[None], filters, bias)))[0].numpy()
    draw_channels_in_numbers(image, filters, bias, maps)
    drawn = [text.get_text().replace("\N{MINUS SIGN}", "-") for text in plt.gca().texts]
    for f in range(2):
        parts = [(image[c, :2, :2] * filters[f, c]).sum() for c in range(3)]
        assert sum(parts) + bias[f] == maps[f, 0, 0]
        assert {str(part) for part in [*parts, bias[f], *maps[f].ravel()]} <= set(drawn)


def test_a_shuffle_is_one_order_for_all_images_and_nothing_to_a_dense_network():
    from pagelib import small_network

    images = torch.randn(4, 1, 28, 28)
    moved = small_network.shuffled(images)
    numbers = torch.arange(784.0).reshape(1, 1, 28, 28)
    order = small_network.shuffled(numbers).flatten().long()
    assert sorted(order.tolist()) == list(range(784))
    torch.testing.assert_close(moved, images.flatten(1)[:, order].reshape(images.shape))
    assert (order != numbers.flatten()).float().mean() > 0.9

    network = small_network.dense()
    before = network(images)
    with torch.no_grad():
        network[1].weight.copy_(network[1].weight[:, order])
    torch.testing.assert_close(network(moved), before)


def test_the_networks_of_the_race_have_nearly_equal_size():
    from pagelib import small_network

    sizes = [
        sum(p.numel() for p in make().parameters())
        for make in (small_network.dense, small_network.convolutional)
    ]
    assert sizes == [13_525, 13_610]


def test_an_attack_moves_every_pixel_by_its_size_and_raises_the_loss():
    from pagelib import small_network

    torch.manual_seed(0)
    network, images = small_network.convolutional(), torch.randn(20, 1, 28, 28)
    labels = np.arange(20) % 10
    moved = small_network.attacked(network, images, labels, 0.01)
    assert (moved - images).abs().max() <= 0.01 + 1e-6
    before, after = (
        functional.cross_entropy(network(x), torch.from_numpy(labels)) for x in (images, moved)
    )
    assert after > before
    assert not moved.requires_grad


def test_training_standardises_learns_and_repeats_itself():
    from pagelib import small_network

    rng = np.random.default_rng(0)
    labels = np.arange(600) % 10
    pictures = rng.integers(0, 40, (600, 1, 28, 28)).astype("u1")
    for picture, label in zip(pictures, labels, strict=True):
        picture[0, 2 * label : 2 * label + 4] += 150  # a bar whose height gives the class
    data = Dataset(
        **dict.fromkeys(("x_train", "x_val", "x_test"), pictures),
        **dict.fromkeys(("y_train", "y_val", "y_test"), labels),
        classes=tuple("abcdefghij"),
    )
    images, test_images = small_network.standardised(data)
    assert abs(images.mean()) < 1e-5
    assert abs(images.std() - 1) < 1e-3
    torch.testing.assert_close(test_images, images)
    one, other = (
        small_network.train(small_network.dense, images, labels, 3, epochs=4) for _ in range(2)
    )
    torch.testing.assert_close(list(one.parameters()), list(other.parameters()), rtol=0, atol=0)
    assert small_network.accuracy(one, images, labels) > 0.9
