"""The personal counting exercise of chapter 7, against torch's own layers."""

import pytest
import torch
from torch import nn

from autograder.chapters import CHECKS
from autograder.chapters.efficient import counting
from cnnlib.models.vgg16 import STAGES
from cnnlib.personal.efficient import COUNTING

TABLE = CHECKS["07-efficient.layer_table"]
STUDENTS = [f"student {number}" for number in range(300)]


def costs(shape: tuple[int, ...], *layers: nn.Conv2d) -> tuple[int, int]:
    """Return parameters and multiply-adds, of shapes alone."""
    x, work = torch.zeros(1, *shape, device="meta"), 0
    for layer in layers:
        x = layer(x)
        work += x.numel() * layer.weight[0].numel()
    return sum(p.numel() for layer in layers for p in layer.parameters()), work


def vgg_16(image_size: int, classes: int) -> nn.Sequential:
    layers, taken = [], 3
    for widths in STAGES:
        for width in widths:
            layers.append(nn.Conv2d(taken, width, 3, padding=1))
            taken = width
        layers.append(nn.MaxPool2d(2))
    body = nn.Sequential(*layers, nn.Flatten())
    (_, flat) = body(torch.zeros(1, 3, image_size, image_size, device="meta")).shape
    dense = (nn.Linear(flat, 4096), nn.Linear(4096, 4096), nn.Linear(4096, classes))
    return nn.Sequential(body, *dense)


@pytest.mark.parametrize("hooks", [1, 3])
def test_hooks_that_are_left_are_named_however_many_they_are(hooks):
    def leaves_some(model, *args, **given):
        rows = TABLE.reference.function(model, *args, **given)
        for _ in range(hooks):
            next(model.modules()).register_forward_hook(lambda *_: None)
        return rows

    found = TABLE.recognise(TABLE.trials(leaves_some, seed=0))
    assert [mistake.name for mistake in found.mistakes] == ["leaves_its_hooks"]


@pytest.mark.parametrize("student", STUDENTS[:12])
def test_every_count_is_that_of_torchs_layers(student):
    given = COUNTING.of(student)
    n, c, f, s, k = (
        given[name] for name in ("pixels", "in_channels", "out_channels", "squeezed", "kernel")
    )
    with torch.device("meta"):
        standard = costs((c, n, n), nn.Conv2d(c, f, k))
        bottleneck = costs((c, n, n), nn.Conv2d(c, s, 1), nn.Conv2d(s, f, k))
        separable = costs((c, n, n), nn.Conv2d(c, c, k, groups=c), nn.Conv2d(c, f, 1))
        network = vgg_16(given["image_size"], given["classes"])
    parameters = sum(parameter.numel() for parameter in network.parameters())
    answers = (*standard, *bottleneck, *separable, separable[1] / standard[1], parameters)
    assert counting.CHECK.of(student).run(answers, 0).earned == 8


def test_vgg_16_has_the_published_number():
    assert counting.vgg_16_parameters(224, 1000) == 138_357_544
    assert STAGES == counting.STAGES


def test_no_id_has_numbers_for_which_a_mistake_is_right_or_like_another():
    for student in STUDENTS:
        check = counting.CHECK.of(student)
        for mistake in check.misconceptions:
            report = check.run(mistake.arguments, 0)
            lost = {part.name for part in report.parts if part.earned < part.points}
            assert (lost, report.misconception) == (set(mistake.loses), mistake.sentence)


def test_personal_numbers_are_as_many_as_a_large_class():
    assert len({str(COUNTING.of(student)) for student in STUDENTS}) == len(STUDENTS)
