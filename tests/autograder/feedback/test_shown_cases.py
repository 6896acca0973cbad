"""The small cases that feedback shows, and their numbers."""

import re
from xml.etree import ElementTree

from autograder.chapters import CHECKS
from autograder.checks.cases import generator
from tests.helpers.feedback_pages import CHAPTER, SEED, rendered


class ArrayTable:
    """A table of numbers as a screen reader presents it: caption, headers, rows."""

    def __init__(self, html: str) -> None:
        table = ElementTree.fromstring(html)
        caption, head, body = table
        self.caption = "".join(caption.itertext())
        self.columns = ["".join(cell.itertext()) for cell in head.iter("th")]
        self.rows = [["".join(cell.itertext()) for cell in row] for row in body]


def arrays_of(html: str) -> list[ArrayTable]:
    return [ArrayTable(text) for text in re.findall(r'<table class="array.*?</table>', html, re.S)]


def test_a_public_case_is_drawn_with_its_wrong_cells_marked(assignment, overwrites):
    html, _ = rendered(assignment, overwrites)
    key, part = f"{CHAPTER}.col2im", "sums"
    check = CHECKS[key]
    case = next(
        iter(next(p for p in check.parts if p.name == part).draw(generator(SEED, key, part)))
    )
    assert case.public
    known = next(m for m in check.misconceptions if m.name == "overwrites_overlaps")
    got, expected = case.hand_over(known.function), case.hand_over(check.oracle)
    wrong = int((got != expected).sum())
    first, *_ = re.split("A small case", html)
    tables = arrays_of(first)
    for table, array in zip(tables, (got[0, 0], expected[0, 0]), strict=True):
        assert table.columns == [str(number) for number in range(array.shape[1])]
        assert [row[0] for row in table.rows] == [str(number) for number in range(array.shape[0])]
        assert [row[1:] for row in table.rows] == [
            [f"{value:g}" + " differs" * bool(off) for value, off in zip(*pair, strict=True)]
            for pair in zip(array, (got != expected)[0, 0], strict=True)
        ]
        assert table.caption.endswith(f", {wrong} marked numbers differ")


def test_a_failed_part_shows_a_small_case_in_place_of_a_hidden_one(assignment, result_of):
    wrong = CHECKS[f"{CHAPTER}.conv2d_im2col"].misconceptions[0].source("conv2d_im2col")
    result = result_of({"conv2d_im2col": wrong})
    (report,) = next(item for item in result.items if item.id == "conv2d_im2col").reports
    failed = [part for part in report["parts"] if part["earned"] < part["points"]]
    assert {part["public"] for part in failed} == {True, False}
    for part in failed:
        assert part["call"]
        assert part["drawn"] is not part["public"]
    html, text = rendered(assignment, result)
    ways = len({part["sentence"] for part in failed})
    assert html.count("A small case, to try yourself") == ways - 1
    assert text.count("a small case to try:") == ways - 1
    assert "conv2d_im2col(x, weight, stride=" in text
    assert max(map(len, text.splitlines())) <= 90


def test_a_small_case_may_raise_and_blank_work_gets_none(assignment, result_of):
    def text_of(body):
        head = "def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1):\n    "
        return rendered(assignment, result_of({"conv2d_im2col": head + body}))[1]

    assert re.search(
        r"a small case to try:.*?got:\s+raised ZeroDivisionError: division by zero",
        text_of("return x / 0 if stride == 1 else 1 / 0"),
        re.S,
    )
    assert "a small case" not in text_of("raise NotImplementedError")
    assert "a small case" not in text_of("import os; os._exit(1)")
