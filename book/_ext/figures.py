"""Write every SVG figure into its page: no request of its own, and legible light and dark.

Lines, letters and areas get a second colour for the dark theme. Pictures, which are bitmaps within
the figure, keep theirs: a negative would be another picture.
"""

import re
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["in_the_dark", "inline", "setup"]

XLINK = "{http://www.w3.org/1999/xlink}href"
COLOUR = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)
REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
# The matrix of the CSS filter hue-rotate(180deg).
HALF_TURN = ((-0.574, 1.43, 0.144), (0.426, 0.43, 0.144), (0.426, 1.43, -0.856))
LIGHTEST = 0.93


def in_the_dark(colour: str) -> str:
    """Return `colour` (``#rrggbb``) with its lightness turned over and its hue kept."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    turned = [LIGHTEST + (1 - 2 * LIGHTEST) * channel for channel in channels]
    mixed = [sum(a * b for a, b in zip(row, turned, strict=True)) for row in HALF_TURN]
    return "#" + "".join(f"{round(255 * min(max(each, 0), 1)):02x}" for each in mixed)


def inline(svg: str, name: str, alt: str, defined: set[str]) -> str:
    """Return the SVG file `svg` as an element of an HTML page.

    `name` tells its ids from those of the page's other figures. Outlines of letters are the same in
    all figures: `defined` holds the ids of those that the page has already, and gets the new ones.
    """
    root = ElementTree.fromstring(svg)
    _drop(root, lambda element: _local(element) in {"metadata", "style"})
    for element in root.iter():
        element.tag = _local(element)
        if XLINK in element.attrib:
            element.set("href", element.attrib.pop(XLINK))
    letters = {id_ for path in root.iterfind(".//defs/path") if (id_ := _letter(path))}
    _drop(root, lambda element: _letter(element) in defined)
    defined |= letters
    _rename_ids(root, name, letters)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    colours = _name_colours(root)
    root.set("style", ";".join(f"{key}:{value}" for key, value in colours.items()))
    root.set("class", "figure")
    root.set("role", "img")
    root.set("aria-label", alt)
    return ElementTree.tostring(root, encoding="unicode")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _letter(element: ElementTree.Element) -> str | None:
    """Return the id of a glyph's outline, which matplotlib names by font and code point."""
    id_ = element.get("id", "")
    return id_ if re.fullmatch(r"[\w.]+-[0-9a-f]+", id_) and _local(element) == "path" else None


def _drop(parent: ElementTree.Element, unwanted) -> None:
    for child in list(parent):
        if unwanted(child):
            parent.remove(child)
        else:
            _drop(child, unwanted)


def _rename_ids(root: ElementTree.Element, name: str, shared: set[str]) -> None:
    """Make ids unique in the page, and leave out those that nothing refers to."""
    wanted = {
        found[1] or found[2]
        for element in root.iter()
        for value in element.attrib.values()
        if (found := REFERENCE.search(value))
    }
    new = {id_: id_ if id_ in shared else f"{name}-{i}" for i, id_ in enumerate(sorted(wanted))}
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == "id" and value not in wanted:
                del element.attrib[key]
            elif key == "id":
                element.set(key, new[value])
            elif found := REFERENCE.search(value):
                old = found[1] or found[2]
                element.set(key, value.replace(f"#{old}", f"#{new[old]}"))


def _name_colours(root: ElementTree.Element) -> dict[str, str]:
    """Replace each colour by a variable; return these, each with a light and a dark value."""
    names: dict[str, str] = {}

    def named(found: re.Match) -> str:
        colour = found[0].lower()
        return f"var({names.setdefault(colour, f'--c{len(names)}')})"

    for element in root.iter():
        for key in ("style", "fill", "stroke"):
            if key in element.attrib:
                element.set(key, COLOUR.sub(named, element.get(key)))
    return {name: f"light-dark({old},{in_the_dark(old)})" for old, name in names.items()}


def write_figures_into_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return
    defined: set[str] = set()
    for number, image in enumerate(list(doctree.findall(nodes.image))):
        path = Path(app.srcdir, image["uri"])
        if path.suffix == ".svg" and "alt" in image:
            name = f"{nodes.make_id(docname)}-figure-{number}"
            html = inline(path.read_text(encoding="utf-8"), name, image["alt"], defined)
            image.replace_self(nodes.raw("", html, format="html"))


def setup(app: Sphinx) -> dict[str, bool]:
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    app.connect("doctree-resolved", write_figures_into_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
