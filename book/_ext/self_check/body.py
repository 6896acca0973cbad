"""Read the body of a self-check question; each mistake is one sentence and the line it is on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import yaml

__all__ = ["BodyError", "Choice", "Choices", "Number", "Text", "read"]

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


class BodyError(Exception):
    """What is wrong, in a sentence, and its line in the body, from 0."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True)
class Text:
    """Markdown, and its line in the body."""

    markdown: str
    line: int


@dataclass(frozen=True)
class Number:
    """A question whose answer is a number, with a sentence for each typical wrong one."""

    question: Text
    number: Decimal
    tolerance: Decimal
    right: Text
    wrong: dict[Decimal, Text]
    otherwise: Text


@dataclass(frozen=True)
class Choice:
    text: Text
    why: Text
    right: bool


@dataclass(frozen=True)
class Choices:
    """A question with some answers to choose from, one or more of them right."""

    question: Text
    choices: list[Choice]


def read(body: str) -> Number | Choices:
    """Return the question that `body`, in YAML, describes.

    Raises
    ------
    BodyError
        With one sentence, if anything is missing, unknown, twice there or not what it should be.
    """
    try:
        root = yaml.compose(body, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BodyError(
            f"its body is not YAML: {error.problem}; a text with ': ' or ' #' in it, or with a "
            "backtick, bracket or quotation mark in front, stands between quotation marks",
            mark.line if mark else 0,
        ) from None
    if root is None:
        raise BodyError("its body is empty; it must say 'question' and what answers it", 0)
    kind = _choices if "choices" in {key.value for key, _ in _pairs(root, "its body")} else _number
    return kind(root)


def _number(root: yaml.Node) -> Number:
    needed = ("question", "number", "right", "wrong", "otherwise")
    part = _mapping(root, "a question with a number", needed, ("tolerance",))
    number = _decimal(part["number"], "number")
    tolerance = _decimal(part["tolerance"], "tolerance") if "tolerance" in part else Decimal(0)
    wrong: dict[Decimal, Text] = {}
    for key, sentence in _pairs(part["wrong"], "'wrong'"):
        answer = _decimal(key, "an answer under 'wrong'")
        if abs(answer - number) <= tolerance:
            raise BodyError(f"{key.value} is listed as wrong, but it is right", _line(key))
        if answer in wrong:
            raise BodyError(f"{key.value} is listed as wrong twice", _line(key))
        wrong[answer] = _text(sentence, f"the sentence on {key.value}")
    texts = {name: _text(part[name], f"'{name}'") for name in ("question", "right", "otherwise")}
    return Number(number=number, tolerance=tolerance, wrong=wrong, **texts)


def _choices(root: yaml.Node) -> Choices:
    part = _mapping(root, "a question with choices", ("question", "choices"))
    listed = part["choices"]
    if not isinstance(listed, yaml.SequenceNode):
        raise BodyError("'choices' must be a list, each with '- text:' and 'why:'", _line(listed))
    choices = [_choice(each) for each in listed.value]
    if len({choice.right for choice in choices}) != 2:
        raise BodyError("'choices' must hold a right one and a wrong one", _line(listed))
    return Choices(_text(part["question"], "'question'"), choices)


def _choice(node: yaml.Node) -> Choice:
    part = _mapping(node, "a choice", ("text", "why"), ("right",))
    if "right" in part and part["right"].value not in ("true", "false"):
        raise BodyError("'right' must be true or false", _line(part["right"]))
    right = "right" in part and part["right"].value == "true"
    return Choice(_text(part["text"], "'text'"), _text(part["why"], "'why'"), right)


def _mapping(
    node: yaml.Node, what: str, needed: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> dict[str, yaml.Node]:
    """Return the values of a mapping by their names, all of `needed` among them."""
    found: dict[str, yaml.Node] = {}
    for key, value in _pairs(node, what):
        if key.value not in needed + allowed:
            names = ", ".join(needed + allowed)
            raise BodyError(f"{what} has no '{key.value}', only {names}", _line(key))
        if key.value in found:
            raise BodyError(f"{what} says '{key.value}' twice", _line(key))
        found[key.value] = value
    for name in needed:
        if name not in found:
            raise BodyError(f"{what} must say '{name}'", _line(node))
    return found


def _pairs(node: yaml.Node, what: str) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise BodyError(f"{what} must be lines of the form 'name: value'", _line(node))
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise BodyError(f"{what} must be lines of the form 'name: value'", _line(key))
        yield key, value


def _text(node: yaml.Node, what: str) -> Text:
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise BodyError(f"{what} must be a text", _line(node))
    block = node.style in ("|", ">")
    return Text(node.value.strip(), _line(node) + block)


def _decimal(node: yaml.Node, what: str) -> Decimal:
    text = node.value.replace("\N{MINUS SIGN}", "-") if isinstance(node, yaml.ScalarNode) else ""
    if not NUMBER.fullmatch(text):
        raise BodyError(f"{what} must be a number, such as 24 or -0.5", _line(node))
    return Decimal(text)


def _line(node: yaml.Node) -> int:
    return node.start_mark.line
