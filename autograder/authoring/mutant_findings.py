"""Compare the mutants of a chapter with its checks, and with those declared equivalent."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.equivalents import Equivalent, read_equivalents
from autograder.authoring.mutants import Mutant, mutants_of, refuses_otherwise
from autograder.authoring.mutation import SEEDS, Survivor, survivors
from autograder.chapters import CHAPTERS
from autograder.checks.function_check import FunctionCheck
from autograder.course.repository import REPOSITORY

__all__ = ["MutantRun", "mutant_findings", "mutant_runs"]

CACHE = REPOSITORY.root / "build" / "mutants"


@dataclass(frozen=True)
class MutantRun:
    """The mutants of one exercise, and those that its author has declared equivalent."""

    check: FunctionCheck
    mutants: tuple[Mutant, ...]
    equivalents: tuple[Equivalent, ...]


def mutant_runs(chapter: str) -> tuple[MutantRun, ...]:
    """Return the mutants of a chapter's exercises; those about numbers or choices have none.

    Raises
    ------
    ValueError
        If the chapter's list of equivalents cannot be read, or names an exercise without mutants.
    """
    found = CHAPTERS[chapter]
    checks = [each for each in found.checks.values() if isinstance(each, FunctionCheck)]
    declared = read_equivalents(found.folder)
    names = {check.key.partition(".")[2] for check in checks}
    if unknown := sorted(set(declared) - names):
        raise ValueError(f"{chapter}: there are no mutants of {', '.join(unknown)}.")
    return tuple(
        MutantRun(
            check,
            tuple(mutants_of(check.reference)),
            declared.get(check.key.partition(".")[2], ()),
        )
        for check in checks
    )


def mutant_findings(
    run: MutantRun, jobs: int, done: Callable[[], None], cache: Path | None = CACHE
) -> tuple[str, ...]:
    """Return a sentence for each undeclared survivor and each unneeded declaration.

    Parameters
    ----------
    jobs, done, cache
        As for `autograder.authoring.mutation.survivors`.
    """
    alive = [
        survivor
        for survivor in survivors(run.check, run.mutants, jobs, done, cache)
        if not refuses_otherwise(run.check.reference, survivor.mutant)
    ]
    return tuple(
        f"{run.check.key}: {what}"
        for what in (*_undeclared(alive, run.equivalents), *_stale(alive, run.equivalents))
    )


def _undeclared(alive: Sequence[Survivor], declared: Sequence[Equivalent]) -> Iterator[str]:
    for survivor in alive:
        mutant = survivor.mutant
        if not any(each.covers(mutant) for each in declared):
            # As a line to put into the file, once the reason is found.
            line = (
                f"{{ was = {json.dumps(mutant.was)}, now = {json.dumps(mutant.now)}, why = '' }},"
            )
            yield f"with {len(survivor.seeds)} of {len(SEEDS)} seeds this earns everything: {line}"


def _stale(alive: Sequence[Survivor], declared: Sequence[Equivalent]) -> Iterator[str]:
    for each in declared:
        if not any(each.covers(survivor.mutant) for survivor in alive):
            yield f"declared equivalent, but it loses points or is no mutant: {each.now!r}."
        if not each.why.strip():
            yield f"declared equivalent without a reason: {each.now!r}."
