"""The explorer's script and style as a page loads them: its modules joined into one script."""

import json
from pathlib import Path

from convolution_explorer.assets import join
from sphinx.application import Sphinx

__all__ = ["SCRIPT", "SETTINGS", "STYLE", "publish"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "descent-explorer.js", "descent-explorer.css"
SETTINGS: dict[str, dict] = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))


def publish(app: Sphinx) -> None:
    """Write script and style among the static files, before a page asks for their digests."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    (static / SCRIPT).write_text(join(HERE / "explorer.js"), encoding="utf-8")
    style = (HERE / "style.css").read_text(encoding="utf-8")
    (static / STYLE).write_text(style, encoding="utf-8")
