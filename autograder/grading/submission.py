"""Read a submission: only the files on an allow-list, and only as text."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.grading.answered import answered_in_module, answered_in_notebook, defined
from autograder.grading.copies import Chosen, Wanted, choose
from autograder.grading.folder import listed, paths_below, printable, read, stem
from autograder.grading.places import Places
from autograder.grading.result import Remark
from autograder.grading.text import not_text, same_text

__all__ = ["MAX_MODULE", "MAX_NOTEBOOK", "Submission", "read_submission"]

MAX_NOTEBOOK = 20_000_000  # bytes; pasted pictures make notebooks large
MAX_MODULE = 1_000_000
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
TIMESTAMP = "timestamp.txt"


@dataclass(frozen=True)
class Submission:
    """The bytes of one student's work.

    Attributes
    ----------
    student : str
        The student's id.
    notebook : bytes
        Empty if no readable notebook was found.
    modules : Mapping[str, bytes]
        This chapter's ``cnnlib`` files, by relative path.
    remarks : tuple of Remark
        Remarks on the folder.
    """

    student: str
    notebook: bytes
    modules: Mapping[str, bytes]
    remarks: tuple[Remark, ...] = ()

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences of the remarks."""
        return tuple(remark.sentence for remark in self.remarks)

    def digest(self) -> str:
        """Return a hash of the student's id and the bytes, without the remarks."""
        sha = hashlib.sha256(self.student.encode("utf-8", "surrogateescape"))
        for name, content in [("", self.notebook), *sorted(self.modules.items())]:
            sha.update(f"{name}:{len(content)}:".encode() + content)
        return sha.hexdigest()


def read_submission(folder: Path, student: str, assignment: Assignment) -> Submission:
    """Read the notebook and this chapter's modules from `folder`, and report skipped files.

    Links, devices and files over a limit are reported by name, but never followed or opened.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return _without(student, assignment, "The folder is a link, and was not followed.")
    if folder.is_dir() and {path.name for path in folder.iterdir()} <= {TIMESTAMP}:
        return _without(student, assignment, "The folder is empty: nothing was handed in.")
    found = _Found(folder, assignment, paths_below(folder) if folder.is_dir() else [])
    modules = {name: found.module(name) for name in sorted(assignment.exercise_files)}
    notebook = found.notebook()
    chosen = [*modules.values(), notebook]
    remarks = [one.remark for one in chosen if one.remark]
    remarks += [
        Remark(f"The work was in the folder {name}, and was graded from there.")
        for name in dict.fromkeys(one.inside for one in chosen if one.inside)
    ]
    contents = {name: one.content for name, one in modules.items() if one.content is not None}
    if not contents and notebook.content is None and not remarks:
        return _without(student, assignment, found.nothing())
    remarks += [*found.absent(modules, notebook), *found.unreadable(contents), *found.beside()]
    return Submission(student, notebook.content or b"", contents, tuple(remarks))


def _without(student: str, assignment: Assignment, sentence: str) -> Submission:
    return Submission(student, b"", {}, (Remark(sentence, Places.of(assignment).everywhere),))


def _is_code(path: Path) -> bool:
    return stem(path)[1] == ".py"


def _given(path: Path, folder: Path, assignment: Assignment) -> str:
    """Return the given library file to which this path corresponds in some folder, or empty."""
    parts = path.relative_to(folder).parts
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((end for end in ends if end in assignment.library), "")


class _Found:
    """The files found in the folder of a submission."""

    def __init__(self, folder: Path, assignment: Assignment, paths: list[Path]) -> None:
        self._folder, self._assignment, self._paths = folder, assignment, paths
        self._places = Places.of(assignment)
        self._code = {path: _given(path, folder, assignment) for path in paths if _is_code(path)}

    def module(self, name: str) -> Chosen:
        """Choose one of this chapter's files of ``cnnlib``."""
        released, places = self._assignment.library[name], self._places

        def answered(content: bytes) -> frozenset[str]:
            return answered_in_module(content, released, places)

        wanted = Wanted(name, MAX_MODULE, places.files[name], answered)
        return choose(self._folder, wanted, self._like_module(name))

    def _like_module(self, name: str) -> Iterator[Path]:
        """Yield the files that may be copies of a module, by their name or by its exercises."""
        key = f'"{self._assignment.name}.'.encode()
        for path, given in self._code.items():
            if path == self._folder / name or given not in ("", name):
                continue
            if stem(path)[0] == Path(name).stem.lower():
                yield path
                continue
            content = read(self._folder, path, MAX_MODULE)
            if isinstance(content, bytes) and key in content:
                own = defined(self._assignment.library[name]) & self._places.functions.keys()
                if own & defined(content):
                    yield path

    def notebook(self) -> Chosen:
        """Choose the notebook."""
        assignment = self._assignment

        def answered(content: bytes) -> frozenset[str]:
            return answered_in_notebook(content, assignment)

        named = self._folder / assignment.notebook_file
        others = [path for path in self._paths if stem(path)[1] == ".ipynb" and path != named]
        others.sort(key=lambda path: stem(path)[0] != assignment.name)
        wanted = Wanted(assignment.notebook_file, MAX_NOTEBOOK, self._places.notebook, answered)
        return choose(self._folder, wanted, others)

    def nothing(self) -> str:
        """Return a sentence that no file of the assignment was found, and which files there are."""
        if archives := self._archives():
            return archives
        wanted = " nor ".join(
            [self._assignment.notebook_file, *sorted(self._assignment.exercise_files)]
        )
        there = listed([printable(path, self._folder) for path in self._paths])
        only = f", only {there}" if there else ""
        return f"The folder holds neither {wanted}{only}: hand in the whole folder."

    def absent(self, modules: Mapping[str, Chosen], notebook: Chosen) -> Iterator[Remark]:
        """Yield remarks on what was not handed in."""
        missing = [name for name, one in modules.items() if one.content is None and not one.remark]
        if missing:
            was = "was" if len(missing) == 1 else "were"
            exercises = [one for name in missing for one in self._places.files[name]]
            sentence = f"{', '.join(missing)} {was} not handed in: hand in the whole folder."
            yield Remark(sentence, tuple(dict.fromkeys(exercises)))
        if notebook.content is None and not notebook.remark:
            name, scripts = self._assignment.name, []
            for path in self._paths:
                if stem(path) == (name, ".py"):
                    scripts.append(printable(path, self._folder))
            as_script = f", only {listed(scripts)}, which is not a notebook" if scripts else ""
            yield Remark(
                f"There is no notebook {name}.ipynb in the folder{as_script}.",
                self._places.notebook,
            )
        elif notebook.path and notebook.content is not None and not notebook.content.strip():
            sentence = f"{printable(notebook.path, self._folder)} is empty."
            yield Remark(sentence, self._places.notebook)

    def unreadable(self, modules: Mapping[str, bytes]) -> Iterator[Remark]:
        """Yield remarks on modules that Python cannot read."""
        for name, content in modules.items():
            exercises = self._places.files[name]
            if not content.strip():
                yield Remark(f"{name} is empty.", exercises)
            elif why := not_text(content):
                sentence = (
                    f"{name} is not UTF-8 text, and may not run: {why}. Save it as UTF-8 "
                    "(JupyterLab always does; other editors ask under Save as, Encoding)."
                )
                yield Remark(sentence, exercises)

    def beside(self) -> Iterator[Remark]:
        """Yield remarks on archives, and on changed files that students should not change."""
        if archives := self._archives():
            yield Remark(archives)
        changed = [
            name
            for name, released in self._assignment.library.items()
            if name not in self._assignment.exercise_files
            and (self._folder / name).is_file()
            and not self._is_as_released(name, released)
        ]
        if changed:
            were, copies = ("was", "copy was") if len(changed) == 1 else ("were", "copies were")
            yield Remark(
                f"{listed(changed)} {were} changed; your instructor's {copies} used instead."
            )

    def _is_as_released(self, name: str, released: bytes) -> bool:
        content = read(self._folder, self._folder / name, max(MAX_MODULE, len(released)))
        return isinstance(content, bytes) and same_text(content, released)

    def _archives(self) -> str:
        """Return a sentence on the archives in the folder; empty if there are none."""
        names = [
            printable(path, self._folder)
            for path in self._paths
            if path.name.lower().endswith(ARCHIVES)
        ]
        if not names:
            return ""
        is_one = "is an archive, and was" if len(names) == 1 else "are archives, and were"
        return f"{listed(names)} {is_one} not opened: hand in the files themselves."
