"""The page of chapter 7: its numbers and tables, against PyTorch and the papers."""

import re
from decimal import Decimal

import pytest
import torch
from torch import nn

from tests.book.page_source import (
    cells,
    number_questions,
    questions,
    run_in_the_students_folder,
)
from tests.helpers.reading import BOOK, Page

CHAPTER = "07-efficient"


@pytest.fixture(scope="session")
def page(pages) -> Page:
    return pages[CHAPTER]


@pytest.fixture(autouse=True)
def pagelib(monkeypatch) -> None:
    monkeypatch.syspath_prepend(str(BOOK))


def test_readers_can_run_what_they_see_in_their_own_folder(tmp_path):
    done = run_in_the_students_folder(CHAPTER, tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]


def test_lines_of_code_fit_the_page():
    lines = [line for cell in cells(CHAPTER, visible=True) for line in cell.splitlines()]
    assert not [line for line in lines if len(line) > 74]


def work_of(*layers: nn.Module, size: int, channels: int) -> int:
    """Multiply-adds by PyTorch's own counter."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        nn.Sequential(*layers)(torch.zeros(1, channels, size, size))
    return counter.get_total_flops() // 2


def parameters_of(*layers: nn.Module) -> int:
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def test_the_answers_of_the_questions_are_right():
    numbers = 2 * 6400 + nn.Conv2d(64, 64, 1, bias=False).weight.numel()
    squeezed = nn.Conv2d(128, 16, 1), nn.Conv2d(16, 32, 3)
    fire = nn.Conv2d(256, 32, 1), nn.Conv2d(32, 128, 1), nn.Conv2d(32, 128, 3)
    assert number_questions(CHAPTER) == {
        "eff-stage": Decimal("0.25"),
        "eff-intensity": 4 * numbers,
        "eff-bottleneck": work_of(*squeezed, size=28, channels=128),
        "eff-depthwise": parameters_of(nn.Conv2d(256, 256, 3, groups=256, bias=False)),
        "eff-share": 1 / Decimal(100) + 1 / Decimal(25),
        "eff-fold": Decimal(6) / 3 * (0 - 3) + 1,
        "eff-fire": parameters_of(*fire),
        "eff-width": Decimal("0.5") ** 2,
    }
    assert len(questions(CHAPTER)) >= 10


def plain(page: Page) -> str:
    return re.sub(r"[\s\u202f\xa0]", "", page.text)


def rows_of_mobilenet() -> list[str]:
    """Howard et al. (2017), table 1: each row as printed, its weights and its multiply-adds.

    The last depth-wise convolution has stride 1, which the page says.
    """
    rows = [f"conv1conv/s23×3×3×32224×224×3{27 * 32}{round(27 * 32 * 112**2 / 1e3)}"]
    size, channels = 112, 32
    blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5]
    for number, (filters, stride) in enumerate([*blocks, (1024, 2), (1024, 1)], start=2):
        after = size // stride
        weights, mixing = 9 * channels, channels * filters
        rows.append(
            f"block{number}convdw/s{stride}3×3×{channels}dw{size}×{size}×{channels}"
            f"{weights}{round(weights * after**2 / 1e3)}"
        )
        rows.append(
            f"block{number}conv/s11×1×{channels}×{filters}{after}×{after}×{channels}"
            f"{mixing}{round(mixing * after**2 / 1e3)}"
        )
        size, channels = after, filters
    return [*rows, "poolaveragepool7×77×7×102400", "fcdense1024×10001×1×102410250001024"]


def rows_of_vgg_16() -> list[str]:
    """Simonyan & Zisserman (2015), configuration D: sizes, parameters and multiply-adds."""
    rows, size, channels = [], 224, 3
    for stage, widths in enumerate(((64,) * 2, (128,) * 2, *[(n,) * 3 for n in (256, 512, 512)])):
        for number, width in enumerate(widths, start=1):
            weights = 9 * channels * width
            rows.append(
                f"conv{stage + 1}_{number}{size}×{size}×{width}{weights + width}"
                f"{round(weights * size**2 / 1e6)}"
            )
            channels = width
        size //= 2
        rows.append(f"pool{stage + 1}{size}×{size}×{channels}00")
    shapes = ((7 * 7 * 512, 4096), (4096, 4096), (4096, 1000))
    for number, (taken, given) in enumerate(shapes, start=6):
        work = round(taken * given / 1e6)
        rows.append(f"fc{number}{given}{taken * given + given}{work}")
    return rows


def test_every_row_of_the_three_tables_is_on_the_page(page):
    from pagelib import efficient_tables as tables

    text = plain(page)
    for name, size, parameters, pruned in tables.SQUEEZENET:
        size = size.replace("13×12", "13×13")  # the slip of the paper
        published = f"{parameters}{pruned}{parameters}" if parameters else "––0"
        assert f"{name}{size}{published}" in text
    for rows, number in ((rows_of_mobilenet(), 1 + 2 * 13 + 2), (rows_of_vgg_16(), 13 + 5 + 3)):
        assert len(rows) == number
        assert "".join(rows) in text, next((row for row in rows if row not in text), "their order")


def test_mobilenets_table_has_a_row_for_each_row_of_the_papers():
    from pagelib import efficient_tables as tables

    rows = [line for line in tables.mobilenet_table().splitlines()[2:] if "conv" in line]
    assert len(rows) == 1 + 2 * 13
    shares = tables.mobilenet_shares()
    # Howard et al. (2017), table 2, in percent; they count batch norm with its convolution.
    wanted = {"1×1 convolutions": 94.86, "depth-wise": 3.06, "first": 1.19, "dense": 0.18}
    for kind, percent in wanted.items():
        assert 100 * shares[kind][0] == pytest.approx(percent, abs=0.8), kind


def test_what_was_measured_reached_its_sentences(page):
    found = re.search(
        r"reaches (\d+) billion multiply-adds a second and copies (\d+) GB a second, so the ridge "
        r"lies at ([\d.]+) multiply-adds a byte",
        " ".join(page.text.split()),
    )
    assert found
    peak, bandwidth, ridge = map(float, found.groups())
    assert min(peak, bandwidth) > 0
    assert ridge == pytest.approx(peak / bandwidth, rel=0.1)


def test_processor_time_is_the_least_of_several_turns(monkeypatch):
    from pagelib import efficient_timing as timing

    clock = [0.0]
    durations = {"a": iter([9, 0.1, 3, 2, 4]), "b": iter([9, 0.2, 5, 6, 7])}

    def call(name):
        clock[0] += next(durations[name])

    monkeypatch.setattr(timing, "process_time", lambda: clock[0])
    functions = {"a": lambda: call("a"), "b": lambda: call("b")}
    assert timing.least_seconds(functions, repeats=3) == {"a": 2, "b": 5}


def result(**runs: tuple[int, float, float]) -> dict:
    return {
        "dataset": "fashion-mini",
        "images": {"train": 6000},
        "epochs": 2,
        "made_by": {"processor": "P", "torch": "2", "date": "today"},
        "runs": [
            {
                "configuration": name.replace("_", "-"),
                "seed": 0,
                "parameters": 5,
                "multiply_adds": work,
                "seconds_per_image": seconds,
                "test_accuracy": accuracy,
            }
            for name, (work, seconds, accuracy) in runs.items()
        ],
    }


def test_the_verdict_follows_the_numbers():
    from pagelib.efficient_results import Efficiency

    one = Efficiency(result(VGG_08=(20, 0.1, 0.7), MobileNet=(10, 0.2, 0.8))).verdict()
    assert "MobileNet takes the fewest multiply-adds and VGG-08 the least time" in one
    assert "is not the same along the two axes. The most accurate is MobileNet." in one
    assert "MobileNet takes more time than a network with more multiply-adds." in one
    other = Efficiency(result(VGG_08=(20, 0.2, 0.9), MobileNet=(10, 0.1, 0.8))).verdict()
    assert "is the same along the two axes. The most accurate is VGG-08." in other
    assert "more time than" not in other
    runs = {"network of 1-c and 1-d": (10, 0.1, 0.8), "MobileNet": (20, 0.2, 0.7)}
    spoken = Efficiency(result(**runs)).verdict()
    assert spoken.startswith("The network of 1-c and 1-d takes the fewest")
    assert spoken.endswith("The most accurate is the network of 1-c and 1-d.")


def test_the_result_with_the_most_networks_is_shown(monkeypatch):
    from pagelib import efficient_results

    small = result(VGG_08=(20, 0.1, 0.7), MobileNet=(10, 0.2, 0.8))
    large = small | {"dataset": "cifar10"}
    stored = {"efficiency-fashion-mini": small, "efficiency-cifar10": large}
    monkeypatch.setattr(efficient_results, "read_result", stored.get)
    assert efficient_results.Efficiency.largest().result["dataset"] == "cifar10"
    stored["efficiency-cifar10"] = large | {"runs": large["runs"][:1]}
    assert efficient_results.Efficiency.largest().result["dataset"] == "fashion-mini"
    stored.clear()
    with pytest.raises(ValueError, match="experiments run efficiency"):
        efficient_results.Efficiency.largest()
