"""Render the HTML pages of feedback and reports; every text is cleaned and escaped."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from autograder.files.text import plain, points_text

__all__ = ["render"]


def _cleaned(value: Any) -> Any:
    """Clean a text that a template prints; text marked as HTML is clean already."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _code(text: str) -> Markup:
    """Escape a text and format the parts between backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(plain(text)))))


def _markdown(text: str) -> Markup:
    """Render Markdown with formulas."""
    # It takes long to import, and few pages need it.
    from autograder.pages.markdown import markdown_with_formulas

    return Markup(markdown_with_formulas(plain(text)))


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_cleaned,
)
_templates.filters["code"] = _code
_templates.filters["markdown"] = _markdown
_templates.filters["points"] = points_text


def render(template: str, **values: object) -> str:
    """Return ``templates/<template>.html.j2`` filled with `values`."""
    return _templates.get_template(f"{template}.html.j2").render(values)
