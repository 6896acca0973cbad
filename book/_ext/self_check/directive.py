"""The directive: it writes the whole question out, and the script only wakes it up."""

from decimal import Decimal

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .body import BodyError, Choices, Number, Text, read
from .html import element, tag

__all__ = ["TITLE", "SelfCheck"]

LOGGER = logging.getLogger(__name__)
TITLE = "Check yourself"


class SelfCheck(SphinxDirective):
    """Ask for a number or a choice; see the package for the body."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        self.label = self.arguments[0]
        try:
            asked = read("\n".join(self.content))
        except BodyError as error:
            place = (self.env.docname, self._line(error.line))
            LOGGER.warning(f"self-check {self.label}: {error}", location=place)
            return []
        parts = self._choices(asked) if isinstance(asked, Choices) else self._number(asked)
        box = tag("div", *self._ask(asked.question), *parts, class_="self-check")
        self.set_source_info(box)
        box["names"].append(nodes.fully_normalize_name(self.label))
        self.state.document.note_explicit_target(box, box)
        return [box]

    def _line(self, line_of_body: int) -> int:
        return self.lineno + self.content_offset + line_of_body + 1

    def _inline(self, text: Text) -> list[nodes.Node]:
        children, messages = self.state.inline_text(text.markdown, self._line(text.line))
        return [*children, *messages]

    def _ask(self, question: Text) -> list[nodes.Node]:
        title = tag("p", nodes.Text(TITLE), class_="self-check-title")
        asked = tag("p", *self._inline(question), id=self._id("question"))
        return [title, asked]

    def _id(self, part: str) -> str:
        return nodes.make_id(f"{self.label}-{part}")

    def _number(self, asked: Number) -> list[nodes.Node]:
        # A phone's keyboard for decimal numbers may have no minus.
        signed = any(number < 0 for number in (asked.number, *asked.wrong))
        answer = tag(
            "input",
            id=self._id("answer"),
            type="text",
            inputmode=None if signed else "decimal",
            autocomplete="off",
            aria_describedby=self._id("question"),
        )
        label = tag("label", nodes.Text("Your answer"), for_=self._id("answer"))
        right = tag("span", *self._inline(asked.right), data_right=True)
        wrong = [
            tag("li", _strong(number), tag("span", *self._inline(why), data_number=str(number)))
            for number, why in asked.wrong.items()
        ]
        hint = tag("span", *self._inline(asked.otherwise), data_otherwise=True)
        return [
            self._form(label, answer),
            _details(
                tag("p", _strong(asked.number), right),
                tag("p", nodes.Text("Answers that are often given instead:")),
                tag("ul", *wrong),
                tag("p", nodes.Text("To find it: "), hint),
                data_number=str(asked.number),
                data_tolerance=str(asked.tolerance),
            ),
        ]

    def _choices(self, asked: Choices) -> list[nodes.Node]:
        several = sum(choice.right for choice in asked.choices) > 1
        kind = "checkbox" if several else "radio"
        rows, whys = [], []
        for choice in asked.choices:
            button = tag("input", type=kind, name=self._id("choice"))
            rows.append(tag("label", button, tag("span", *self._inline(choice.text))))
            right = "true" if choice.right else "false"
            why = tag("span", *self._inline(choice.why), data_choice=right)
            verdict = nodes.strong("", "Right: " if choice.right else "Wrong: ")
            again = tag("span", *self._inline(choice.text))
            whys.append(tag("li", verdict, again, nodes.Text(" "), why))
        return [self._form(*rows), _details(tag("ul", *whys))]

    def _form(self, *rows: nodes.Node) -> element:
        button = tag("button", nodes.Text("Check"), type="submit", hidden=True)
        fields = tag("fieldset", *rows, button, disabled=True, aria_labelledby=self._id("question"))
        verdict = tag("div", role="status", aria_live="polite", class_="self-check-verdict")
        return tag("form", fields, verdict, novalidate=True)


def _strong(number: Decimal) -> nodes.strong:
    return nodes.strong("", f"{number}: ".replace("-", "\N{MINUS SIGN}"))


def _details(*children: nodes.Node, **attributes: str) -> element:
    summary = tag("summary", nodes.Text("Show the answer"))
    return tag("details", summary, *children, **attributes)
