"""Save the state of a training run, and resume it (chapter 6)."""

import pickle
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from cnnlib.training.whole_file import whole_file

__all__ = ["load_checkpoint", "save_checkpoint"]

Stateful = nn.Module | Optimizer | LRScheduler


def save_checkpoint(
    path: str | Path,
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler | None,
    settings: dict[str, Any],
    history: list[dict[str, Any]],
) -> None:
    """Write the state of a training run to a file, which is written whole or not at all.

    Parameters
    ----------
    path : str or Path
    model, optimizer, scheduler
        Their ``state_dict()`` is saved.
    settings : dict
        Numbers and strings that must be the same when the run is resumed.
    history : list of dict
        One row for each epoch that is done.
    """
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict() if scheduler is not None else None,
        "settings": settings,
        "history": history,
    }
    with whole_file(path) as unfinished:
        torch.save(state, unfinished)


def load_checkpoint(
    path: str | Path,
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler | None,
    settings: dict[str, Any],
) -> list[dict[str, Any]]:
    """Restore model, optimizer and scheduler to their saved state; return the history.

    The file is read with ``weights_only=True``: it can hold numbers, but no code.

    Raises
    ------
    ValueError
        If the file is not a checkpoint, or comes from another model, optimizer, scheduler or other
        settings.
    FileNotFoundError
        If there is no such file.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        states = [state[name] for name in ("model", "optimizer", "scheduler")]
        before, history = state["settings"], state["history"]
    except (pickle.UnpicklingError, RuntimeError, EOFError, LookupError, TypeError) as error:
        raise ValueError(f"{path} is not a checkpoint; delete it to start again.") from error
    if before != settings:
        raise ValueError(
            f"{path} comes from a run with {before}, not {settings}; use the same, or delete it to "
            "start again."
        )
    targets: dict[str, Stateful | None] = {
        "model": model,
        "optimizer": optimizer,
        "scheduler": scheduler,
    }
    for (kind, target), saved in zip(targets.items(), states, strict=True):
        if (target is None) != (saved is None):
            raise ValueError(f"{path} comes from a run {_with(saved)} a {kind}.")
        if target is not None:
            _load(path, kind, target, saved)
    return history


def _load(path: str | Path, kind: str, target: Stateful, saved: dict[str, Any]) -> None:
    try:
        target.load_state_dict(saved)
    except (RuntimeError, ValueError, LookupError) as error:
        *_, first = str(error).splitlines()[:2]  # torch lists every tensor, one per line
        raise ValueError(f"{path} comes from a run with another {kind}: {first.strip()}") from error


def _with(saved: dict[str, Any] | None) -> str:
    return "without" if saved is None else "with"
