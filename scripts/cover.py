"""The cover of the book: the first page of its PDF, and the picture of a shared link."""

import sys
from pathlib import Path

__all__ = ["cover"]

STYLE = """
.cover { --pst-color-text-base: #222; --pst-color-text-muted: #4c545d;
  box-sizing: border-box; display: flex; flex-direction: column; justify-content: space-around;
  font-family: system-ui, sans-serif; color: #222; background: #fff }
.cover .title { margin: 0; font-size: 3.6rem; font-weight: 700; line-height: 1.1; color: inherit }
.cover p { margin: 0.7rem 0 0; font-size: 1.6rem; color: #4c545d }
.cover moving-window { width: 100%; max-width: none; margin: 0 }
"""


def cover(book: Path, title: str, width: str, height: str, padding: str) -> str:
    """Return the cover as a part of a page that brings its own style, in the book's colours."""
    extension = book / "_ext" / "moving_window"
    sys.path.insert(0, str(extension.parent))
    from moving_window.drawing import draw

    size = f"width: {width}; height: {height}; padding: {padding}"
    return f"""<style>
{(extension / "style.css").read_text(encoding="utf-8")}
{STYLE}
</style>
<div class="cover" style="{size}">
<header><p class="title">{title}</p><p>A textbook, assignments, and an autograder</p></header>
<moving-window>{draw()}</moving-window>
</div>
"""
