"""Written answers, as formgrader shows them to the instructor."""

from html import escape

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["harmless_markdown"]


def harmless_markdown(source: str) -> str:
    """Turn Markdown into HTML that runs nothing and loads nothing; a filter for formgrader.

    Otherwise a student's HTML would run in the instructor's browser, with the instructor's rights.
    Tags become text, pictures become links.
    """
    return MarkdownWithMath(renderer=_HarmlessRenderer()).render(source)


class _HarmlessRenderer(IPythonRenderer):
    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False)

    def block_mermaidjs(self, code: str) -> str:
        """Show the text of a diagram, which nbconvert would not escape."""
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Write a link, or a note for a picture that was pasted into the cell."""
        if url.startswith("attachment:"):
            return f"[{escape(text)}: see the notebook that was handed in]"
        return self.link(escape(text or url), url, title)
