"""A student's process: run cells in it, look up names in it, call what it defined.

Its replies are not trusted: a reply must be data or a handle and arrive in time, or the process is
killed.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from autograder.sandbox import Limits, start
from autograder.sandbox.bytecode import bytecode_of
from autograder.sandbox.errors import StudentCodeError, StudentStoppedError
from autograder.sandbox.exchange import Exchange
from autograder.sandbox.remote import Answer, Arguments, Given, Remote, handle_of
from autograder.sandbox.replies import cleaned, code_error

__all__ = ["CellRun", "Limits", "StudentProcess"]

START_SECONDS = 60.0
DEFAULT_LIMITS = Limits()
MAX_SOURCE = 300_000  # characters of a cell: twelve bytes each must fit into a message's header
MAX_NOTE = 100
MOST_KEPT = 1 << 16  # bytes of a message of a call

EVALUATED = "_evaluated"
NO_ANSWER = "What the code returned is not an answer to the request."


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
        The deadline of all cells and calls, by ``time.monotonic``.
    given : collection of str
        The files that are the course's own: they are compiled once for all processes.

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
        given: Collection[str] = (),
    ) -> None:
        self._limits = limits
        contents = {_relative(name): np.frombuffer(data, np.uint8) for name, data in files.items()}
        if sum(map(len, files.values())) > limits.disk:
            raise StudentStoppedError("protocol", "The submitted files are too large.")
        self._sandbox = start(limits)
        self._exchange = Exchange(
            self._sandbox, limits, until, partial(handle_of, process=self), partial(Remote, self)
        )
        self._place(contents, bytecode_of(files, given))

    def __enter__(self) -> "StudentProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def killed(self) -> bool:
        """Whether it was killed, by the code itself or by the machine."""
        stopped = self._exchange.stopped
        return stopped is not None and stopped.killed

    @property
    def refused_calls(self) -> dict[str, int]:
        """How often each unneeded system call was refused; complete after the end."""
        return self._sandbox.refused_calls

    @property
    def alive(self) -> bool:
        """Whether cells and calls can still run."""
        return self._exchange.stopped is None and self._sandbox.exit_code() is None

    def close(self) -> None:
        """End every process in the sandbox. Closing twice does no harm."""
        self._exchange.close()

    def ending_within(self, seconds: float) -> AbstractContextManager[None]:
        """Limit the total real time of all calls in the block."""
        return self._exchange.ending_within(seconds)

    @contextmanager
    def lending(
        self, functions: Mapping[str, Remote], answer: Answer, seconds: float
    ) -> Iterator[None]:
        """Answer every call of some student functions in this process, outside the sandbox.

        Parameters
        ----------
        functions : Mapping
            The functions, by the name that is passed to `answer`.
        seconds : float
            As for `ending_within`.

        Raises
        ------
        StudentStoppedError
            If the process is gone already.
        """
        self._value(self._exchange.ask(self._limits.seconds, "lend", dict(functions)))
        self._exchange.answer = answer
        try:
            with self.ending_within(seconds):
                yield
        finally:
            self._exchange.answer = None
            with suppress(StudentStoppedError):  # the next call will report it
                self._exchange.ask(self._limits.seconds, "lend", {})

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
        match self._exchange.ask(self._limits.seconds, "cell", source):
            case ("cell", str(stdout), None):
                return CellRun(None, self._output(stdout))
            case ("cell", str(stdout), (str(), str(), str(), str() | None) as error):
                return CellRun(code_error(*error), self._output(stdout))
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
            If the value cannot be sent.
        StudentStoppedError
            If the process is gone, now or already.
        """
        match self._exchange.ask(self._limits.seconds, "lookup", name):
            case ("missing",):
                raise NameError(f"name {name!r} is not defined", name=name)
            case ("module",):
                raise TypeError(f"{name} is a module: a grade cell that uses it must import it.")
            case reply:
                return self._value(reply)

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the process."""
        error = self.run_cell(f"{EVALUATED} = {expression}").error
        if error is not None:
            raise error
        return self.lookup(EVALUATED)

    def _output(self, text: str) -> str:
        return cleaned(text, self._limits.output + MAX_NOTE)

    def call(
        self,
        function: Remote,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        seconds: float | None = None,
    ) -> Any:
        """Call an object of the process, for the limit's seconds unless others are given."""
        seconds = self._limits.seconds if seconds is None else seconds
        return self._value(self._exchange.ask(seconds, "call", function, args, kwargs))

    def calls(self, function: Remote, given: Iterable[Arguments]) -> Iterator[Callable[[], Any]]:
        """Call an object of the process with each of these arguments, in order.

        The calls are sent ahead, so that the process need not wait for the next. Yields for each
        a function that returns its result or raises, as `call` does.
        """
        if self._exchange.answer:  # it would read the next call as the answer to a question
            yield from (partial(self.call, function, *_given(one)) for one in given)
            return
        for reply in self._exchange.ask_ahead(self._call(function, one) for one in given):
            yield partial(self._received, reply)

    def _call(self, function: Remote, given: Arguments) -> bytes:
        """Return the message of a call; it is the same for all students whose handles are."""
        if isinstance(given, tuple):
            return self._exchange.packed("call", function, *given)
        handle = handle_of(function, self)
        message = given.messages.get(handle)
        if message is None:
            given.messages.clear()  # one is kept, as a student's handle may have any name
            message = self._exchange.packed("call", function, *given.given())
            if len(message) <= MOST_KEPT:
                given.messages[handle] = message
        return message

    def request(self, name: str, *args: Any) -> Any:
        """Make a request of `autograder.inside.objects` to an object of the process."""
        return self._value(self._exchange.ask(self._limits.seconds, "object", name, args))

    def _place(self, contents: dict[str, np.ndarray], bytecode: dict[str, np.ndarray]) -> None:
        request = "start", contents, bytecode, self._sandbox.resources, self._limits.output
        try:
            self._value(self._exchange.ask(START_SECONDS, *request))
        except StudentCodeError as error:
            sentence = f"The submitted files cannot be written: {error.evalue}."
            raise self._exchange.stop(StudentStoppedError("protocol", sentence)) from error

    def _received(self, reply: Callable[[], Any]) -> Any:
        return self._value(reply())

    def _value(self, reply: Any) -> Any:
        match reply:
            case ("value", value):
                return value
            case ("error", str(), str(), str(), str() | None):
                raise code_error(*reply[1:])
        raise self._no_answer()

    def _no_answer(self) -> StudentStoppedError:
        return self._exchange.stop(StudentStoppedError("protocol", NO_ANSWER))


def _given(arguments: Arguments) -> Given:
    return arguments if isinstance(arguments, tuple) else arguments.given()


def _relative(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise ValueError(f"{name!r} is not a path relative to the working folder.")
    return str(path)
