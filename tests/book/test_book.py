"""The book as its readers get it: every page built strictly, offline, with nothing given away."""

import ast
import inspect
import re
import textwrap
from importlib import import_module

import pytest

from autograder.chapters import CHAPTERS as FOUND
from autograder.course.book import section
from cnnlib.exercise import EXERCISES
from tests.helpers.reading import BOOK, CHAPTERS, Page

chapters = pytest.mark.parametrize("slug", CHAPTERS)
AS_A_SOURCE_IS_NAMED = (
    "*MLP Coursework 2: Exploring Convolutional Networks*, ",
    "*MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional "
    "Networks*, ",
    "*Deep Learning Practical Work 1-c and 1-d*, ",
    "*Convolutional Neural Networks* (De Silva), ",
    "*Convolutional Neural Networks* (Patel, 2017), ",
)


def test_no_page_loads_anything_from_another_host(html):
    files = sorted(html.glob("*.html"))
    assert {path.stem for path in files} >= {"intro", "references", "search", *CHAPTERS}
    for path in files:
        fetched = Page(path.read_text(encoding="utf-8")).fetched
        assert not [url for url in fetched if re.match(r"(\w+:)?//", url)], path.name
    for sheet in html.rglob("*.css"):
        loads = re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", sheet.read_text("utf-8"))
        assert not loads, sheet.name


def test_mathjax_comes_with_the_book(html, pages):
    fetched = pages["03-im2col"].fetched
    (script,) = {url.partition("?")[0] for url in fetched if "mathjax" in url}
    assert (html / script).stat().st_size > 1e6
    fonts = html / "_static/mathjax/output/chtml/fonts/woff-v2"
    assert len(list(fonts.glob("*.woff"))) > 10


@chapters
def test_every_figure_has_a_caption_and_an_alternative_text(pages, slug):
    page = pages[slug]
    assert page.figures == len(page.drawings) >= 8
    for alternative in page.drawings:
        assert len(alternative) > 40, alternative
    assert not [image for image in page.images if "_images/" in (image.get("src") or "")]
    numbers = {int(number) for number in re.findall(rf"Fig\. {int(slug[:2])}\.(\d+)\s", page.text)}
    assert numbers >= set(range(1, page.figures + 1)), "a chapter counts its own figures"


@chapters
def test_every_computed_number_reached_its_sentence(pages, slug):
    assert "{glue" not in pages[slug].text
    assert "np.float64(" not in pages[slug].text
    source = (BOOK / f"{slug}.md").read_text("utf-8")
    assert not re.search(r"glue\(.*:\.\de\}", source), "6e-11 is for programs: see pagelib.words"
    computed = set(re.findall(r'glue\(\s*"([^"{]+)"', source))
    assert computed <= set(re.findall(r"\{glue:text\}`([^`:]+)", source))


@chapters
def test_corrections_name_their_source_in_one_way(slug):
    titles = re.findall(r"admonition\} Erratum: (.*)", (BOOK / f"{slug}.md").read_text("utf-8"))
    assert not [title for title in titles if not title.startswith(AS_A_SOURCE_IS_NAMED)]


@chapters
def test_every_computed_table_is_a_table(pages, slug):
    """Jupyter's own Markdown has no tables: a cell that shows one asks for `myst`."""
    assert not re.search(r"\|[-–—:]+\|", pages[slug].text)


@chapters
def test_a_chapter_has_the_length_of_a_chapter(slug):
    """From 3 000 to 5 500 words of text; what is not read from top to bottom does not count."""
    text = (BOOK / f"{slug}.md").read_text(encoding="utf-8").partition("\n# ")[2]
    boxes = r"^:::\{(exercise|solution|self-check)\}.*?^:::$"
    for left_out in (boxes, r"```.*?```", r"\$\$.*?\$\$", r"\$[^$]*\$", r"^[:|].*?$"):
        text = re.sub(left_out, " ", text, flags=re.DOTALL | re.MULTILINE)
    assert 3000 <= len(text.split()) <= 5500


WORDS = dict(zip(("four", "six", "eight", "ten", "eleven"), (4, 6, 8, 10, 11), strict=True))
YOURS = re.compile(
    r"(\w+)(?: short)? (?:functions are yours to write|exercises in code|functions and modules are)"
)


@chapters
def test_a_page_counts_the_functions_that_are_yours(slug):
    for chapter in FOUND.values():
        for module in chapter.modules:
            import_module(f"cnnlib.{module}")
    written = [key for key in EXERCISES if key.startswith(slug)]
    text = " ".join((BOOK / f"{slug}.md").read_text(encoding="utf-8").split())
    said = [WORDS.get(word.lower()) for word in YOURS.findall(text)]
    assert said == [len(written)] * len(said)
    assert said or slug in {"01-convolution", "06-regularisation"}


def test_feedback_finds_the_section_of_every_exercise(html, assignment):
    for exercise in assignment.grade_cells:
        name, _, anchor = section("03-im2col", exercise).target.partition("#")
        assert f'id="{anchor}"' in (html / name).read_text(encoding="utf-8"), exercise


@chapters
def test_no_page_gives_a_solution_away(pages, slug):
    """Nor one of another chapter. What the library gives to students may be shown."""
    for chapter in FOUND.values():
        for module in chapter.modules:
            import_module(f"cnnlib.{module}")
    shown = _squeeze(pages[slug].text)
    given = _squeeze("".join(_given_sources({each.target for each in EXERCISES.values()})))
    checked = 0
    for key, exercise in EXERCISES.items():
        for statement in map(_squeeze, _statements(exercise.target)):
            if len(statement) > 20 and statement not in given:
                assert statement not in shown, f"{key}: {statement}"
                checked += 1
    assert checked > 10


def _given_sources(solutions: set) -> list[str]:
    """Return the source of every function of the library that students do not write."""
    modules = [import_module(f"cnnlib.{name}") for each in FOUND.values() for name in each.modules]
    return [
        inspect.getsource(value)
        for module in modules
        for value in vars(module).values()
        if inspect.isfunction(value) and value.__module__ == module.__name__
        if value not in solutions
    ]


def _statements(target) -> list[str]:
    """The lines of a body, without its docstring."""
    source = textwrap.dedent(inspect.getsource(target))
    body = ast.parse(source).body[0].body[1:]
    lines = source.splitlines()[body[0].lineno - 1 :]
    return [line.strip() for line in lines if line.strip()]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
