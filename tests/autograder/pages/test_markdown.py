"""Written answers and comments as HTML: harmless, and in bounded time."""

import time

import pytest

from autograder.pages.markdown import MOST_CHARACTERS, harmless_markdown, markdown_with_formulas

RENDER = (harmless_markdown, markdown_with_formulas)
SLOW = ["\\begin{a}", "\\\\(", "\\\\[", "$$", "$a", "[", "*a ", "`a``", "<a", "> ", "- "]


@pytest.mark.parametrize("render", RENDER)
@pytest.mark.parametrize("piece", SLOW)
def test_no_text_takes_long(render, piece):
    for size in (MOST_CHARACTERS, 3 * MOST_CHARACTERS):  # 6 000 times "\begin{a}" took 3.7 s
        started = time.process_time()
        render((piece * size)[:size])
        assert time.process_time() - started < 1


@pytest.mark.parametrize("render", RENDER)
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "$<script>alert(1)</script>$",
        r"$\\text{<script>alert(1)</script>}$",
        r"$\\unknown{<script>alert(1)</script>}$",
        "$$\n<script>alert(1)</script>\n$$",
        r"\\begin{matrix}<script>alert(1)</script>\\end{matrix}",
        "<script>alert(1)</script>" * 1000,
        "[x](javascript:alert(1))",
        "![x](https://example.org/<script>)",
    ],
)
def test_nothing_runs_or_loads(render, text):
    html = render(text)
    assert "<script" not in html
    assert "javascript:" not in html
    assert "<img" not in html


def test_formulas_are_mathml():
    html = " ".join(markdown_with_formulas("So $x^2$, and\n\n$$\\frac{1}{n}$$").split())
    assert "<msup> <mi>x</mi> <mn>2</mn> </msup>" in html
    assert "<mfrac> <mn>1</mn> <mi>n</mi> </mfrac>" in html


def test_latex_that_is_not_known_is_shown_as_it_is():
    assert "<code>\\foo{x}</code>" in markdown_with_formulas("$\\foo{x}$")
