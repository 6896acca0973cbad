"""A student's process: run cells in it, look names up in it, call what it defined.

Nothing that comes back is trusted: it is data or a handle, it comes in time, or the process is
killed.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from autograder.files.text import plain
from autograder.inside.wire import WireError, pack, unpack
from autograder.sandbox import Limits, start
from autograder.sandbox.endings import ending, too_long
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.limits import PATIENCE

__all__ = ["CellRun", "Limits", "Remote", "StudentProcess"]

Answer = Callable[[str, tuple[Any, ...], dict[str, Any]], Any]

START_SECONDS = 60.0
DEFAULT_LIMITS = Limits()
END_SECONDS = 1.0  # from the end of the connection to the end of the process
MAX_SOURCE = 300_000  # characters of a cell: twelve bytes each must fit into a message's header
MAX_NAME, MAX_MESSAGE, MAX_WHERE, MAX_NOTE = 100, 2_000, 4_000, 100

ARRAY_LEFT_BEHIND = "array of objects"  # all others are copied
EVALUATED = "_evaluated"
NO_ANSWER = "What the code hands back is no answer to what was asked."


@dataclass(frozen=True)
class CellRun:
    """The result of running a cell.

    Attributes
    ----------
    error : StudentCodeError or None
        The exception that ended the cell.
    stdout : str
        What it printed and displayed, standard error included, without escape sequences.
    stopped : bool
        Whether the process has ended, and `error` only says why.
    """

    error: StudentCodeError | None
    stdout: str
    stopped: bool = False


class Remote:
    """An object in a student's process; calling it calls it there, its attributes live there.

    Arguments and results are copied: None, numbers, strings, lists, tuples, dicts with string
    keys, and arrays. Anything else comes back as a `Remote`, which as an argument stands for the
    object itself.

    Attributes
    ----------
    type_name : str
        The name of the object's class, as the student's process tells it.
    """

    def __init__(self, process: "StudentProcess", handle: int, type_name: str) -> None:
        name = ARRAY_LEFT_BEHIND if type_name == "ndarray" else _plain(type_name, MAX_NAME)
        vars(self).update(_process=process, _handle=handle, type_name=name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._process._call(self, args, kwargs)

    def within(self, seconds: float) -> Callable[..., Any]:
        """Return what calls the object and gives it so many seconds instead of the limit's."""
        return lambda *args, **kwargs: self._process._call(self, args, kwargs, seconds)

    def inside(self, request: str, *args: Any) -> Any:
        """Make a request of `autograder.inside.objects`, which runs beside the object."""
        return self._process._object(request, self, *args)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python and NumPy look up on any object
            raise AttributeError(name)
        return self.inside("get", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.inside("set", name, value)

    def afresh(self) -> Any:
        """Look the object's name up again, in a process that runs if this one has ended.

        Raises
        ------
        StudentStoppedError, NameError
            If it cannot be brought back.
        """
        return vars(self).get("_find", lambda: self)()

    def lending(
        self, functions: Mapping[str, "Remote"], answer: Answer, seconds: float
    ) -> AbstractContextManager[None]:
        """Answer calls of functions beside the object: see `StudentProcess.lending`."""
        process: StudentProcess = self._process
        return process.lending(functions, answer, seconds)

    def ending_within(self, seconds: float) -> AbstractContextManager[None]:
        """Give all calls in its process so many seconds together, instead of each."""
        process: StudentProcess = self._process
        return process.ending_within(seconds)

    def found_by(self, find: Callable[[], Any]) -> "Remote":
        """Let `afresh` call `find`; return the object itself."""
        vars(self).update(_find=find)
        return self

    def beside(self, expression: str) -> Any:
        """Return what an expression is in the object's process: a function to hand to it, say."""
        return self._process._evaluate(expression)

    def __repr__(self) -> str:
        return f"<{self.type_name} in the student's process>"


class StudentProcess:
    """One student's files in a fresh sandbox, and the namespace that their cells run in.

    Use it in a ``with`` statement, in one thread; leaving that ends every process in the sandbox.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path, relative to the working folder, as in ``"cnnlib/im2col.py"``.
    limits : Limits
        What the process may use.
    until : float
        When all cells and calls end at the latest, by ``time.monotonic``.

    Raises
    ------
    ValueError
        If a path is not relative or leaves the working folder.
    SandboxUnavailableError
        If the sandbox does not start on this machine.
    StudentStoppedError
        If the files do not fit into it.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        limits: Limits = DEFAULT_LIMITS,
        until: float = math.inf,
    ) -> None:
        self._limits, self._until = limits, until
        self._answer: Answer | None = None
        self._stopped: StudentStoppedError | None = None
        contents = {_relative(name): np.frombuffer(data, np.uint8) for name, data in files.items()}
        if sum(map(len, files.values())) > limits.disk:
            raise StudentStoppedError("protocol", "The submitted files are too large.")
        self._sandbox = start(limits)
        self._place(contents)

    def __enter__(self) -> "StudentProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def killed(self) -> bool:
        """Whether it was killed, by the code itself or by the machine."""
        return self._stopped is not None and self._stopped.killed

    @property
    def refused_calls(self) -> dict[str, int]:
        """How often each system call was refused that no student needs; known after the end."""
        return self._sandbox.refused_calls

    @property
    def alive(self) -> bool:
        """Whether cells and calls can still run."""
        return self._stopped is None and self._sandbox.exit_code() is None

    def close(self) -> None:
        """End every process in the sandbox. Closing twice does no harm."""
        if self._stopped is None:
            self._stopped = StudentStoppedError("exit", "The student's process has been closed.")
        self._sandbox.close()

    @contextmanager
    def ending_within(self, seconds: float) -> Iterator[None]:
        """Give all calls meanwhile so many seconds of real time together."""
        until, self._until = self._until, min(self._until, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._until = until

    @contextmanager
    def lending(
        self, functions: Mapping[str, Remote], answer: Answer, seconds: float
    ) -> Iterator[None]:
        """Answer every call of some of the student's functions here, outside the sandbox.

        Parameters
        ----------
        functions : Mapping
            By the name that `answer` is given, with the arguments and the keyword arguments.
        seconds : float
            As for `ending_within`.

        Raises
        ------
        StudentStoppedError
            If the process is gone already.
        """
        self._value(self._ask(self._limits.seconds, "lend", dict(functions)))
        self._answer = answer
        try:
            with self.ending_within(seconds):
                yield
        finally:
            self._answer = None
            with suppress(StudentStoppedError):  # which the next call will say
                self._ask(self._limits.seconds, "lend", {})

    def run_cell(self, source: str) -> CellRun:
        """Run the source of one notebook cell, magics included.

        Raises
        ------
        StudentStoppedError
            If the process is gone, now or already.
        """
        if len(source) > MAX_SOURCE:
            sentence = f"the cell has {len(source)} characters; {MAX_SOURCE} at most are run."
            return CellRun(StudentCodeError("ValueError", sentence, ""), "")
        match self._ask(self._limits.seconds, "cell", source):
            case ("cell", str(stdout), None):
                return CellRun(None, self._output(stdout))
            case ("cell", str(stdout), (str(), str(), str(), str() | None) as error):
                return CellRun(_code_error(*error), self._output(stdout))
        raise self._no_answer()

    def lookup(self, name: str) -> Any:
        """Return a copy of what the student calls `name`, or a `Remote` if it is no plain data.

        Raises
        ------
        NameError
            If the student's cells defined no such name.
        TypeError
            If it is a module.
        StudentCodeError
            If the value cannot be handed over.
        StudentStoppedError
            If the process is gone, now or already.
        """
        match self._ask(self._limits.seconds, "lookup", name):
            case ("missing",):
                raise NameError(f"name {name!r} is not defined", name=name)
            case ("module",):
                raise TypeError(f"{name} is a module: a grade cell that uses it must import it.")
            case reply:
                return self._value(reply)

    def _evaluate(self, expression: str) -> Any:
        error = self.run_cell(f"{EVALUATED} = {expression}").error
        if error is not None:
            raise error
        return self.lookup(EVALUATED)

    def _output(self, text: str) -> str:
        return _plain(text, self._limits.output + MAX_NOTE)

    def _call(
        self,
        function: Remote,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        seconds: float | None = None,
    ) -> Any:
        seconds = self._limits.seconds if seconds is None else seconds
        return self._value(self._ask(seconds, "call", function, args, kwargs))

    def _object(self, request: str, *args: Any) -> Any:
        return self._value(self._ask(self._limits.seconds, "object", request, args))

    def _place(self, contents: dict[str, np.ndarray]) -> None:
        request = "start", contents, self._sandbox.resources, self._limits.output
        try:
            self._value(self._ask(START_SECONDS, *request))
        except StudentCodeError as error:
            sentence = f"The submitted files cannot be put in place: {error.evalue}."
            raise self._stop(StudentStoppedError("protocol", sentence)) from error

    def _value(self, reply: Any) -> Any:
        match reply:
            case ("value", value):
                return value
            case ("error", str(), str(), str(), str() | None):
                raise _code_error(*reply[1:])
        raise self._no_answer()

    def _ask(self, seconds: float, *request: Any) -> Any:
        if self._stopped is not None:
            gone = self._stopped
            raise StudentStoppedError(gone.reason, str(gone), gone.killed)
        try:
            pieces = pack(request, self._export)
        except WireError as error:
            raise ValueError(f"What the grade cell hands over cannot cross: {error}.") from error
        deadline = min(time.monotonic() + PATIENCE * seconds, self._until)
        self._sandbox.allow(seconds)
        try:
            for piece in pieces:
                self._sandbox.write(piece, deadline)
            return self._reply(deadline)
        except TimeoutError:
            stopped = too_long(f"{PATIENCE * seconds:g} s")
        except WireError as error:
            sentence = f"What the code hands back cannot be used: {error}."
            stopped = StudentStoppedError("protocol", sentence)
        except (EOFError, ConnectionError):
            stopped = ending(self._sandbox.exit_code(END_SECONDS), self._limits, seconds)
        except BaseException:
            self.close()  # a late answer may still come
            raise
        raise self._stop(stopped)

    def _reply(self, deadline: float) -> Any:
        """Return the reply to a request, once the questions that come before it are answered."""
        while True:
            reply = unpack(partial(self._sandbox.read, deadline=deadline), partial(Remote, self))
            match reply:
                case ("asks", str(name), tuple(args), dict(kwargs)) if self._answer is not None:
                    for piece in self._answered(name, args, kwargs):
                        self._sandbox.write(piece, deadline)
                case _:
                    return reply

    def _answered(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[bytes]:
        assert self._answer is not None
        try:
            return pack(("value", self._answer(name, args, kwargs)), self._export)
        except (StudentCodeError, StudentStoppedError, ValueError, TypeError):
            # It is called in a way that has no answer, or with what cannot leave the process.
            return pack(("none",), self._export)

    def _stop(self, stopped: StudentStoppedError) -> StudentStoppedError:
        self._stopped = stopped
        self.close()
        return stopped

    def _no_answer(self) -> StudentStoppedError:
        return self._stop(StudentStoppedError("protocol", NO_ANSWER))

    def _export(self, value: Any) -> tuple[int, str]:
        if isinstance(value, Remote) and value._process is self:
            return value._handle, value.type_name
        raise TypeError(
            f"A {type(value).__name__} cannot be handed to a student's function: "
            "send numbers, strings, arrays, and lists, tuples or dicts of them."
        )


def _relative(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise ValueError(f"{name!r} is no path relative to the working folder.")
    return str(path)


def _code_error(ename: str, evalue: str, where: str, unwritten: str | None) -> StudentCodeError:
    return StudentCodeError(
        _plain(ename, MAX_NAME) or "Exception",  # a class may have any name, or none
        _plain(evalue, MAX_MESSAGE),
        _plain(where, MAX_WHERE),
        None if unwritten is None else _plain(unwritten, MAX_NAME),
    )


def _plain(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`; a carriage return begins a new line."""
    return plain(text[:limit].replace("\r\n", "\n").replace("\r", "\n"))
