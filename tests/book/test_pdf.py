"""The book as one PDF: all pages in order, bookmarks, links that stay inside."""

import re
import subprocess
import sys

import pytest
from pypdf import PdfReader

from autograder.course.repository import REPOSITORY
from tests.helpers.browsing import CHROMIUM
from tests.helpers.small_book import built, make_book

MIDDLE = """# Middle

## A part

$x^2$ and text.

::::{tab-set}
:::{tab-item} Linux
for Linux
:::
:::{tab-item} Windows
for Windows
:::
::::

:::{self-check} sum
question: What is 3 + 4?
number: 7
right: Three and four.
wrong:
  12: That is their product.
otherwise: Count.
:::

```{raw} html
<input id="set"><script>document.getElementById("set").value = "417"</script>
```

| one | two | three | four | five | six | seven | eight | nine | ten | eleven | the twelfth |
|---|---|---|---|---|---|---|---|---|---|---|---|
| 1 000 | 2 000 | 3 000 | 4 000 | 5 000 | 6 000 | 7 000 | 8 000 | 9 000 | 10 000 | 11 000 | 12 000 |
"""
LONG = "A heading that is so long that it takes more than a single line on paper, and not less"
PAGES = {
    "intro": "# Opening\n\nRead [the end](last.md), {ref}`its last words <farewell>`, "
    "[elsewhere](https://example.org/) or {download}`the rest <rest.zip>`.\n",
    "middle": MIDDLE,
    "last": f"# Closing\n\n{'Good. ' * 40}\n\n## {LONG}\n\n(farewell)=\n## A part\n\nGoodbye.\n",
}


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so no page can be printed")
    book = make_book(tmp_path_factory.mktemp("printed"), PAGES)
    (book / "rest.zip").write_bytes(b"")
    built(book)
    output = book / "_build" / "book.pdf"
    program = REPOSITORY.root / "scripts" / "pdf.py"
    command = [sys.executable, program, book.name, output]  # relative, as in the Makefile
    subprocess.run(command, cwd=book.parent, check=True, timeout=200)
    return PdfReader(output)


def test_pages_follow_the_table_of_contents(pdf):
    cover, _, *text = [page.extract_text() for page in pdf.pages]
    assert "A textbook, assignments, and an autograder" in cover
    assert len(text) == len(PAGES)
    for heading, page in zip(("Opening", "Middle", "Closing"), text, strict=True):
        assert heading in page
    assert "Search" not in text[0], "what a reader clicks on does not belong on paper"


def test_the_contents_say_on_which_numbered_page_each_begins(pdf):
    cover, contents, *text = [page.extract_text() for page in pdf.pages]
    assert contents.splitlines()[1] == "Contents"
    begins = {"Opening": 3, "Middle": 4, "Closing": 5}
    for title, number in begins.items():
        assert re.search(rf"{title}\s+{number}\n", f"{contents}\n")
    for number, page in enumerate([contents, *text], 2):
        assert page.splitlines()[0] == str(number), "it stands before the text, outside its tags"
    assert cover.endswith("−1 0 1"), "the cover has no number"
    assert [page for page, _ in aims_on(pdf, 2)] == list(begins.values())


def test_paper_shows_what_a_reader_would_open_or_scroll_to(pdf):
    middle = pdf.pages[3].extract_text()
    assert "for Linux" in middle
    assert "for Windows" in middle
    assert "Three and four." in middle
    assert "Show the answer" not in middle
    assert "the twelfth" in middle
    assert "417" in middle, "numbers that a script has put into a field"


def test_there_are_bookmarks_and_a_title(pdf):
    titles = [entry["/Title"] for entry in pdf.outline if not isinstance(entry, list)]
    assert titles == ["Opening", "Middle", "Closing"]
    assert pdf.metadata.title == "Convolutional networks"


def test_bookmarks_have_the_words_of_the_headings(pdf):
    *_, below = pdf.outline
    assert [entry["/Title"] for entry in below] == ["Contents", LONG, "A part"]


def links_on(pdf, number: int) -> list:
    return [link.get_object() for link in pdf.pages[number - 1]["/Annots"]]


def aims_on(pdf, number: int) -> list[tuple[int, float]]:
    """The pages, and the heights on them, to which the links of a page lead."""
    names = [link["/Dest"] for link in links_on(pdf, number) if "/Dest" in link]
    places = [pdf.named_destinations[name] for name in names]
    return [(pdf.get_destination_page_number(place) + 1, float(place["/Top"])) for place in places]


def test_links_between_pages_stay_in_the_file(pdf):
    assert [page for page, _ in aims_on(pdf, 3)] == [5, 5]
    outside = [link["/A"]["/URI"] for link in links_on(pdf, 3) if "/A" in link]
    assert outside == ["https://example.org/", "rest.zip"]


def test_a_link_into_another_page_leads_to_the_section(pdf):
    (_, top), (_, section) = aims_on(pdf, 3)
    _, (_, as_listed) = aims_on(pdf, 5)
    assert section == pytest.approx(as_listed, abs=1)
    assert section < top - 100


def test_a_section_is_found_in_its_own_chapter(pdf):
    """Both have "A part", and a list of contents on top."""
    for number in (4, 5):
        pages, heights = zip(*aims_on(pdf, number), strict=True)
        assert set(pages) == {number}
        assert all(0 < height < 842 for height in heights)


def tags_below(element) -> list[tuple[str, dict]]:
    """The parts of a document as a screen reader is told of them, in their order."""
    inside = element.get("/K", [])
    found = []
    for one in inside if isinstance(inside, list) else [inside]:
        part = one.get_object()
        if isinstance(part, dict) and "/S" in part:
            found += [(part["/S"], part), *tags_below(part)]
    return found


def test_screen_readers_are_told_what_is_a_heading_a_table_a_picture(pdf):
    tags = tags_below(pdf.trailer["/Root"]["/StructTreeRoot"])
    kinds = [kind for kind, _ in tags]
    assert kinds.count("/H1") == len(PAGES)
    assert kinds.count("/TH") == 12
    assert any("A window of three by three pixels" in part.get("/Alt", "") for _, part in tags)
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
