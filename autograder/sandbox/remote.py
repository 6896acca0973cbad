"""Objects that stay in a student's process, as the trusted side handles them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from autograder.sandbox.replies import MAX_NAME, cleaned

__all__ = ["Answer", "Process", "Remote", "handle_of"]

Answer = Callable[[str, tuple[Any, ...], dict[str, Any]], Any]

ARRAY_LEFT_BEHIND = "array of objects"  # all others are copied


class Process(Protocol):
    """What a `Remote` asks of the process that its object is in."""

    def call(
        self,
        function: "Remote",
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        seconds: float | None = None,
    ) -> Any:
        """Call an object there."""

    def request(self, name: str, *args: Any) -> Any:
        """Make a request of `autograder.inside.objects`."""

    def evaluate(self, expression: str) -> Any:
        """Return what an expression is there."""

    def lending(
        self, functions: Mapping[str, "Remote"], answer: Answer, seconds: float
    ) -> AbstractContextManager[None]:
        """Answer calls of functions here."""

    def ending_within(self, seconds: float) -> AbstractContextManager[None]:
        """Give all calls meanwhile so many seconds together."""


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

    def __init__(self, process: Process, handle: int, type_name: str) -> None:
        name = ARRAY_LEFT_BEHIND if type_name == "ndarray" else cleaned(type_name, MAX_NAME)
        vars(self).update(_process=process, _handle=handle, type_name=name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._process.call(self, args, kwargs)

    def within(self, seconds: float) -> Callable[..., Any]:
        """Return what calls the object and gives it so many seconds instead of the limit's."""
        return lambda *args, **kwargs: self._process.call(self, args, kwargs, seconds)

    def inside(self, request: str, *args: Any) -> Any:
        """Make a request of `autograder.inside.objects`, which runs beside the object."""
        return self._process.request(request, self, *args)

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
        process: Process = self._process
        return process.lending(functions, answer, seconds)

    def ending_within(self, seconds: float) -> AbstractContextManager[None]:
        """Give all calls in its process so many seconds together, instead of each."""
        process: Process = self._process
        return process.ending_within(seconds)

    def found_by(self, find: Callable[[], Any]) -> "Remote":
        """Let `afresh` call `find`; return the object itself."""
        vars(self).update(_find=find)
        return self

    def beside(self, expression: str) -> Any:
        """Return what an expression is in the object's process: a function to hand to it, say."""
        return self._process.evaluate(expression)

    def __repr__(self) -> str:
        return f"<{self.type_name} in the student's process>"


def handle_of(value: Any, process: Process) -> tuple[int, str]:
    """Return the handle and the class name of an object in this process, to hand it over.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if isinstance(value, Remote) and value._process is process:
        return value._handle, value.type_name
    raise TypeError(
        f"A {type(value).__name__} cannot be handed to a student's function: "
        "send numbers, strings, arrays, and lists, tuples or dicts of them."
    )
