"""Feedback as plain text, for e-mail and terminals."""

from collections.abc import Iterator
from textwrap import fill, indent

from autograder.feedback.content import Feedback, ShownExercise, ShownPart
from autograder.files.text import plain, points_text
from autograder.grading.failures import Failure

__all__ = ["as_text"]

WIDTH = 76


def as_text(feedback: Feedback, book: str) -> str:
    """Return the feedback as lines of at most 76 characters, except the student's own code.

    Parameters
    ----------
    book : str
        The address of the book for students; only a web address is used in a text.
    """
    blocks = [_heading(feedback)]
    if feedback.findings:
        remarks = "\n".join(_wrapped(finding, "  - ", "    ") for finding in feedback.findings)
        blocks.append(f"About what you handed in\n{remarks}")
    blocks += [_failure(failure) for failure in feedback.failures]
    base = book if book.startswith(("http://", "https://")) else ""
    blocks += ["\n".join(_exercise(exercise, base)) for exercise in feedback.exercises]
    blocks.append(f"The tests draw new numbers each time; this run had seed {feedback.seed}.")
    return plain("\n\n".join(blocks)) + "\n"


def _heading(feedback: Feedback) -> str:
    title = f"{feedback.title} ({feedback.assignment})"
    lines = [
        title,
        "=" * len(title),
        f"Feedback for {plain(feedback.name)}",
        f"{_of(feedback.total, feedback.possible, ' of ')} points{feedback.so_far}",
    ]
    if feedback.late:
        lines.append(f"Handed in {feedback.late} late. {feedback.cost_of_lateness}")
        lines[-1] = _wrapped(lines[-1])
    if feedback.still_open:
        lines.append(_wrapped(feedback.still_open))
    return "\n".join(lines)


def _failure(failure: Failure) -> str:
    lines = indent(plain(failure.text), "  ")
    return f"{_wrapped(f'{failure.sentence} Fix this first:')}\n{lines}"


def _exercise(exercise: ShownExercise, book: str) -> Iterator[str]:
    score = exercise.open or _of(exercise.score or 0.0, exercise.points, " / ")
    title = _unquoted(exercise.title)
    yield f"{title} {score:>{max(1, WIDTH - len(title) - 1)}}"
    yield "-" * WIDTH
    for sentence in exercise.misconceptions:
        yield _wrapped(f"What it looks like. {sentence}", "  ")
    if exercise.advice:
        yield _wrapped(exercise.advice, "  ")
    if exercise.change:
        yield _wrapped(exercise.change, "  ")
    if exercise.state == "good" and exercise.parts:
        yield _wrapped(f"Passed: {', '.join(exercise.passed)}.", "  ")
    elif exercise.state == "good":
        yield "  Passed."
    elif exercise.parts:
        for part in exercise.parts:
            yield from _part(part)
    elif exercise.message:
        yield indent(plain(exercise.message), "  ")
    if exercise.parts and exercise.message:
        yield "  The test in your notebook says:"
        yield indent(plain(exercise.message), "    ")
    if exercise.comment:
        yield _wrapped(f"From your instructor. {exercise.comment}", "  ")
    if exercise.section and exercise.state in ("part", "bad"):
        yield _wrapped(f"In the book: {exercise.section.title}", "  ")
        if book:
            yield f"  {book}/{exercise.section.target}"


def _part(part: ShownPart) -> Iterator[str]:
    mark = "passed" if part.passed else "failed"
    yield _wrapped(f"[{mark}] {part.name} ({_of(part.earned, part.points, ' of ')})", "  ", "    ")
    if part.case:
        yield _wrapped(f"Case: {part.case}", "    ")
    if part.sentence:
        yield _wrapped(part.sentence, "    ")
    if part.where:
        yield indent(plain(part.where), "    ")
    attempt = "a small case to try" if part.drawn else "try"
    for title, text in ((attempt, part.call), ("got", part.got), ("expected", part.expected)):
        if text:
            yield f"    {title}:\n{indent(plain(text), '      ')}"


def _wrapped(text: str, first: str = "", rest: str | None = None) -> str:
    rest = first if rest is None else rest
    return fill(_unquoted(plain(text)), WIDTH, initial_indent=first, subsequent_indent=rest)


def _of(earned: float, points: float, between: str) -> str:
    return f"{points_text(earned)}{between}{points_text(points)}"


def _unquoted(text: str) -> str:
    return text.replace("`", "")
