"""Two lists that a build makes: corrections of the sources, and assignments to download."""

import re
from zipfile import ZipFile

import pytest

from tests.helpers.browsing import build
from tests.helpers.small_book import built, make_book

BOX = ":::{{admonition}} Erratum: {title}\n:class: erratum\n\nIt is otherwise.\n:::\n"
FIRST = BOX.format(title="Convolutional Neural Networks (Patel, 2017), sections 6.3 and 6.4")
SECOND = BOX.format(title="*MLP Coursework 2: Exploring Convolutional Networks*, section 5")
LIST = "# Errata\n\n```{errata}\n```\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    root = tmp_path_factory.mktemp("lists")
    folder = root / "exercises" / "01-first"
    (folder / "cnnlib" / "__pycache__").mkdir(parents=True)
    (folder / "01-first.ipynb").write_text("{}")
    (folder / "cnnlib" / "conv.py").write_text("VALUE = 1\n")
    (folder / "cnnlib" / "__pycache__" / "conv.pyc").write_text("")
    book = make_book(
        root,
        {
            "intro": LIST,
            "01-first": f"# First\n\n## Sizes\n\n{FIRST}",
            "02-second": f"# Second\n\n## Context\n\n{SECOND}",
        },
    )
    return built(book)


def test_corrections_are_listed_by_source_and_lead_to_their_places(pages):
    html = (pages / "intro.html").read_text("utf-8")
    lists = re.findall(r'errata-source rubric">(.*?)</p>\s*<ul.*?>(.*?)</ul>', html, re.DOTALL)
    assert [source for source, _ in lists] == [
        "MLP Coursework 2: Exploring Convolutional Networks",
        "Convolutional Neural Networks (Patel, 2017)",
    ]
    for (_, items), (place, address) in zip(
        lists,
        [
            ("Section 5: ", "02-second.html#erratum-1"),
            ("Sections 6.3 and 6.4: ", "01-first.html#erratum-1"),
        ],
        strict=True,
    ):
        assert place in items
        assert f'href="{address}"' in items
        page, _, anchor = address.partition("#")
        assert f'id="{anchor}"' in (pages / page).read_text("utf-8")


def test_a_correction_without_a_known_source_fails_the_build(tmp_path):
    box = BOX.format(title="Another text, section 1")
    done = build(make_book(tmp_path, {"intro": f"# Page\n\n## Part\n\n{box}"}))
    assert done.returncode != 0
    complaint = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert "an erratum names no source and place: Erratum: Another text" in complaint


def test_a_page_with_an_assignment_offers_its_folder(pages):
    html = (pages / "01-first.html").read_text("utf-8")
    assert 'href="_downloads/01-first.zip"' in html
    assert "_downloads" not in (pages / "02-second.html").read_text("utf-8")
    with ZipFile(pages / "_downloads" / "01-first.zip") as archive:
        assert archive.namelist() == ["01-first/01-first.ipynb", "01-first/cnnlib/conv.py"]
        assert archive.read("01-first/cnnlib/conv.py") == b"VALUE = 1\n"
