"""The command line: what it says, and that a mistake gets a sentence."""

import pytest
import torch

from cnnlib.experiments.__main__ import TRY_AGAIN, main
from cnnlib.experiments.catalogue import EXPERIMENTS


def test_the_list_names_every_experiment_and_marks_those_with_a_result(tmp_path, capsys):
    (tmp_path / "lenet-fashion-mini.json").write_text("{}")
    assert main(["--results", str(tmp_path), "list"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in EXPERIMENTS)
    assert shown.count(" *") == 1
    assert "1 seeds" not in shown


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "lenet", "--dataset", "mnist"], "lenet has no data set 'mnist'; there is"),
        (["run", "algorithms", "--dataset", "mnist"], "there is none: it needs no data."),
        (["run", "lenet", "--only", "AlexNet"], "No configuration of lenet has 'AlexNet'"),
        (
            ["show", "lenet"],
            "There is no result of lenet; `python -m cnnlib.exp",
        ),
        (["show", "lenet", "--dataset", "fashion-mini"], "no result of lenet on fashion-mini;"),
    ],
)
def test_a_mistake_gets_a_sentence(words, sentence, tmp_path, capsys):
    assert main(["--results", str(tmp_path), *words]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_without_a_gpu_a_sentence(tmp_path, capsys):
    assert main(["--results", str(tmp_path), "run", "lenet", "--device", "cuda"]) == 1
    assert "finds no CUDA device" in capsys.readouterr().err


def test_stopped_by_hand_it_says_how_to_go_on(tmp_path, capsys, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnlib.experiments.__main__.run", interrupted)
    assert main(["--results", str(tmp_path), "run", "lenet"]) == TRY_AGAIN
    assert capsys.readouterr().err == "Stopped; the same command goes on from here.\n"


def test_the_exit_status_says_whether_all_is_done(tmp_path, capsys):
    folders = ["--results", str(tmp_path), "--work", str(tmp_path / "work")]
    words = [*folders, "run", "lenet", "--only", "softmax"]
    assert main([*words, "--epochs", "2", "--minutes", "1e-9"]) == TRY_AGAIN
    assert main([*words, "--epochs", "2"]) == 0
    assert main(words) == 0  # as many epochs as the result has
    assert "All 1 runs of lenet-fashion-mini are done." in capsys.readouterr().out


@pytest.mark.parametrize("number", ["0", "-3", "some"])
def test_epochs_and_seeds_are_counted_from_one(number, capsys):
    with pytest.raises(SystemExit):
        main(["run", "lenet", "--epochs", number])
    assert "--epochs" in capsys.readouterr().err
