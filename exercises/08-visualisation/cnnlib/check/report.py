"""Format the state of all exercises for a terminal."""

import re
import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path

from cnnlib.check.running import Standing

__all__ = ["as_text"]

COLOURS = {"passes": 32, "written": 32, "fails": 31, "error": 31, "not started": 90}
DONE = ("passes", "written")


def as_text(title: str, standings: Sequence[Standing], folder: Path, colour: bool) -> str:
    """Return the table of all exercises, the total, and what to do next.

    Parameters
    ----------
    folder : Path
        The student's folder, in which the next exercise is located.
    colour : bool
        Whether the terminal supports colours.
    """
    width = max((len(each.name) for each in standings), default=0)
    columns = min(shutil.get_terminal_size((100, 24)).columns, 100)
    lines = [title, ""]
    for each in standings:
        state = f"{each.state:<11}"
        shown = f"\x1b[{COLOURS[each.state]}m{state}\x1b[0m" if colour else state
        lines.append(f"  {shown}  {each.points:>4g}  {each.name:<{width}}".rstrip())
        if each.message:
            wrapped = textwrap.wrap(each.message, max(columns - 21, 30))
            lines += [f"{'':21}{line}" for line in wrapped]
    return "\n".join([*lines, "", *_summary(standings, folder)])


def _summary(standings: Sequence[Standing], folder: Path) -> list[str]:
    passed = [each for each in standings if each.state == "passes"]
    tested = [each for each in standings if each.state != "written"]
    total = sum(each.points for each in standings)
    points = sum(each.points for each in passed)
    lines = [
        f"{len(passed)} of {len(standings)} exercises pass their visible tests: they are worth "
        f"{points:g} of {total:g} points.",
        "The hidden tests, which give the points, try more.",
    ]
    if len(tested) < len(standings):
        lines[-1] += " Written answers are graded by hand."
    todo = next((each for each in standings if each.state not in DONE), None)
    if todo is None:
        return [*lines, "Next: save the notebook, and hand in the whole folder with cnnlib."]
    return [*lines, f"Next: {todo.name}, {_place(todo, folder)}"]


def _place(standing: Standing, folder: Path) -> str:
    """Return where an exercise is: a line of the library, or a section of the notebook."""
    mark = re.compile(rf'@exercise\(\s*"[^".]+\.{re.escape(standing.name)}"')
    for path in sorted((folder / "cnnlib").rglob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if found := mark.search(text):
            line = text.count("\n", 0, found.start()) + 1
            return f"{path.relative_to(folder).as_posix()}, line {line}."
    return f"in the notebook under “{standing.title.replace('`', '')}”."
