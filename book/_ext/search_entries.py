"""Keep the glossary's terms in the search index when a page is not written again.

Sphinx reads titles and words of such pages from the last index, but not the terms.
"""

import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

__all__ = ["setup"]

BEGIN, END = "Search.setIndex(", ")"


def read_last(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Give the environment the terms of the last index, as `IndexBuilder.feed` stores them."""
    file = Path(app.outdir, "searchindex.js")
    if not file.exists():
        return
    text = file.read_text(encoding="utf-8").removeprefix(BEGIN).removesuffix(END)
    index = json.loads(text)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for term, places in index["indexentries"].items():
        for page, target, main in places:
            found.setdefault(index["docnames"][page], []).append((term, target, "main" * main))
    for page in found.keys() & env.found_docs:
        # The environment was stored before pages were written, so its own terms may be older ones.
        env._search_index_index_entries[page] = sorted(found[page])


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("env-before-read-docs", read_last)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
