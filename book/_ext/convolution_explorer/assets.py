"""The explorer's script and style as a page loads them.

The script is written as ES modules. Browsers refuse to load those from the disk, where many readers
open the book, so the modules are joined into one plain script.
"""

import json
import re
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["SCRIPT", "SETTINGS", "STYLE", "join", "publish"]

HERE = Path(__file__).parent
SCRIPT, STYLE = "convolution-explorer.js", "convolution-explorer.css"
SHEETS = ("base", "form", "layout", "cells", "steps", "sums", "media")
SETTINGS: dict[str, dict] = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))

# From the folder of the entry, or from another extension's.
NAMED_IMPORT = re.compile(
    r'^import (\{[^}]*\}) from "(?:\./)?((?:\.\./\w+/)?\w+\.js)";$', re.MULTILINE
)
DATA_IMPORT = re.compile(r'^import (\w+) from "\./(\w+\.json)" with .*;$', re.MULTILINE)
EXPORT = re.compile(r"^export (function|class|const) (\w+)", re.MULTILINE)


def join(entry: Path) -> str:
    """Return the module `entry` and all that it imports as one plain script.

    Each module becomes a function that is called once, after those it needs, and returns what the
    module exports.
    """
    modules: dict[str, str] = {}

    def add(name: str) -> None:
        if name in modules:
            return
        text = (entry.parent / name).read_text(encoding="utf-8")
        for pattern in (NAMED_IMPORT, DATA_IMPORT):
            for _, imported in pattern.findall(text):
                add(imported)
        modules[name] = text.strip() if name.endswith(".json") else _as_function(text)

    add(entry.name)
    parts = (f'modules["{name}"] = {text};\n' for name, text in modules.items())
    return "(() => {\nconst modules = {};\n" + "\n".join(parts) + "})();\n"


def _as_function(text: str) -> str:
    exports = ", ".join(name for _, name in EXPORT.findall(text))
    for pattern in (NAMED_IMPORT, DATA_IMPORT):
        text = pattern.sub(r'const \1 = modules["\2"];', text)
    text = EXPORT.sub(r"\1 \2", text)
    return f"(() => {{\n{text}\nreturn {{ {exports} }};\n}})()"


def assets() -> dict[str, str]:
    """The files that a page loads, by name."""
    sheets = (HERE / "style" / f"{name}.css" for name in SHEETS)
    style = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return {SCRIPT: join(HERE / "explorer.js"), STYLE: style}


def publish(app: Sphinx) -> None:
    """Write script and style among the static files, before a page asks for their digests."""
    if app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    static.mkdir(parents=True, exist_ok=True)
    for name, text in assets().items():
        (static / name).write_text(text, encoding="utf-8")
