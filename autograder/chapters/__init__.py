"""The chapters of the course: every package in this folder is one.

A chapter's ``__init__.py`` imports nothing and defines three constants: ``SLUG``; ``MODULES``, the
modules of `cnnlib` that students get with this chapter; and ``EXERCISES``, in the order of the
assignment. The check of an exercise is ``CHECK`` in the module named after the exercise. It is
imported on first use, so that commands that only read results do not load NumPy or torch.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.checks.kinds import Check

__all__ = ["CHAPTERS", "CHECKS", "PROVIDED", "Chapter", "modules_until"]

# The modules of `cnnlib` that students have in every chapter.
PROVIDED = ("arguments", "check", "checking", "exercise", "personal.numbers", "pictures")


@dataclass(frozen=True)
class Chapter:
    """A chapter, as defined by its package.

    Attributes
    ----------
    slug : str
        The name of its page, its assignment and its student folder, such as ``"03-im2col"``.
    package : str
        The dotted name of its package.
    modules : tuple of str
        The modules of `cnnlib` that students get with this chapter, such as ``"layers.pooling"``; a
        package includes all its files.
    exercises : tuple of str
        The names of its exercises that have a check.
    """

    slug: str
    package: str
    modules: tuple[str, ...]
    exercises: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """The folder of its package."""
        return Path(__file__).parent / self.package.rpartition(".")[2]

    @property
    def checks(self) -> dict[str, "Check"]:
        """Its checks by key, such as ``"03-im2col.col2im"``."""
        return {f"{self.slug}.{name}": self.check(name) for name in self.exercises}

    def check(self, exercise: str) -> "Check":
        """Import and return the check of an exercise; that of `MaxPool` is in ``max_pool.py``."""
        module = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", exercise).lower()
        return import_module(f"{self.package}.{module}").CHECK


def modules_until(slug: str) -> set[str]:
    """Return the modules in this chapter's student folder: its own and earlier chapters'."""
    earlier = [chapter.modules for chapter in CHAPTERS.values() if chapter.slug <= slug]
    return {*PROVIDED, *(name for modules in earlier for name in modules)}


def _found() -> dict[str, Chapter]:
    found: dict[str, Chapter] = {}
    for each in iter_modules(__path__, f"{__name__}."):
        if each.ispkg:
            chapter = _described_by(each.name)
            if other := found.get(chapter.slug):
                raise ValueError(
                    f"{other.package} and {chapter.package} both say SLUG = {chapter.slug!r}."
                )
            found[chapter.slug] = chapter
    return dict(sorted(found.items()))


def _described_by(package: str) -> Chapter:
    entry = import_module(package)
    names = ("SLUG", "MODULES", "EXERCISES")
    if missing := [name for name in names if not hasattr(entry, name)]:
        raise ValueError(f"{package} is a chapter, and must define {', '.join(missing)}.")
    return Chapter(entry.SLUG, package, entry.MODULES, entry.EXERCISES)


class _Checks(Mapping[str, "Check"]):
    """The checks of all chapters by key, each imported when it is looked up."""

    def __getitem__(self, key: str) -> "Check":
        slug, _, exercise = key.partition(".")
        if slug not in CHAPTERS:
            raise KeyError(f"There is no check {key!r}: the chapters are {', '.join(CHAPTERS)}.")
        chapter = CHAPTERS[slug]
        if exercise not in chapter.exercises:
            known = ", ".join(each for each in self if each.startswith(f"{slug}.")) or "none"
            raise KeyError(f"There is no check {key!r}: the chapter has {known}.")
        return chapter.check(exercise)

    def __contains__(self, key: object) -> bool:
        return any(key == each for each in self)

    def __iter__(self) -> Iterator[str]:
        for slug, chapter in CHAPTERS.items():
            yield from (f"{slug}.{exercise}" for exercise in chapter.exercises)

    def __len__(self) -> int:
        return sum(len(chapter.exercises) for chapter in CHAPTERS.values())


CHAPTERS = _found()
CHECKS: Mapping[str, "Check"] = _Checks()
