"""The directive `{errata}`: all places where the chapters correct a source, gathered by source.

A correction is an admonition of the class ``erratum``, titled ``Erratum: `` and the title of
the source and, after a comma, the place in it.
"""

from dataclasses import dataclass

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

__all__ = ["SOURCES", "setup"]

# What an erratum calls a source, and the source in full.
SOURCES = {
    "Exploring Convolutional Networks": "MLP Coursework 2: Exploring Convolutional Networks",
    "Investigating the Implementation and Optimization of Convolutional Networks": (
        "MLP Coursework 2: Investigating the Implementation and Optimization of Convolutional "
        "Networks"
    ),
    "Deep Learning Practical Work 1-c and 1-d": (
        "Deep Learning Practical Work 1-c and 1-d (Cohen, Pot)"
    ),
    "Convolutional Neural Networks (De Silva)": "Convolutional Neural Networks (De Silva), slides",
    "Convolutional Neural Networks (Patel": "Convolutional Neural Networks (Patel, 2017)",
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Erratum:
    """One correction: the source in full and the place in it, and where the book makes it."""

    source: str
    place: str
    page: str
    anchor: str
    section: str


class errata(nodes.General, nodes.Element):  # noqa: N801, as docutils names nodes
    """Stands for the list until all pages are read."""


class Errata(SphinxDirective):
    def run(self) -> list[nodes.Node]:
        self.env.errata_pages = {*getattr(self.env, "errata_pages", ()), self.env.docname}
        return [errata()]


def collect(app: Sphinx, doctree: nodes.document) -> None:
    page = app.env.docname
    found = []
    for box in doctree.findall(nodes.admonition):
        if "erratum" not in box["classes"]:
            continue
        title = box[0].astext()
        source = next((name for name in SOURCES if name in title), None)
        place = title.partition(source)[2].partition(", ")[2] if source else ""
        if "2017), " in place:
            place = place.partition("2017), ")[2]
        if not source or not place:
            logger.warning("an erratum names no source and place: %s", title, location=box)
            continue
        anchor = f"erratum-{len(found) + 1}"
        box["ids"].append(anchor)
        section = next(one for one in _parents(box) if isinstance(one, nodes.section))
        found.append(Erratum(SOURCES[source], place, page, anchor, section[0].astext()))
    _all(app.env)[page] = found


def _parents(node: nodes.Node) -> list[nodes.Node]:
    return [] if node.parent is None else [node.parent, *_parents(node.parent)]


def _all(env: BuildEnvironment) -> dict[str, list[Erratum]]:
    if not hasattr(env, "errata"):
        env.errata = {}
    return env.errata


def forget(_app: Sphinx, env: BuildEnvironment, page: str) -> None:
    _all(env).pop(page, None)


def merge(_app: Sphinx, env: BuildEnvironment, pages: set[str], other: BuildEnvironment) -> None:
    _all(env).update({page: found for page, found in _all(other).items() if page in pages})
    env.errata_pages = {
        *getattr(env, "errata_pages", ()),
        *getattr(other, "errata_pages", ()),
    }


def write_again(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages with the list: they change with any other."""
    return [*getattr(env, "errata_pages", ())]


def fill(app: Sphinx, doctree: nodes.document, page: str) -> None:
    for placeholder in [*doctree.findall(errata)]:
        known = [one for _, found in sorted(_all(app.env).items()) for one in found]
        lists = []
        for source in SOURCES.values():
            own = [one for one in known if one.source == source]
            if own:
                lists.append(nodes.rubric(text=source, classes=["errata-source"]))
                lists.append(nodes.bullet_list("", *(_item(app, page, one) for one in own)))
        placeholder.replace_self(lists)


def _item(app: Sphinx, page: str, erratum: Erratum) -> nodes.list_item:
    address = f"{app.builder.get_relative_uri(page, erratum.page)}#{erratum.anchor}"
    link = nodes.reference("", erratum.section, internal=True, refuri=address)
    place = erratum.place[0].upper() + erratum.place[1:]
    title = app.env.titles[erratum.page].astext()
    return nodes.list_item("", nodes.paragraph("", f"{place}: ", link, nodes.Text(f" ({title})")))


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_node(errata)
    app.add_directive("errata", Errata)
    app.connect("doctree-read", collect)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", write_again)
    app.connect("doctree-resolved", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
