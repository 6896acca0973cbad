"""Bring a trained network to life: ``<living-network>``, which a cell of a page puts out.

`pagelib.living_data` writes the element. Its numbers go into a small file of their own, which the
page loads as a script, because a browser reads no other file where the book lies on a disk. The
element's script runs the network in the browser; nothing is loaded from another host.
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from convolution_explorer.assets import join
from sphinx.application import Sphinx

__all__ = ["HERE", "SHEETS", "setup"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "living-network.js", "living-network.css"
SHEETS = ("base", "maps", "controls")
NUMBERS = re.compile(r"(?<=<living-network>)<script>(.*?)</script>", re.DOTALL)


def publish(app: Sphinx) -> None:
    """Write script and style among the static files, before a page asks for their digests."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    sheets = (HERE / "style" / f"{name}.css" for name in SHEETS)
    style = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    (static / SCRIPT).write_text(join(HERE / "living.js"), encoding="utf-8")
    (static / STYLE).write_text(style, encoding="utf-8")


def move_numbers(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object
) -> None:
    """Write the numbers of a page's networks into files, and let the page load those."""
    stem = f"living-network-{page.replace('/', '-')}"

    def move(found: re.Match[str]) -> str:
        digest = hashlib.sha256(found[1].encode()).hexdigest()[:12]
        name = f"_static/{stem}-{digest}.js"
        Path(app.outdir, name).write_text(found[1], encoding="utf-8")
        # Deferred, it blocks nothing, and `bundles` does not join it with the book's own scripts.
        return f'<script defer src="{context["pathto"](name, resource=True)}"></script>'

    for old in Path(app.outdir, "_static").glob(f"{stem}-*.js"):
        old.unlink()
    if "body" in context:
        context["body"] = NUMBERS.sub(move, context["body"])


def setup(app: Sphinx) -> dict[str, bool | str]:
    app.connect("builder-inited", publish)
    app.connect("html-page-context", move_numbers)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
