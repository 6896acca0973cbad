"""The checks of chapter 8: levels that separate right from wrong, networks left alone."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from autograder.chapters.visualisation import by_hand, drawing, fgsm, maximise_activation
from autograder.chapters.visualisation.levels import STORED, level
from autograder.chapters.visualisation.measure_levels import reached
from autograder.checks.calibration import floor_of
from autograder.checks.structure import compare_all
from autograder.inside.networks import call_on_networks
from cnnlib.personal.visualisation import BY_HAND, by_hand_arrays

STEPPED = json.loads(STORED.read_text())["maximise_activation"]
MAXIMISE, RAISES = maximise_activation.CHECK, maximise_activation.RAISES


def test_a_level_follows_from_its_runs_and_keeps_mistakes_out():
    assert (STEPPED["level"], STEPPED["rule"]) == floor_of(STEPPED["reference"])
    assert level("maximise_activation") < min(STEPPED["reference"])
    losing = {each.name for each in MAXIMISE.misconceptions if RAISES in each.loses}
    assert losing == STEPPED["mistakes"].keys()
    for mistake, runs in STEPPED["mistakes"].items():
        assert len(runs) >= 20
        assert sum(run >= level("maximise_activation") for run in runs) <= len(runs) / 20, mistake


def test_the_stored_runs_can_be_repeated():
    again = reached(MAXIMISE, RAISES, MAXIMISE.reference.function, seed=0)
    assert again == pytest.approx(STEPPED["reference"][0], abs=0.02)


@pytest.mark.parametrize("seed", [0, 5])
def test_what_a_step_fools_is_far_from_the_bar(seed):
    assert reached(fgsm.CHECK, fgsm.FOOLS, fgsm.CHECK.reference.function, seed) == 1
    for mistake in fgsm.CHECK.misconceptions:
        share = reached(fgsm.CHECK, fgsm.FOOLS, mistake.function, seed)
        assert (share < fgsm.ENOUGH) == (fgsm.FOOLS in mistake.loses), mistake.name
        assert abs(share - fgsm.ENOUGH) > 0.03, mistake.name


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
