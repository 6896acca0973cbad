"""The modern recipe: the average of the weights, the schedule, what evaluation does."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.experiments.modern import Averaged, one_cycle
from cnnlib.training.train import train


def network() -> nn.Module:
    torch.manual_seed(3)
    return nn.Sequential(
        nn.Conv2d(2, 3, 3, padding=1), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(3 * 20, 4)
    )


def images(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(n, 2, 4, 5, generator=generator), torch.arange(n) % 4


def test_the_average_follows_the_weights_as_the_formula_says():
    model, decay = Averaged(network(), 0.4), 0.4
    optimizer = torch.optim.SGD(model.network.parameters(), lr=0.3)
    model.update_after(optimizer)
    x, y = images(8, seed=1)
    expected = None
    for n in range(4):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
        now = {k: v.double().clone() for k, v in model.network.state_dict().items()}
        keep = min(decay, (n + 1) / (n + 10))
        expected = expected and {k: keep * expected[k] + (1 - keep) * now[k] for k in now}
        expected = expected or now  # the first step is copied
    for name, value in model.average.module.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(value.double(), expected[name], rtol=1e-5, atol=1e-6)
    assert {parameter.requires_grad for parameter in model.average.parameters()} == {False}


def test_evaluation_asks_the_average_about_the_image_and_its_mirror():
    model = Averaged(network(), 0.9)
    with torch.no_grad():
        for parameter in model.average.parameters():
            parameter.mul_(1.5)
    x, _ = images(3, seed=2)
    plain = copy.deepcopy(model.network).train()
    torch.testing.assert_close(model.train()(x), plain(x))
    average = copy.deepcopy(model.average.module).eval()
    mirrored = torch.from_numpy(x.numpy()[..., ::-1].copy())
    torch.testing.assert_close(model.eval()(x), (average(x) + average(mirrored)) / 2)


def test_a_checkpoint_holds_the_average(tmp_path):
    def trained(epochs: int, name: str) -> tuple[Averaged, list[dict]]:
        model = Averaged(network(), 0.9)
        optimizer = torch.optim.SGD(model.network.parameters(), lr=0.1)
        model.update_after(optimizer)
        data = images(12, seed=1), images(8, seed=2)
        rows = train(
            model, *data, optimizer, epochs=epochs, batch_size=4, checkpoint=tmp_path / name,
            progress=False,
        )  # fmt: skip
        return model, rows

    trained(2, "part")
    joined, rows = trained(4, "part")
    whole, expected = trained(4, "whole")
    assert [row["validation_loss"] for row in rows] == [r["validation_loss"] for r in expected]
    for name, value in joined.state_dict().items():
        torch.testing.assert_close(value, whole.state_dict()[name], rtol=0, atol=0)


@pytest.mark.parametrize("epochs", [1, 3, 10, 30])
def test_the_rate_rises_for_a_fifth_of_the_epochs_and_then_falls_to_almost_nothing(epochs):
    factors = [one_cycle(epoch, epochs) for epoch in range(epochs)]
    assert all(0 < factor <= 1 for factor in factors)
    highest = factors.index(max(factors))
    assert highest / epochs <= 0.2
    assert factors == sorted(factors[:highest]) + sorted(factors[highest:], reverse=True)
    assert one_cycle(5, 30) == pytest.approx(5.5 / 6)
    assert one_cycle(29, 30) == pytest.approx(0.5 / 24)
