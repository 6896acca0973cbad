"""The cover of the book: the first page of its PDF, and the picture of a shared link."""

import sys
from pathlib import Path

__all__ = ["cover"]


def cover(book: Path, title: str, width: str, height: str) -> str:
    """Return the cover as a page of its own, in the book's colours."""
    extension = book / "_ext" / "moving_window"
    sys.path.insert(0, str(extension.parent))
    from moving_window.drawing import draw

    return f"""<!doctype html>
<html lang="en-GB" data-theme="light"><meta charset="utf-8"><title>{title}</title>
<style>
{(extension / "style.css").read_text(encoding="utf-8")}
@page {{ margin: 0 }}
:root {{ --pst-color-text-base: #222; --pst-color-text-muted: #4c545d }}
body {{ box-sizing: border-box; width: {width}; height: {height}; margin: 0; padding: 5% 7%;
  display: flex; flex-direction: column; justify-content: space-around;
  font-family: system-ui, sans-serif; color: #222; background: #fff }}
h1 {{ margin: 0; font-size: 3.6rem; line-height: 1.1 }}
p {{ margin: 0.7rem 0 0; font-size: 1.6rem; color: #4c545d }}
moving-window {{ width: 100%; max-width: none; margin: 0 }}
</style>
<header><h1>{title}</h1><p>A textbook, assignments, and an autograder</p></header>
<moving-window>{draw()}</moving-window>
"""
