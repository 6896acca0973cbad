"""Let each page load one style sheet and one script, and none of Font Awesome.

The theme and its extensions bring some thirty files. They are joined in their order once all pages
are written. A joined page keeps the list of its parts, so that the next build can join it again.
"""

import hashlib
import posixpath
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["join_files_of_page", "setup"]

STYLE = re.compile(
    r'[ ]*<link (?:rel="stylesheet" (?:type="text/css" )?)?href="_static/(?P<name>[^"?]+\.css)'
    r'[^"]*"(?: data-parts="(?P<parts>[^"]*)")?(?: rel="stylesheet")? />\n?'
)
SCRIPT = re.compile(
    r'[ ]*<script(?: data-sd-[^>]*?)? src="_static/(?P<name>[^"?]+)[^"]*"'
    r'(?: data-parts="(?P<parts>[^"]*)")?></script>\n?'
)
# These need what the joined script defines, so that they follow it.
FOLLOWERS = re.compile(
    r"[ ]*(<script>DOCUMENTATION_OPTIONS\.pagename = [^<]*</script>"
    r'|<script src="searchindex\.js"></script>)\n?'
)
# Browsers fetch these before they know whether anything needs them.
PRELOAD = re.compile(r'[ ]*<link rel="preload"[^>]*>\n?')
UNUSED = "vendor/fontawesome/"

IMPORT = re.compile(r'@import "([^"]+)";')
URL = re.compile(r"url\((['\"]?)(?!['\"]?(?:data:|#))([^)'\"]+)\1\)")


def join_files_of_page(page: Path) -> None:
    """Rewrite `page`, and write the files that it then loads."""
    html = PRELOAD.sub("", page.read_text(encoding="utf-8"))
    static = page.parent / "_static"
    html, styles = _take_out(STYLE, html)
    html, scripts = _take_out(SCRIPT, html)
    if not styles:  # a page that only leads to another
        return
    style = _write(static, "css", styles, _read_style)
    script = _write(static, "js", scripts, _read_script)
    link = f'<link rel="stylesheet" href="_static/{style}" data-parts="{" ".join(styles)}" />'
    load = f'<script src="_static/{script}" data-parts="{" ".join(scripts)}"></script>'
    load = "\n".join([load, *FOLLOWERS.findall(html)])
    html = FOLLOWERS.sub("", html)
    html = html.replace("</head>", f"{link}\n</head>", 1).replace("</body>", f"{load}\n</body>", 1)
    page.write_text(html, encoding="utf-8")


def _take_out(element: re.Pattern, html: str) -> tuple[str, list[str]]:
    """Return `html` without the elements, and the names of the files that they load."""
    names = [
        name
        for found in element.finditer(html)
        for name in (found["parts"] or found["name"]).split()
        if not name.startswith(UNUSED)
    ]
    return element.sub("", html), list(dict.fromkeys(names))


def _write(static: Path, kind: str, names: list[str], read: Callable[[Path, str], str]) -> str:
    """Write the files `names` as one, and return its name."""
    text = "\n".join(read(static, name) for name in names)
    name = f"book-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{kind}"
    (static / name).write_text(text, encoding="utf-8")
    return name


def _read_style(static: Path, name: str) -> str:
    """Return a style sheet with what it imports; its addresses count from `static`."""
    folder = posixpath.dirname(name)

    def path(address: str) -> str:
        return posixpath.normpath(posixpath.join(folder, address))

    text = (static / name).read_text(encoding="utf-8").replace('@charset "UTF-8";', "")
    text = URL.sub(lambda found: f'url("{path(found[2])}")', text)
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", text)
    return IMPORT.sub(lambda found: _read_style(static, path(found[1])), text)


def _read_script(static: Path, name: str) -> str:
    text = (static / name).read_text(encoding="utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE) + ";"


def join_files(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.name != "html":
        return
    for old in Path(app.outdir, "_static").glob("book-*.*"):
        old.unlink()
    for page in Path(app.outdir).glob("*.html"):
        join_files_of_page(page)
    shutil.rmtree(Path(app.outdir, "_static", UNUSED), ignore_errors=True)


def setup(app: Sphinx) -> dict[str, bool]:
    # After the theme has written its own colours of code, for the light and the dark.
    app.connect("build-finished", join_files, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
