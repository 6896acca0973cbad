"""Proxies, on the trusted side, for objects that stay in a student's process."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from autograder.sandbox.replies import MAX_NAME, cleaned

__all__ = ["Answer", "Arguments", "Given", "Handle", "Process", "Remote", "Repeated", "handle_of"]

Answer = Callable[[str, tuple[Any, ...], dict[str, Any]], Any]
Given = tuple[tuple[Any, ...], dict[str, Any]]
Handle = tuple[int, str]

ARRAY_LEFT_BEHIND = "array of objects"  # all others are copied


class Repeated(Protocol):
    """Arguments that functions of many processes are called with."""

    @property
    def messages(self) -> dict[Handle, bytes]:
        """The last message made of them, by the handle of the function; to be written to."""

    def given(self) -> Given:
        """Return the arguments."""


Arguments = Given | Repeated


class Process(Protocol):
    """The methods that a `Remote` needs of the process that its object is in."""

    def call(
        self,
        function: "Remote",
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        seconds: float | None = None,
    ) -> Any:
        """Call an object in the process."""

    def calls(self, function: "Remote", given: Iterable[Arguments]) -> Iterator[Callable[[], Any]]:
        """Call an object in the process with each of these arguments."""

    def request(self, name: str, *args: Any) -> Any:
        """Make a request of `autograder.inside.objects`."""

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the process."""

    def lending(
        self, functions: Mapping[str, "Remote"], answer: Answer, seconds: float
    ) -> AbstractContextManager[None]:
        """Run calls of functions in this process instead."""

    def ending_within(self, seconds: float) -> AbstractContextManager[None]:
        """Limit the total time of all calls in the block."""


class Remote:
    """A proxy for an object in a student's process: calls and attributes are forwarded.

    Arguments and results are copied if they are None, numbers, strings, lists, tuples, dicts with
    string keys, or arrays. Other results are returned as a `Remote`, which as an argument stands
    for the object itself.

    Attributes
    ----------
    type_name : str
        The name of the object's class, as reported by the student's process.
    """

    def __init__(self, process: Process, handle: int, type_name: str) -> None:
        name = ARRAY_LEFT_BEHIND if type_name == "ndarray" else cleaned(type_name, MAX_NAME)
        vars(self).update(_process=process, _handle=handle, type_name=name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._process.call(self, args, kwargs)

    def within(self, seconds: float) -> Callable[..., Any]:
        """Return a function that calls the object with this time limit instead of the default."""
        return lambda *args, **kwargs: self._process.call(self, args, kwargs, seconds)

    def with_each(self, given: Iterable[Arguments]) -> Iterator[Callable[[], Any]]:
        """Call the object with each of these arguments: see `StudentProcess.calls`."""
        process: Process = self._process
        return process.calls(self, given)

    def inside(self, request: str, *args: Any) -> Any:
        """Make a request of `autograder.inside.objects`, which runs in the object's process."""
        return self._process.request(request, self, *args)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python and NumPy look these up on any object
            raise AttributeError(name)
        return self.inside("get", name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.inside("set", name, value)

    def afresh(self) -> Any:
        """Look up the object's name again, in a new process if this one has ended.

        Raises
        ------
        StudentStoppedError, NameError
            If it cannot be found again.
        """
        return vars(self).get("_find", lambda: self)()

    def lending(
        self, functions: Mapping[str, "Remote"], answer: Answer, seconds: float
    ) -> AbstractContextManager[None]:
        """Run calls of functions of the object's process here: see `StudentProcess.lending`."""
        process: Process = self._process
        return process.lending(functions, answer, seconds)

    def ending_within(self, seconds: float) -> AbstractContextManager[None]:
        """Limit the total time of all calls in its process, instead of the time of each."""
        process: Process = self._process
        return process.ending_within(seconds)

    def found_by(self, find: Callable[[], Any]) -> "Remote":
        """Let `afresh` call `find`, and return the object itself."""
        vars(self).update(_find=find)
        return self

    def beside(self, expression: str) -> Any:
        """Return the value of an expression in the object's process, such as a function to pass."""
        return self._process.evaluate(expression)

    def __repr__(self) -> str:
        return f"<{self.type_name} in the student's process>"


def handle_of(value: Any, process: Process) -> Handle:
    """Return the handle and the class name of an object that is in `process`.

    Raises
    ------
    TypeError
        If `value` is anything else.
    """
    if isinstance(value, Remote) and value._process is process:
        return value._handle, value.type_name
    raise TypeError(
        f"An object of type {type(value).__name__} cannot be passed to a student's function: "
        "pass numbers, strings, arrays, and lists, tuples or dicts of them."
    )
