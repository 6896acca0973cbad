"""Choose between a file of a submission and its copies, by the exercises that they answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.folder import Refused, listed, printable, read
from autograder.grading.result import Remark

__all__ = ["Chosen", "Wanted", "choose"]

MOST_COPIES = 20


@dataclass(frozen=True)
class Wanted:
    """A file that students hand in.

    Attributes
    ----------
    name : str
        Its path in the folder.
    limit : int
        The largest number of bytes that are read.
    exercises : tuple of str
        The graded cells whose answers it holds.
    answered : callable
        Takes the content of a file and returns the graded cells that it answers.
    """

    name: str
    limit: int
    exercises: tuple[str, ...]
    answered: Callable[[bytes], frozenset[str]]


@dataclass(frozen=True)
class Chosen:
    """The content of a chosen file, or None; the remark says why it is not the named one.

    Attributes
    ----------
    path : Path or None
        The chosen file.
    inside : str
        The inner folder that is graded like the submission; empty for the folder itself.
    """

    content: bytes | None
    path: Path | None = None
    remark: Remark | None = None
    inside: str = ""


@dataclass(frozen=True)
class _Copy:
    path: Path
    content: bytes
    answered: frozenset[str]


def choose(folder: Path, wanted: Wanted, others: Iterable[Path]) -> Chosen:
    """Choose the file with the wanted name, or the only other one that answers anything.

    Parameters
    ----------
    others : iterable of Path
        Files that may be copies of it, the most similar first.
    """
    named = folder / wanted.name
    content = read(folder, named, wanted.limit)
    if isinstance(content, Refused):
        return Chosen(None, named, Remark(content.sentence, wanted.exercises))
    others = list(others)
    if not others:
        return Chosen(content, named if content is not None else None)
    done = wanted.answered(content) if content is not None else frozenset()
    copies = _copies(folder, wanted, others, content)
    answering = [copy for copy in copies if copy.answered]
    if done:
        return Chosen(content, named, _more(folder, wanted, done, answering))
    found = answering or (copies if content is None and len(others) == 1 else [])
    if len(found) == 1:
        return _instead(folder, wanted, found[0], content)
    if content is not None and not found:
        return Chosen(content, named)
    lies = f"There is no {wanted.name}" if content is None else f"{wanted.name} is as released"
    names = listed([printable(path, folder) for path in [one.path for one in found] or others])
    remark = Remark(f"{lies}, but several others ({names}): none was taken.", wanted.exercises)
    return Chosen(content, named if content is not None else None, remark)


def _copies(folder: Path, wanted: Wanted, others: list[Path], content: bytes | None) -> list[_Copy]:
    found: dict[bytes, _Copy] = {}
    for path in others[:MOST_COPIES]:
        copy = read(folder, path, wanted.limit)
        if isinstance(copy, bytes) and copy != content:
            found.setdefault(copy, _Copy(path, copy, wanted.answered(copy)))
    return list(found.values())


def _instead(folder: Path, wanted: Wanted, copy: _Copy, content: bytes | None) -> Chosen:
    name = printable(copy.path, folder)
    if content is not None:
        sentence = f"{wanted.name} is as released; {name} was graded instead."
    elif name.endswith(f"/{wanted.name}"):
        return Chosen(copy.content, copy.path, inside=name.removesuffix(f"/{wanted.name}"))
    else:
        kind = "notebook" if wanted.name.endswith(".ipynb") else "file"
        sentence = f"The {kind} is called {name}, not {wanted.name}; it was graded."
    return Chosen(copy.content, copy.path, Remark(sentence))


def _more(folder: Path, wanted: Wanted, done: frozenset[str], copies: list[_Copy]) -> Remark | None:
    """Return a remark if copies answer exercises that the named file does not answer."""
    more = [one for one in wanted.exercises if any(one in copy.answered - done for copy in copies)]
    if not more:
        return None
    names = [printable(copy.path, folder) for copy in copies if copy.answered - done]
    return Remark(
        f"{wanted.name} was graded, but does not answer {', '.join(more)}; {listed(names)} does.",
        tuple(more),
    )
