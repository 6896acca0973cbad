"""Written answers, as formgrader shows them to the person who grades."""

from html import escape

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["harmless_markdown"]


def harmless_markdown(source: str) -> str:
    """Turn Markdown into HTML in which nothing runs and nothing is fetched: formgrader's filter.

    What a student has written there would act in the browser of the person who grades, with all
    rights of that person: tags become text, pictures become links.
    """
    return MarkdownWithMath(renderer=_HarmlessRenderer()).render(source)


class _HarmlessRenderer(IPythonRenderer):
    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=False)

    def block_mermaidjs(self, code: str) -> str:
        """Show the text of a diagram, which nbconvert would not even escape."""
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Write a link; a picture that was pasted into the cell is in the submitted notebook."""
        if url.startswith("attachment:"):
            return f"[{escape(text)}: see the notebook that was handed in]"
        return self.link(escape(text or url), url, title)
