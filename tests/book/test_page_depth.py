"""The page of chapter 5: its numbers against torch, its cells in the student's folder."""

import ast
import math
import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.experiments.depth import EXPERIMENT
from cnnlib.experiments.vgg import SETTINGS
from tests.book.page_source import cells, number_questions, questions, run_in_the_students_folder
from tests.helpers.reading import BOOK

SLUG = "05-depth"
SOURCE = (BOOK / f"{SLUG}.md").read_text(encoding="utf-8")


def answers_by_torch() -> dict[str, float]:
    """Compute the answer of every self-check that asks for a number."""
    layers = [torch.tensor(0.41, dtype=torch.float64)] * 37
    conv = nn.Conv2d(16, 32, 5)
    he = torch.Generator().manual_seed(0)
    drawn = nn.init.kaiming_normal_(conv.weight, nonlinearity="relu", generator=he).std()
    numbers = torch.tensor([2.0, 4, 6, 8]).reshape(1, 1, 2, 2)
    normed = F.batch_norm(numbers, None, None, training=True, eps=1e-12)
    two = nn.Conv2d(32, 48, 3, bias=False), nn.Conv2d(48, 48, 3, bias=False)
    projection = nn.Conv2d(32, 48, 1, bias=False)
    j = torch.ones(15, dtype=torch.float64)
    return {
        "dp-product": -round(torch.stack(layers).prod().log10().item()),
        "dp-fan-in": drawn.item(),
        "dp-bn": normed.max().item(),
        "dp-subsets": (1 + j).prod().item(),  # each product of ones is 1
        "dp-projection": sum(c.weight.numel() for c in (*two, projection)),
    }


def test_the_self_checks_have_the_right_answers():
    assert len(questions(SLUG)) >= 8
    numbers, answers = number_questions(SLUG), answers_by_torch()
    assert numbers.keys() == answers.keys()
    for name, number in numbers.items():
        assert math.isclose(float(number), answers[name], rel_tol=0.02 if "fan" in name else 1e-3)


def test_the_four_numbers_are_those_of_torch():
    x = torch.tensor([1.0, 3, 5, 11]).reshape(2, 1, 1, 2).requires_grad_()
    scale, shift = torch.tensor([2.0], requires_grad=True), torch.tensor([3.0], requires_grad=True)
    mean, var = torch.zeros(1), torch.ones(1)
    y = F.batch_norm(x, mean, var, scale, shift, training=True, eps=2.0)
    assert y.flatten().tolist() == pytest.approx([1, 2, 3, 6])
    assert "| $y$ | 1 | 2 | 3 | 6 |" in SOURCE
    assert (mean.item(), round(var.item(), 2)) == (0.5, 2.77)
    y.backward(torch.tensor([8.0, 0, 0, 0]).reshape(y.shape))
    assert x.grad.flatten().tolist() == pytest.approx([2, -1.5, -1, 0.5])
    assert r"= (2,\; -1.5,\; -1,\; 0.5)" in SOURCE


def test_the_gradient_of_normalised_relus_grows_by_the_published_rate():
    """Yang et al. (2019): pi / (pi - 1) for the square of the gradient, in wide layers."""
    torch.manual_seed(0)
    n, layers = 512, 12
    x = a = torch.randn(512, n, dtype=torch.float64).requires_grad_()
    between = []
    for _ in range(layers):
        a = F.batch_norm(
            a @ (torch.randn(n, n, dtype=torch.float64) / n), None, None, training=True
        )
        a = a.relu()
        between.append(a)
    grads = torch.autograd.grad((a * torch.randn_like(a)).sum(), [x, *between[:-1]])
    first, last = (g.square().mean().sqrt().item() for g in (grads[1], grads[-1]))
    rate = (first / last) ** (1 / (layers - 2))
    assert rate == pytest.approx(math.sqrt(math.pi / (math.pi - 1)), rel=0.03)


def test_errors_of_the_sources_are_named_where_they_are_taught():
    titles = re.findall(r"^:::\{admonition\} Erratum: (.*)\n:class: erratum$", SOURCE, re.MULTILINE)
    report = (
        "*MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional "
        "Networks*"
    )
    assert titles == [f"{report}, section 3"] * 2
    assert "chance is .01" in SOURCE


def test_the_reports_figures_are_those_of_its_section_5():
    for figure in (".4616", ".4848", ".5728", ".6212", ".8410"):
        assert figure in SOURCE


def test_the_experiment_has_the_settings_that_the_page_says_the_report_has():
    """CIFAR-100 is split into these parts by its loader, whose own test says so."""
    said = (
        "47 500 images for training, 2 500 for validation, 10 000 for testing, Adam at 0.001 with "
        "a cosine schedule down to 0.00002, batches of 100, 100 epochs, one run each."
    )
    assert said in SOURCE
    wanted = {"learning_rate": 1e-3, "final_rate": 2e-5, "batch_size": 100, "channels": 32}
    assert wanted.items() <= SETTINGS.items()
    assert EXPERIMENT.sizes["cifar100"].epochs == 100


def test_visible_code_is_no_wider_than_the_column_and_needs_nothing_else():
    visible = cells(SLUG, visible=True)
    for cell in visible:
        assert max(map(len, cell.splitlines())) <= 76, cell
    for node in ast.walk(ast.parse("\n".join(visible))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= {"numpy", "torch", "cnnlib"}


def test_the_visible_code_runs_in_the_folder_of_a_student(tmp_path):
    done = run_in_the_students_folder(SLUG, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "plain      entry 1e-17" in done.stdout


def test_the_results_are_read_from_the_largest_data(monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))
    from pagelib.depth_results import Depth, largest

    ours = largest()
    assert "VGG-38" in ours.names
    assert ours.accuracy("VGG-38") < 0.15
    assert ours.accuracy(ours.best()) > 3 * ours.accuracy("VGG-38")
    assert ours.curves().keys() == set(ours.names)
    table = ours.table().data
    assert "| VGG-38, batch norm and residual | .8410 | .6212 | .6112 |" in table
    few = Depth(ours.result | {"runs": ours.runs("VGG-08")})
    assert few.names == ["VGG-08"]
    assert "| VGG-38 | – | – | – | – | – | – |" in few.table().data
