"""``python -m cnnlib.experiments``: list the experiments, run one, show its results."""

import argparse
import sys
from pathlib import Path

import torch

from cnnlib.data import DataUnavailableError, load
from cnnlib.experiments.catalogue import EXPERIMENTS
from cnnlib.experiments.experiment import Experiment, RefusedError
from cnnlib.experiments.results import RESULTS, largest_result, read_result
from cnnlib.experiments.runner import WORK, Order, run
from cnnlib.experiments.show import draw, print_list, print_result

__all__ = ["TRY_AGAIN", "main"]

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h


def main(words: list[str] | None = None) -> int:
    """Do what the command line says, and return the exit status.

    It is 0; `TRY_AGAIN` when the time was up, or somebody stopped it, before everything was run; or
    1 after a sentence about what was wrong.
    """
    given = _parser().parse_args(words)
    try:
        return given.command(given)
    except (RefusedError, DataUnavailableError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the same command goes on from here.", file=sys.stderr)
        return TRY_AGAIN


def _list(given: argparse.Namespace) -> int:
    print_list(EXPERIMENTS.values(), given.results)
    return 0


def _run(given: argparse.Namespace) -> int:
    experiment = EXPERIMENTS[given.name]
    dataset = _dataset(experiment, given.dataset) or next(iter(experiment.sizes))
    size = experiment.sizes[dataset]
    begun = read_result(experiment.stem(dataset), given.results)
    if given.device == "cuda" and not torch.cuda.is_available():
        raise RefusedError(f"PyTorch {torch.__version__} finds no CUDA device on this machine.")
    order = Order(
        dataset=dataset,
        epochs=given.epochs or (begun["epochs"] if begun else size.epochs),
        seeds=given.seeds or size.seeds,
        device=torch.device(given.device),
        minutes=given.minutes,
        only=given.only,
    )
    try:
        data = None if dataset is None else load(dataset)
    except ValueError as error:  # a file of the data set is damaged
        raise RefusedError(str(error)) from error
    # Adam's averages for dead units become denormal: a CPU is several times slower with those.
    torch.set_flush_denormal(True)
    places = {"results": given.results, "work": given.work}
    try:
        done = run(experiment, order, data, **places, progress=sys.stderr.isatty())
    finally:
        torch.set_flush_denormal(False)
    return 0 if done else TRY_AGAIN


def _show(given: argparse.Namespace) -> int:
    experiment = EXPERIMENTS[given.name]
    dataset = _dataset(experiment, given.dataset)
    if dataset is None:
        result = largest_result(experiment, given.results)
    else:
        result = read_result(experiment.stem(dataset), given.results)
    if result is None:
        on = f" on {dataset}" if dataset else ""
        raise RefusedError(
            f"There is no result of {given.name}{on}; "
            f"`python -m cnnlib.experiments run {given.name}` makes one."
        )
    print_result(experiment, result)
    if given.plot:
        draw(experiment, result, given.plot)
        print(given.plot)
    return 0


def _dataset(experiment: Experiment, name: str | None) -> str | None:
    if name is not None and name not in experiment.sizes:
        known = ", ".join(size for size in experiment.sizes if size) or "none: it needs no data"
        raise RefusedError(f"{experiment.name} has no data set {name!r}; there is {known}.")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cnnlib.experiments", description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of unfinished runs")
    commands = parser.add_subparsers(required=True)

    commands.add_parser("list", help="list the experiments").set_defaults(command=_list)

    running = commands.add_parser("run", help="run what has not been run yet")
    running.add_argument("name", choices=EXPERIMENTS)
    running.add_argument("--dataset", help="by default the small one that comes with the course")
    running.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    running.add_argument("--seeds", type=_positive, metavar="N", help="runs of each configuration")
    running.add_argument(
        "--epochs", type=_positive, metavar="N", help="by default those of the result there is"
    )
    running.add_argument("--minutes", type=float, metavar="M", help="stop then, with status 75")
    running.add_argument("--only", default="", metavar="TEXT", help="configurations named so")
    running.set_defaults(command=_run)

    showing = commands.add_parser("show", help="print a table, with the source's figures beside it")
    showing.add_argument("name", choices=EXPERIMENTS)
    showing.add_argument("--dataset", help="by default the largest that there is a result for")
    showing.add_argument("--plot", type=Path, metavar="FILE", help="draw it, as .svg, .png or .pdf")
    showing.set_defaults(command=_show)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


if __name__ == "__main__":
    sys.exit(main())
