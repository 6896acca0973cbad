"""One docutils node for any HTML element; other formats print only what stands in it."""

from docutils import nodes

__all__ = ["element", "tag", "visitors"]


class element(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes so
    """The HTML element ``node["tag"]`` with ``node["attributes"]`` around its children."""


def tag(name: str, /, *children: nodes.Node, **attributes: str) -> element:
    """Return an element; ``data_number`` becomes ``data-number``, ``class_`` becomes ``class``.

    An attribute that is True has no value, one that is None is left out.
    """
    named = {
        key.rstrip("_").replace("_", "-"): "" if value is True else value
        for key, value in attributes.items()
        if value is not None
    }
    return element("", *children, tag=name, attributes=named)


def _visit_html(translator, node: element) -> None:
    attributes = "".join(
        f' {key}="{translator.attval(value)}"' if value else f" {key}"
        for key, value in node["attributes"].items()
    )
    ids = f' id="{node["ids"][0]}"' if node["ids"] else ""
    translator.body.append(f"<{node['tag']}{ids}{attributes}>")


def _depart_html(translator, node: element) -> None:
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>\n")


def _keep_children(_translator, _node: element) -> None:
    pass


def visitors() -> dict[str, tuple]:
    """Return the visitors of all formats, for ``app.add_node``."""
    printed = (_keep_children, _keep_children)
    return {"html": (_visit_html, _depart_html), "latex": printed, "text": printed, "man": printed}
