"""Bring a trained network to life: ``<living-network>``, which a cell of a page puts out.

`pagelib.living_data` writes the element, with the network's numbers in it as JSON. The script runs
the network in the browser; nothing is loaded from anywhere else.
"""

from pathlib import Path

from convolution_explorer.assets import join
from sphinx.application import Sphinx

__all__ = ["setup"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "living-network.js", "living-network.css"
SHEETS = ("base", "maps", "controls")


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


def setup(app: Sphinx) -> dict[str, bool | str]:
    app.connect("builder-inited", publish)
    app.add_js_file(SCRIPT)
    app.add_css_file(STYLE)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
