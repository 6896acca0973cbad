"""Convert Markdown of written answers and comments to HTML that runs and loads nothing."""

from html import escape

from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["MOST_CHARACTERS", "harmless_markdown", "markdown_with_formulas"]

MOST_CHARACTERS = 20_000
# The parser looks for the end of each of these to the end of the text.
OPENINGS = (r"\begin{", r"\\(", r"\\[")
MOST_OPENINGS = 200


def harmless_markdown(source: str) -> str:
    """Turn Markdown into HTML; a filter for formgrader, which shows formulas by MathJax.

    Otherwise a student's HTML would run in the instructor's browser, with the instructor's rights.
    Tags become text, pictures become links. A text that would take long to read is shown as it is.
    """
    return _rendered(source, _HarmlessRenderer())


def markdown_with_formulas(source: str) -> str:
    """Turn Markdown into HTML with formulas as MathML, which needs no script."""
    return _rendered(source, _MathMLRenderer())


def _rendered(source: str, renderer: IPythonRenderer) -> str:
    openings = sum(map(source.count, OPENINGS))
    if len(source) > MOST_CHARACTERS or openings > MOST_OPENINGS:
        return f"<pre>{escape(source)}</pre>"
    return MarkdownWithMath(renderer=renderer).render(source)


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


class _MathMLRenderer(_HarmlessRenderer):
    def block_math(self, body: str) -> str:
        return _formula(body, block=True)

    def multiline_math(self, text: str) -> str:
        return _formula(text.strip("$"), block=True)

    def latex_environment(self, name: str, body: str) -> str:
        return _formula(rf"\begin{{{name}}}{body}\end{{{name}}}", block=True)

    def inline_math(self, body: str) -> str:
        return _formula(body, block=False)


def _formula(latex: str, block: bool) -> str:
    try:
        return str(tex2mathml(latex.strip(), as_block=block))
    except (MathError, RecursionError, IndexError, AttributeError, TypeError, ValueError):
        return f"<code>{escape(latex)}</code>"  # LaTeX that docutils does not know
