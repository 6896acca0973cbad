"""Checkpoints: what they restore, and what they refuse."""

import pickle

import pytest
import torch
from torch import nn

from cnnlib.training.checkpoint import load_checkpoint, save_checkpoint

SETTINGS = {"seed": 3, "batch_size": 10}
HISTORY = [{"epoch": 1, "loss": 2.25}, {"epoch": 2, "loss": 1.5}]


def parts(width: int = 4, optimizer_class=torch.optim.Adam):
    model = nn.Sequential(nn.Conv2d(1, width, 3), nn.BatchNorm2d(width))
    optimizer = optimizer_class(model.parameters(), lr=0.1)
    return model, optimizer, torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)


@pytest.fixture
def saved(tmp_path):
    model, optimizer, scheduler = parts()
    model(torch.randn(2, 1, 5, 4)).sum().backward()
    optimizer.step()
    scheduler.step()
    path = tmp_path / "run.pt"
    save_checkpoint(path, model, optimizer, scheduler, SETTINGS, HISTORY)
    return path, model, optimizer, scheduler


def test_everything_comes_back(saved):
    path, model, optimizer, scheduler = saved
    new_model, new_optimizer, new_scheduler = parts()
    history = load_checkpoint(path, new_model, new_optimizer, new_scheduler, SETTINGS)
    assert history == HISTORY
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, new_model.state_dict()[name]), name
    assert new_optimizer.param_groups[0]["lr"] == 0.05
    for old, new in zip(optimizer.state.values(), new_optimizer.state.values(), strict=True):
        assert torch.equal(old["exp_avg_sq"], new["exp_avg_sq"])
    assert new_scheduler.last_epoch == scheduler.last_epoch == 1
    assert [file.name for file in path.parent.iterdir()] == ["run.pt"]


def test_another_run_is_refused(saved):
    path, *_ = saved
    model, optimizer, scheduler = parts()
    with pytest.raises(ValueError, match=r"run with \{'seed': 3, .*\}, not \{'seed': 4\}; use the"):
        load_checkpoint(path, model, optimizer, scheduler, {"seed": 4})
    with pytest.raises(ValueError, match=r"comes from a run with a scheduler\."):
        load_checkpoint(path, model, optimizer, None, SETTINGS)
    with pytest.raises(ValueError, match=r"comes from a run with another model: .*size mismatch"):
        load_checkpoint(path, *parts(width=5), SETTINGS)
    other = nn.Sequential(*model, nn.Conv2d(4, 2, 1))
    few = torch.optim.Adam(other.parameters(), lr=0.1)
    with pytest.raises(ValueError, match=r"comes from a run with another optimizer: "):
        load_checkpoint(path, model, few, scheduler, SETTINGS)


def test_a_run_without_a_scheduler(tmp_path):
    model, optimizer, scheduler = parts()
    save_checkpoint(tmp_path / "run.pt", model, optimizer, None, SETTINGS, HISTORY)
    assert load_checkpoint(tmp_path / "run.pt", model, optimizer, None, SETTINGS) == HISTORY
    with pytest.raises(ValueError, match=r"comes from a run without a scheduler\."):
        load_checkpoint(tmp_path / "run.pt", model, optimizer, scheduler, SETTINGS)


class Harmful:
    def __reduce__(self):
        return print, ("a checkpoint ran code",)


@pytest.mark.parametrize("content", ["empty", "text", "cut", "foreign", "code"])
def test_what_is_no_checkpoint_is_refused(saved, content, tmp_path, capsys):
    path, *state = saved
    bad = tmp_path / "bad.pt"
    if content == "foreign":
        torch.save([1, 2], bad)
    elif content == "code":
        torch.save(Harmful(), bad)
    else:
        whole = path.read_bytes()
        bad.write_bytes({"empty": b"", "text": b"hello", "cut": whole[: len(whole) // 2]}[content])
    with pytest.raises(ValueError, match=r"bad\.pt is not a checkpoint; delete it"):
        load_checkpoint(bad, *state, SETTINGS)
    assert capsys.readouterr().out == ""


def test_code_would_have_run_in_a_pickle(capsys):
    pickle.loads(pickle.dumps(Harmful()))
    assert "ran code" in capsys.readouterr().out


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "none.pt", *parts(), SETTINGS)
