"""Render the HTML pages that people read; every text is cleaned and escaped."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

__all__ = ["plain", "render"]

# ECMA-48, in seven bits and in eight: colours, cursor; titles, links, other strings; the rest.
ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
# What is left of control characters, and those that turn the direction of the text around.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")  # cannot be written as UTF-8


def plain(text: str) -> str:
    """Return what a student may have written without anything that a terminal would obey."""
    text = ANSI.sub("", text.replace("\r\n", "\n"))
    return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", INVISIBLE.sub("", text))


def _cleaned(value: Any) -> Any:
    """Clean each text that a template prints; what is marked as HTML was cleaned before."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _code(text: str) -> Markup:
    """Escape a text and set what stands between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(plain(text)))))


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_cleaned,
)
_templates.filters["code"] = _code


def render(template: str, **values: object) -> str:
    """Return ``templates/<template>.html.j2`` filled with `values`."""
    return _templates.get_template(f"{template}.html.j2").render(values)
