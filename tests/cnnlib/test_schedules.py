"""The schedules against `torch.optim.lr_scheduler`."""

import pytest
import torch

from cnnlib.schedules import cosine_annealing_lr, exponential_lr


def rates_of_torch(make_scheduler, lr: float, epochs: int) -> list[float]:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = make_scheduler(optimizer)
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def test_exponential():
    want = rates_of_torch(lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.95), 0.1, 60)
    assert [exponential_lr(t, 0.1, 0.95) for t in range(60)] == pytest.approx(want, rel=1e-12)


@pytest.mark.parametrize(("t_max", "eta_min"), [(100, 2e-5), (7, 0)])
def test_cosine(t_max, eta_min):
    want = rates_of_torch(
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, t_max, eta_min), 1e-3, t_max + 1
    )
    got = [cosine_annealing_lr(t, 1e-3, t_max, eta_min) for t in range(t_max + 1)]
    assert got == pytest.approx(want, rel=1e-9, abs=1e-15)
    assert got[0] == 1e-3
    assert got[-1] == pytest.approx(eta_min)


@pytest.mark.parametrize(
    ("schedule", "arguments", "message"),
    [
        (exponential_lr, (-1, 0.1, 0.9), "epoch=-1"),
        (exponential_lr, (0, -0.1, 0.9), "lr=-0.1"),
        (exponential_lr, (0, 0.1, 0), "gamma must be .*, not 0"),
        (exponential_lr, (0, 0.1, 1.1), "gamma must be .*, not 1.1"),
        (cosine_annealing_lr, (-2, 0.1, 10), "epoch=-2"),
        (cosine_annealing_lr, (0, 0.1, 0), "t_max=0"),
        (cosine_annealing_lr, (0, 0.1, 10, 0.2), "eta_min=0.2"),
    ],
)
def test_bad_input(schedule, arguments, message):
    with pytest.raises(ValueError, match=message):
        schedule(*arguments)
