"""The checks of chapter 8: levels that separate right from wrong, networks left alone."""

import json
import math
import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from autograder.chapters.visualisation import by_hand, drawing, fgsm, maximise_activation
from autograder.chapters.visualisation.fashion_network import (
    FashionNetwork,
    draw_fashion_network,
)
from autograder.chapters.visualisation.levels import STORED, level
from autograder.chapters.visualisation.measure_levels import (
    below_right,
    beyond_mistakes,
    reached,
)
from autograder.chapters.visualisation.torch_cases import MISSING
from autograder.checks.cases import Case, generator
from autograder.checks.structure import compare_all
from autograder.course.repository import REPOSITORY
from autograder.inside.networks import call_on_networks
from cnnlib.personal.visualisation import BY_HAND, by_hand_arrays

LEVELS = json.loads(STORED.read_text())
MEASURED = {
    "maximise_activation": (maximise_activation.CHECK, maximise_activation.RAISES, below_right),
    "fgsm": (fgsm.CHECK, fgsm.FOOLS, beyond_mistakes),
}
NOTEBOOK = " ".join((REPOSITORY.solutions / "08-visualisation.md").read_text("utf-8").split())


def whole_network(name: str, seed: int) -> tuple[Case, FashionNetwork]:
    """Return the case of the part that looks at a whole network, and that network."""
    check, part, _ = MEASURED[name]
    (drawn,) = (each for each in check.parts if each.name == part)
    (case,) = drawn.draw(generator(seed, check.key, part))
    return case, draw_fashion_network(generator(seed, check.key, part))


@pytest.mark.parametrize("name", MEASURED)
def test_a_level_follows_from_its_runs_and_keeps_mistakes_out(name):
    check, part, rule = MEASURED[name]
    stored = LEVELS[name]
    assert (stored["level"], stored["rule"]) == rule(stored)
    assert level(name) < min(stored["reference"])
    assert len(stored["reference"]) >= 40
    assert {each.name for each in check.misconceptions if part in each.loses} == stored[
        "mistakes"
    ].keys()
    for mistake, runs in stored["mistakes"].items():
        assert len(runs) >= 20
        assert sum(run >= level(name) for run in runs) <= len(runs) / 20, mistake


def test_the_stored_runs_can_be_repeated():
    check, part, _ = MEASURED["maximise_activation"]
    again = reached(check, part, check.reference.function, seed=0)
    assert again == pytest.approx(LEVELS["maximise_activation"]["reference"][0], rel=0.01)
    up_only = next(m.function for m in fgsm.CHECK.misconceptions if m.name == "moves_up_only")
    again = reached(fgsm.CHECK, fgsm.FOOLS, up_only, seed=0)
    assert again == pytest.approx(LEVELS["fgsm"]["mistakes"]["moves_up_only"][0], abs=0.03)


def test_the_factor_is_over_what_clothes_score_on_the_same_network():
    case, network = whole_network("maximise_activation", seed=3)
    x = torch.from_numpy(network.images)
    for name, arguments in network.layers:
        tensors = {
            key: torch.from_numpy(each) if isinstance(each, np.ndarray) else each
            for key, each in arguments.items()
        }
        functions = {"flatten": torch.flatten, "linear": functional.linear}
        function = functions.get(name) or getattr(functional, name)
        x = function(x, 1) if name == "flatten" else function(x, **tensors)
    clothes = x[torch.arange(len(x)), torch.from_numpy(network.labels)].mean().item()
    told, factor = map(float, re.findall(r"mean score of (\d\.\d\d)", case.label))
    assert told == pytest.approx(clothes, abs=0.006)
    assert factor == pytest.approx(level("maximise_activation"), abs=0.006)
    assert f"{factor:.2f} times" in NOTEBOOK

    def grey(_model, start, _channel, **_options):
        return torch.full_like(start, 0.5)

    middle = network.scores(np.full((1, 1, 28, 28), 0.5, "float32"))[0].mean()
    assert case.hand_over(grey)["reached"] == pytest.approx(middle / clothes, abs=1e-4)


def test_the_accuracy_must_fall_below_the_ceiling_that_is_told():
    case, network = whole_network("fgsm", seed=2)
    right, ceiling = (float(each) / 100 for each in re.findall(r"(\d\d\.\d)%", case.label))
    assert ceiling == pytest.approx(1 - level("fgsm") * (1 - right), abs=0.002)
    assert right < ceiling < 0.7
    assert f"{level('fgsm'):.0%}".replace("%", " %") in NOTEBOOK
    images, enough = len(network.labels), math.ceil(len(network.labels) * (1 - ceiling))
    for count in (0, enough - 1, enough, enough + 1):

        def fool(model, x, labels, epsilon, count=count):
            moved = fgsm.CHECK.reference.function(model, x, labels, epsilon)
            with torch.no_grad():
                (wrong,) = torch.where(model(moved).argmax(1) != labels)
            result = x.clone()
            result[wrong[:count]] = moved[wrong[:count]]
            return result

        missing = case.hand_over(fool)[MISSING]
        assert (missing == 0) == (count >= enough)
        assert missing == pytest.approx(max(0, 1 - count / images - ceiling), abs=0.001)


@pytest.mark.parametrize("seed", [0, pytest.param(5, marks=pytest.mark.long)])
def test_what_a_step_fools_is_far_from_the_bar(seed):
    enough = level("fgsm")
    assert reached(fgsm.CHECK, fgsm.FOOLS, fgsm.CHECK.reference.function, seed) == 1
    for mistake in fgsm.CHECK.misconceptions:
        share = reached(fgsm.CHECK, fgsm.FOOLS, mistake.function, seed)
        assert (share < enough) == (fgsm.FOOLS in mistake.loses), mistake.name
        assert abs(share - enough) > 0.03, mistake.name


def network(rng: np.random.Generator) -> drawing.Layers:
    body = [drawing.conv(rng, 2, 4, (3, 2), stride=(1, 2), padding=1, groups=2)]
    body += [drawing.batch_norm(rng, 4), drawing.RELU, ("max_pool2d", {"kernel_size": (2, 1)})]
    return [*body, drawing.FLATTEN, drawing.linear(rng, 4 * 2 * 4, 5)]


def test_a_network_from_data_is_torchs():
    rng = np.random.default_rng(0)
    layers = drawing.in_dtype(network(rng), "float32")
    x = rng.normal(size=(3, 2, 5, 7)).astype("float32")
    answer = call_on_networks(lambda model, x: model.eval()(x), (layers,), (x,), {})
    h = nn.functional.conv2d(
        *(torch.tensor(each) for each in (x, layers[0][1]["weight"], layers[0][1]["bias"])),
        stride=(1, 2),
        padding=1,
        groups=2,
    )
    norm = {name: torch.tensor(each) for name, each in layers[1][1].items()}
    h = nn.functional.batch_norm(h, **norm).relu()
    h = nn.functional.max_pool2d(h, (2, 1)).flatten(1)
    want = nn.functional.linear(h, *(torch.tensor(each) for each in layers[5][1].values()))
    np.testing.assert_allclose(answer["result"], want, rtol=1e-4, atol=1e-5)
    assert answer["result"].dtype == np.float32


def touch(model, x):
    model.eval()
    model[0].weight.data += 1
    model(x).sum().backward()
    x.add_(1)
    return x


def test_what_a_function_changes_is_counted():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(3, 2, 5, 7))
    layers = network(rng)
    left = call_on_networks(lambda _, x: x.clone(), (layers,), (x,), {})
    assert [left[name] for name in left if name != "result"] == [0, 0, 0]
    counts = call_on_networks(touch, (layers,), (x,), {})
    assert counts["modules left in another mode"] == 7
    assert counts["parameters changed or given a gradient"] == 6
    assert counts["inputs changed"] == 1
    with pytest.raises(ValueError, match="it returned an int, where a tensor is expected"):
        call_on_networks(lambda *_: 3, (layers,), (x,), {})
    with pytest.raises(ValueError, match="there is no layer 'softmax'"):
        call_on_networks(touch, ([("softmax", {})],), (x,), {})


def test_a_list_will_do_where_a_tuple_is_expected():
    one = np.ones(3)
    assert compare_all([one, {"size": (2, 3)}], (one, {"size": (2, 3)})) is None
    mismatch = compare_all([one, {"size": (2, 4)}], (one, {"size": (2, 3)}))
    assert "`value 2`: `size`:" in str(mismatch)


# Numbers of one's own.

STUDENTS = [f"student {number}" for number in range(300)]


def test_the_way_back_by_hand_is_torchs():
    """The pooling's indices, and hooks on a ReLU that change the gradient."""
    for student in STUDENTS[:60]:
        feature_map, given, down = by_hand_arrays(**BY_HAND.of(student))
        pooled = torch.tensor(feature_map[None, None], dtype=torch.float64)
        _, switches = nn.functional.max_pool2d(pooled, 2, return_indices=True)
        x = torch.tensor(given, dtype=torch.float64, requires_grad=True)
        upstream = torch.tensor(down, dtype=torch.float64)
        (gradient,) = torch.autograd.grad(x.relu(), x, upstream)
        (guided,) = torch.autograd.grad(x.relu(), x, upstream.relu())
        answers = (each.numpy() for each in (switches[0, 0], gradient, upstream.relu(), guided))
        assert by_hand.CHECK.of(student).run(tuple(answers), 0).earned == 4


def test_no_id_has_numbers_for_which_a_mistake_is_right_or_like_another():
    for student in STUDENTS:
        check = by_hand.CHECK.of(student)
        for mistake in check.misconceptions:
            report = check.run(mistake.arguments, 0)
            lost = {part.name for part in report.parts if part.earned < part.points}
            assert (lost, report.misconception) == (set(mistake.loses), mistake.sentence)
        answers = [check.reference, *check.misconceptions]
        values = [str([np.asarray(v).tolist() for v in answer.arguments]) for answer in answers]
        assert len(set(values)) == len(answers)


def test_personal_numbers_are_as_many_as_a_large_class():
    assert len({str(BY_HAND.of(student)) for student in STUDENTS}) == len(STUDENTS)
