"""Quote some methods of a class of the library on a page."""

import inspect
import textwrap
from collections.abc import Callable

from IPython.display import Markdown

__all__ = ["quote_methods"]


def quote_methods(*methods: Callable) -> Markdown:
    """Show the whole source of some methods, one after the other."""
    source = "\n".join(map(inspect.getsource, methods))
    return Markdown(f"```python\n{textwrap.dedent(source)}```")
