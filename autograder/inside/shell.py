"""Run notebook cells without a kernel: IPython's shell, with bounded output and errors as text."""

import io
import linecache
import os
import site
import sys
import traceback
import warnings
from contextlib import nullcontext
from itertools import groupby
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .left_out import name_what_is_left_out
from .reloading import watch_later_modules_alone
from .unwritten import unwritten_exercise

__all__ = ["Output", "StudentShell", "describe", "make_shell", "type_name"]

HOME = os.environ["HOME"] + os.sep
CELL = "<ipython-input-"
MAX_WHERE_LINES = 10
MAX_MESSAGE = 2000


class Output:
    """Captured output, kept up to a limit; further output costs almost nothing.

    Parameters
    ----------
    limit : int
        Characters kept. Bytes are counted, so non-ASCII text is cut somewhat earlier.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open()

    def start(self) -> None:
        """Redirect stdout and stderr here, and discard earlier output."""
        if not self._flushed():
            self._open()
        self._sink.reset()
        sys.stdout = sys.stderr = self._stream

    def text(self) -> str:
        """Return what was printed since `start`."""
        self._flushed()
        return self._sink.text()

    def _flushed(self) -> bool:
        try:
            self._stream.flush()
        except ValueError:  # closed or detached by the student
            return False
        return True

    def _open(self) -> None:
        self._sink = _Sink(self._limit)
        # io's C code buffers 8 kB before it calls the sink, which is slower Python code.
        self._stream = io.TextIOWrapper(io.BufferedWriter(self._sink), "utf-8", "backslashreplace")


class _Sink(io.RawIOBase):
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.reset()

    def reset(self) -> None:
        self._kept = bytearray()
        self._dropped = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        room = self._limit - len(self._kept)
        self._kept += data[:room]
        self._dropped += max(0, len(data) - room)
        return len(data)

    def text(self) -> str:
        text = self._kept.decode("utf-8", "ignore")
        return f"{text}\n… and {self._dropped} characters more" if self._dropped else text


class _PlainDisplayHook(DisplayHook):
    def write_output_prompt(self) -> None:
        """Print a result as it is, without ``Out[1]:``."""


class StudentShell(InteractiveShell):
    """Runs cells as a notebook does: magics, ``!commands``, displayed last expressions."""

    displayhook_class = Type(_PlainDisplayHook)

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing, as there is no GUI; ``%matplotlib inline`` calls this."""

    def showtraceback(self, *args: object, **kwargs: object) -> None:
        """Print nothing, because `describe` returns the error."""

    showsyntaxerror = showtraceback

    def ask_exit(self) -> None:
        """Do nothing, so that ``exit()``, which calls this, has no effect."""

    def _tee(self, channel: str) -> Any:  # noqa: ARG002
        # IPython's version keeps a second copy of the output without a limit, in slow Python code.
        return nullcontext()


def make_shell() -> StudentShell:
    """Return the shell that ``get_ipython()`` finds, without history on disk or colours."""
    site.sethelper()  # help(), which Python leaves out without its site-packages
    warnings.filterwarnings("ignore", "To exit: use", UserWarning)  # IPython, on sys.exit()
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = StudentShell.instance(config=config)
    shell.magics_manager.load_all_lazy_magics()
    shell.run_cell("pass")  # does the imports and compilation of the first cell now
    name_what_is_left_out()
    watch_later_modules_alone()
    return shell


def type_name(value: object) -> str:
    """Return the name of an object's class, whatever its metaclass says."""
    name: str = type.__dict__["__name__"].__get__(type(value))
    return name


def describe(error: BaseException) -> tuple[str, str, str, str | None]:
    """Return an exception's name, its message, the student's own lines in its traceback, and the
    result of `unwritten_exercise`.
    """
    where, unwritten = "", None
    try:
        unwritten = unwritten_exercise(error)
        where = "\n".join(_own_lines(error))
        message = error.msg if isinstance(error, SyntaxError) else str(error)
        # A subclass of str would not be sent as a string.
        return type_name(error), str.__str__(message)[:MAX_MESSAGE], where, unwritten
    except BaseException:  # the student's own __str__ may raise anything
        return type_name(error), "(its message cannot be shown)", where, unwritten


def _own_lines(error: BaseException) -> list[str]:
    frames = traceback.walk_tb(error.__traceback__)
    places = [(frame.f_code.co_filename, number) for frame, number in frames]
    if isinstance(error, SyntaxError):
        places.append((str(error.filename), error.lineno or 1))
    own = [(_own_name(filename), filename, number) for filename, number in places]
    lines = [place for place, _ in groupby(own) if place[0]]  # a recursion is shown once
    return [
        f"{name}, line {number}: {linecache.getline(filename, number).strip():.200}"
        for name, filename, number in lines[-MAX_WHERE_LINES:]
    ]


def _own_name(filename: str) -> str:
    """Return the student's name for a file, or nothing if it is not the student's."""
    if filename.startswith(CELL):
        return "notebook cell"
    return filename.removeprefix(HOME) if filename.startswith(HOME) else ""
