"""How the book is built: again where the library changed, and never over a mistake."""

import re
import shutil
from pathlib import Path

import pytest

from tests.helpers.browsing import build
from tests.helpers.reading import BOOK

CHAPTER = "03-im2col"
GLOSSARY = "\n```{glossary}\nkernel\n  The weights of a window.\n```\n"


@pytest.fixture
def small_book(tmp_path) -> Path:
    """A book of one page that prints a value from its library, with our configuration."""
    book = tmp_path / "book"
    book.mkdir()
    for name in ("_config.yml", "logo.svg", "references.bib"):
        shutil.copy(BOOK / name, book)
    shutil.copytree(BOOK / "_ext", book / "_ext", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "cnnlib").mkdir()
    (tmp_path / "cnnlib" / "value.py").write_text("VALUE = 'first'\n")
    (book / "_toc.yml").write_text("format: jb-book\nroot: intro\n")
    header = (BOOK / f"{CHAPTER}.md").read_text(encoding="utf-8").partition("\n# ")[0]
    cell = "import sys; sys.path.insert(0, '..')\nfrom cnnlib.value import VALUE\nprint(VALUE * 2)"
    text = f"{header}\n# Page\n\n```{{code-cell}} ipython3\n{cell}\n```\n{GLOSSARY}"
    (book / "intro.md").write_text(text, encoding="utf-8")
    return book


def test_a_change_in_the_library_executes_the_page_again_and_nothing_else_does(small_book):
    page = small_book / "_build/html/intro.html"
    assert "Executing notebook" in build(small_book).stdout
    assert "firstfirst" in page.read_text("utf-8")
    index = page.with_name("searchindex.js").read_text("utf-8")
    assert '"indexentries": {"kernel"' in index

    assert "Executing notebook" not in build(small_book).stdout
    assert page.with_name("searchindex.js").read_text("utf-8") == index, "terms were forgotten"

    (small_book.parent / "cnnlib/value.py").write_text("VALUE = 'second'\n")
    again = build(small_book)
    assert again.returncode == 0
    assert "secondsecond" in page.read_text("utf-8")


def test_a_new_term_is_still_found_when_another_page_is_written(small_book):
    terms = small_book / "terms.md"
    with (small_book / "_toc.yml").open("a") as contents:
        contents.write("chapters:\n- file: terms\n")
    terms.write_text(f"# Terms\n{GLOSSARY.replace('kernel', 'stride')}")
    build(small_book)
    terms.write_text(f"# Terms\n{GLOSSARY.replace('kernel', 'padding')}")
    build(small_book)
    with (small_book / "intro.md").open("a", encoding="utf-8") as page:
        page.write("\nA page that has changed.\n")
    assert build(small_book).returncode == 0
    index = (small_book / "_build/html/searchindex.js").read_text("utf-8")
    assert '"padding": [[' in index.partition('"indexentries"')[2]


def test_a_build_that_failed_fails_again(small_book):
    intro = small_book / "intro.md"
    text = intro.read_text("utf-8")
    intro.write_text(f"{text}\nSee {{ref}}`nowhere`.\n", encoding="utf-8")
    first = build(small_book)
    assert first.returncode != 0
    assert "nowhere" in first.stdout
    assert build(small_book).returncode != 0, "the warning was forgotten"
    intro.write_text(text, encoding="utf-8")
    assert build(small_book).returncode == 0


@pytest.mark.parametrize(
    ("code", "complaint"),
    [("raise ValueError('wrong')", "ValueError: wrong"), ("sys.stderr.write('old')", "stderr")],
)
def test_a_page_that_raises_or_warns_is_not_published(small_book, code, complaint):
    intro = small_book / "intro.md"
    intro.write_text(intro.read_text("utf-8").replace("print(VALUE * 2)", code), encoding="utf-8")
    done = build(small_book)
    assert done.returncode != 0
    assert complaint in re.sub(r"\x1b\[[\d;]*m", "", done.stdout)


def test_with_the_books_address_shared_links_are_complete(small_book):
    config = small_book / "_config.yml"
    text, unset = config.read_text("utf-8"), '  baseurl: ""\n'
    assert unset in text
    config.write_text(text.replace(unset, "  baseurl: https://books.test/cnn/\n"), encoding="utf-8")
    assert build(small_book).returncode == 0
    page = (small_book / "_build/html/intro.html").read_text("utf-8")
    tags = dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)" />', page))
    assert tags["og:image"] == "https://books.test/cnn/_static/social.png"
    assert tags["og:url"] == "https://books.test/cnn/intro.html"
