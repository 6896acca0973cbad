"""Quote code of the library on a page, straight from its source."""

import ast
import inspect
import textwrap
from collections.abc import Callable

from IPython.display import Markdown

__all__ = ["quote", "source_after"]


def source_after(function: Callable, first: str) -> str:
    """Return the source of `function` from the line that starts with `first` to its end.

    Raises
    ------
    ValueError
        If no line of the body starts so.
    """
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    body = ast.parse("\n".join(lines)).body[0].body
    starts = [s.lineno for s in body if lines[s.lineno - 1].strip().startswith(first)]
    if not starts:
        raise ValueError(f"{function.__name__} has no statement that starts with {first!r}.")
    return textwrap.dedent("\n".join(lines[starts[0] - 1 :]))


def quote(function: Callable, first: str) -> Markdown:
    """Show the source of `function` from the line that starts with `first`."""
    return Markdown(f"```python\n{source_after(function, first)}\n```")
