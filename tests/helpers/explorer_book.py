"""A small book with convolution explorers in it, and one of them as a reader meets it."""

import re
from pathlib import Path

import pytest

from tests.helpers.reading import BOOK
from tests.helpers.small_book import built, make_book

__all__ = ["EXTENSION", "Explorer", "explorers", "new_explorer"]

EXTENSION = BOOK / "_ext" / "convolution_explorer"

PAGES = {
    "intro": """# Explorer

```{convolution-explorer}
:input: 1 2 3 4 / 4 5 6 7 / 7 8 9 1
:kernel: 2 2 / 2 2

Each output pixel is twice the sum of its window.
```
""",
    "plain": "# A page without one\n\nNothing moves here.\n",
}


@pytest.fixture(scope="session")
def explorers(tmp_path_factory) -> Path:
    """The folder of a built book: ``intro.html`` has an explorer, ``plain.html`` has none."""
    return built(make_book(tmp_path_factory.mktemp("explorers"), PAGES))


def new_explorer(tab, **attributes) -> "Explorer":
    """Put an explorer that starts with `attributes` in place of those on the page."""
    values = {name.replace("_", "-"): str(value) for name, value in attributes.items()}
    tab.evaluate(
        """(values) => {
          const explorer = document.createElement("convolution-explorer");
          for (const [name, value] of Object.entries(values)) explorer.setAttribute(name, value);
          const [first, ...others] = document.querySelectorAll("convolution-explorer");
          others.forEach((other) => other.remove());
          first.replaceWith(explorer);
        }""",
        values,
    )
    return Explorer(tab.locator("convolution-explorer"))


class Explorer:
    """One explorer: what it shows, read from the page."""

    def __init__(self, root) -> None:
        self.root = root
        self.input = root.get_by_role("group", name="Input,")
        self.kernel = root.get_by_role("group", name="Kernel,")
        self.output = root.get_by_role("grid")
        self.status = root.get_by_role("status")

    def press(self, name: str, times: int = 1) -> None:
        # Not Playwright's click: a button that leads nowhere says so, and it would wait for it.
        button = self.root.get_by_role("button", name=name, exact=True)
        button.evaluate("(button, times) => { while (times--) button.click(); }", times)

    def choose(self, name: str) -> None:
        self.root.get_by_role("radio", name=name, exact=True).check()

    def words(self) -> str:
        return self.status.inner_text()

    def slider(self, name: str):
        return self.root.get_by_role("slider", name=name)

    def rows(self) -> list[list[float]]:
        """The numbers in the cells of the output, row by row; what is empty is NaN."""
        texts = self.output.get_by_role("row").evaluate_all(
            """(rows) => rows.map((row) =>
              [...row.querySelectorAll("[role=gridcell]")].map((cell) => cell.textContent))"""
        )
        return [[number(text) for text in row] for row in texts]

    def look(self, grid: str, of_cell: str) -> list[list]:
        """A property of each cell of the input or output, row by row, without its margin."""
        return self.root.locator(f".explorer-{grid} .explorer-row").evaluate_all(
            f"""(rows) => rows
              .map((row) => [...row.children].filter((cell) => !cell.matches(".explorer-margin")))
              .filter((row) => row.length)
              .map((row) => row.map((cell) => {of_cell}))"""
        )

    def marked(self, grid: str, mark: str) -> list[list[bool]]:
        return self.look(grid, f"cell.matches('.explorer-{mark}')")

    def tags(self, grid: str) -> list[list[float]]:
        texts = self.look(grid, "cell.querySelector('.explorer-tag').textContent")
        return [[number(re.sub("[×+]", "", text) or "0") for text in row] for row in texts]

    def sizes(self) -> list[str]:
        """The lines of the size formula: in symbols, for the height, for the width."""
        return self.root.locator(".explorer-line").evaluate_all(
            "(lines) => lines.map((line) => line.textContent)"
        )


def number(text: str) -> float:
    return float(text.replace("−", "-") or "nan")
