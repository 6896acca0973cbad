"""The training loop: what it learns, that it repeats itself, stops and goes on."""

import itertools
import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from cnnlib.training import train as train_module
from cnnlib.training.metrics import evaluate
from cnnlib.training.train import train
from tests.helpers.devices import on_every_device


def stripes(n: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw noisy images of 5x6 with a bright row (0), column (1) or neither (2)."""
    generator = torch.Generator().manual_seed(seed)
    x = 0.3 * torch.randn(n, 2, 5, 6, generator=generator)
    y = torch.arange(n) % 3
    x[y == 0, :, 2] += 1
    x[y == 1, :, :, 3] += 1
    return x, y


DATA, VALIDATION = stripes(50, seed=1), stripes(30, seed=2)


def small_model(device="cpu") -> nn.Sequential:
    torch.manual_seed(7)
    model = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(4 * 5 * 6, 3),
    )
    return model.to(device).eval()  # as after a look at it: training must switch it back


def run(epochs: int, device="cpu", **options):
    """Train a new model with Adam and a cosine schedule over four epochs."""
    model = small_model(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=4, eta_min=1e-3)
    options = {"batch_size": 16, "progress": False} | options
    history = train(model, DATA, VALIDATION, optimizer, scheduler, epochs=epochs, **options)
    return model, history


def without_seconds(history: list[dict]) -> list[dict]:
    return [{k: v for k, v in row.items() if "seconds" not in k} for row in history]


def jitter(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    return x + 0.1 * torch.randn(x.shape, generator=generator, device=x.device)


@on_every_device
@pytest.mark.parametrize("mixed_precision", [False, True])
@pytest.mark.parametrize("channels_last", [False, True])
def test_it_learns(device, mixed_precision, channels_last):
    model, history = run(
        4, device, mixed_precision=mixed_precision, channels_last=channels_last, augment=jitter
    )
    assert [row["epoch"] for row in history] == [1, 2, 3, 4]
    assert history[-1]["validation_accuracy"] > 0.9
    assert history[-1]["loss"] < 0.5 * history[0]["loss"]
    assert all(row["top5"] == row["validation_top5"] == 1.0 for row in history)
    assert all(row["seconds"] > 0 and row["cpu_seconds"] > 0 for row in history)
    assert model[0].weight.dtype == torch.float32
    assert model[0].weight.is_contiguous(memory_format=torch.channels_last) == channels_last
    assert model.training


def test_an_epoch_sees_every_image_once_in_another_order():
    seen = []
    run(2, augment=lambda x, _: seen.append(x) or x)
    assert [len(batch) for batch in seen] == [16, 16, 16, 2] * 2
    orders = [
        [(DATA[0] == image).flatten(1).all(1).nonzero().item() for image in torch.cat(epoch)]
        for epoch in (seen[:4], seen[4:])
    ]
    assert [sorted(order) for order in orders] == [list(range(50))] * 2
    assert orders[0] != orders[1] != list(range(50))


def test_validation_columns_are_what_evaluate_says():
    model, history = run(2)
    got = evaluate(model, *VALIDATION)
    assert {f"validation_{k}": v for k, v in got.items()}.items() <= history[-1].items()


def test_mixed_precision_sees_every_step():
    (_, exact), (_, mixed) = run(3), run(3, mixed_precision=True)
    for a, b in zip(exact, mixed, strict=True):
        assert a["loss"] != b["loss"]
        assert a["loss"] == pytest.approx(b["loss"], abs=0.01)


def test_without_dropout_a_step_is_that_of_sgd():
    torch.manual_seed(3)
    model = nn.Sequential(nn.Flatten(), nn.Linear(60, 3))
    weight = model[1].weight.detach().clone().requires_grad_()
    bias = model[1].bias.detach().clone().requires_grad_()
    logits = F.linear(DATA[0].flatten(1), weight, bias)
    loss = F.cross_entropy(logits, DATA[1])
    grad, _ = torch.autograd.grad(loss, [weight, bias])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    (row,) = train(
        model, DATA, VALIDATION, optimizer, epochs=1, batch_size=50, seed=4, progress=False
    )
    torch.testing.assert_close(model[1].weight, weight - 0.5 * grad)
    assert row["loss"] == pytest.approx(loss.item())
    assert row["accuracy"] == pytest.approx((logits.argmax(1) == DATA[1]).double().mean().item())
    assert row["learning_rate"] == 0.5


def test_the_learning_rate_of_each_epoch_is_the_schedules():
    _, history = run(4)
    want = [1e-3 + (0.02 - 1e-3) * (1 + math.cos(math.pi * t / 4)) / 2 for t in range(4)]
    assert [row["learning_rate"] for row in history] == pytest.approx(want)


def test_a_seed_repeats_itself_and_leaves_torchs_own_numbers_alone():
    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    model = small_model()
    torch.random.set_rng_state(before)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train(model, DATA, VALIDATION, optimizer, epochs=1, progress=False)
    assert torch.equal(torch.random.get_rng_state(), before)
    first, again, other = (run(2, seed=seed, augment=jitter)[1] for seed in (1, 1, 2))
    assert without_seconds(first) == without_seconds(again)
    assert first[1]["loss"] != other[1]["loss"]


@on_every_device
def test_a_resumed_run_is_the_uninterrupted_one(device, tmp_path):
    path = tmp_path / "run.pt"
    model, whole = run(4, device, augment=jitter)
    _, part = run(2, device, augment=jitter, checkpoint=path)
    resumed, joined = run(4, device, augment=jitter, checkpoint=path)
    assert joined[:2] == part  # the seconds too: these epochs were not run again
    if device == "cpu":
        assert without_seconds(joined) == without_seconds(whole)
        for name, tensor in model.state_dict().items():
            assert torch.equal(tensor, resumed.state_dict()[name]), name
    assert [file.name for file in tmp_path.iterdir()] == ["run.pt"]
    _, unchanged = run(4, device, checkpoint=path)
    assert unchanged == joined


def test_it_stops_before_an_epoch_that_would_end_too_late(monkeypatch, tmp_path):
    ticks = itertools.count()
    monkeypatch.setattr(train_module.time, "perf_counter", lambda: 10.0 * next(ticks))
    # The clock is read once at the start and twice an epoch: they end at 20, 40, 60.
    _, history = run(4, seconds=55, checkpoint=tmp_path / "run.pt")
    assert len(history) == 2
    _, longer = run(4, seconds=10_000, checkpoint=tmp_path / "run.pt")
    assert len(longer) == 4
    _, one_at_least = run(4, seconds=0)
    assert len(one_at_least) == 1


def test_the_bar_counts_batches(capsys):
    run(2, progress=True)
    assert "8/8" in capsys.readouterr().err
    run(1)
    assert capsys.readouterr().err == ""


X, Y = torch.zeros(4, 1, 5, 6), torch.zeros(4, dtype=torch.int64)


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        ((X, Y), {"epochs": 0}, r"epochs must be at least 1, not 0\."),
        ((X, Y), {"batch_size": 0}, r"batch_size must be at least 1, not 0\."),
        ((X, Y), {"seed": -1}, r"seed must be at least 0, not -1\."),
        ((X[0], Y), {}, r"images of data .* not dtype torch\.float32 and shape \(1, 5, 6\)\."),
        ((X.byte(), Y), {}, r"not dtype torch\.uint8 and shape \(4, 1, 5, 6\)\."),
        ((X, Y[:3]), {}, r"labels of data .*shape \(3,\) for images of shape \(4, 1, 5, 6\)\."),
        ((X, Y.int()), {}, r"not dtype torch\.int32 and shape \(4,\)"),
        ((X[:0], Y[:0]), {}, r"at least one image, .*shape \(0,\)"),
    ],
)
def test_it_refuses(data, options, message):
    model = nn.Sequential(nn.Flatten(), nn.Linear(30, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    options = {"epochs": 1, "progress": False} | options
    with pytest.raises(ValueError, match=message):
        train(model, data, (X, Y), optimizer, **options)


def test_it_refuses_validation_data_too():
    model = nn.Sequential(nn.Flatten(), nn.Linear(30, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(ValueError, match=r"The images of validation .*\(1, 5, 6\)"):
        train(model, (X, Y), (X[0], Y), optimizer, epochs=1, progress=False)


def test_label_smoothing_changes_what_is_learned_from_and_not_what_is_measured():
    x, y = DATA
    model = small_model()
    frozen = torch.optim.SGD(model.parameters(), lr=0.0)
    for module in model:
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    arguments = {"epochs": 1, "batch_size": len(x), "progress": False}
    (row,) = train(model, DATA, DATA, frozen, label_smoothing=0.3, **arguments)
    plain = evaluate(model, x, y)["loss"]
    smoothed = torch.full((len(y), 3), 0.1)
    smoothed[range(len(y)), y] += 0.7
    model.train()
    expected = -(smoothed * model(x).log_softmax(dim=1)).sum(dim=1).mean().item()
    assert row["loss"] == pytest.approx(expected, rel=1e-5)
    assert row["validation_loss"] == pytest.approx(plain, rel=1e-6)
    assert plain != pytest.approx(row["loss"], rel=0.01)
