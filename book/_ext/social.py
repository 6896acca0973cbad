"""Say in a page's head how it is shown where somebody shares its address (Open Graph).

The picture is made by ``scripts/pictures.py``. Where the book is published is ``html.baseurl`` in
``_config.yml``; without it the picture's address is relative, which not every site follows.
"""

from html import escape
from typing import Any

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx

__all__ = ["setup"]

PICTURE, SIZE = "_static/social.png", (1200, 630)
MOST_CHARACTERS = 200  # of a description; more is cut off


def add_tags(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Add the tags to those that the theme writes into the head."""
    base = app.config.html_baseurl.rstrip("/")
    width, height = SIZE
    tags = {
        "og:type": "website",
        "og:site_name": app.config.html_title or app.config.project,
        "og:title": Markup(context.get("title", "")).striptags(),
        "og:image": f"{base}/{PICTURE}" if base else PICTURE,
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": "An image, a kernel, and the feature map that they make",
    }
    if text := first_paragraph(tree):
        tags["og:description"] = text
    if base:
        tags["og:url"] = f"{base}/{page}.html"
    written = [
        f'<meta property="{name}" content="{escape(text)}" />' for name, text in tags.items()
    ]
    written.append('<meta name="twitter:card" content="summary_large_image" />')
    context["metatags"] = "\n".join([context.get("metatags", ""), *written])


def first_paragraph(tree: nodes.document | None) -> str:
    """Return the first sentences of a page, whole words, or nothing where it has none."""
    if tree is None:
        return ""
    text = next((" ".join(one.astext().split()) for one in tree.findall(nodes.paragraph)), "")
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rpartition(" ")[0] + " …"


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("html-page-context", add_tags)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
