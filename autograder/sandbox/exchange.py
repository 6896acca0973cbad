"""Requests to a student's process and its replies, until something ends the process."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from autograder.inside.wire import WireError, pack, unpack
from autograder.sandbox.endings import ending, too_long
from autograder.sandbox.errors import ExchangeFaultError, StudentCodeError, StudentStoppedError
from autograder.sandbox.limits import PATIENCE, Limits
from autograder.sandbox.remote import Answer
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.unconfined import Unconfined

__all__ = ["Exchange"]

END_SECONDS = 1.0  # from the end of the connection to the end of the process

Request = tuple[Any, ...]
Reply = Callable[[], Any]


@dataclass
class _Owed:
    """The reply to a request that was sent ahead; None until it has arrived."""

    reply: Any = None


class Exchange:
    """Sends requests to the worker in a sandbox and receives a reply to each, in order.

    Parameters
    ----------
    sandbox : Sandbox or Unconfined
    limits : Limits
        What the process may use.
    until : float
        The deadline of all requests, by ``time.monotonic``.
    export, resolve : callable
        As for `autograder.inside.wire.pack` and `unpack`.

    Attributes
    ----------
    answer : callable or None
        Answers the questions that the process asks before it replies.
    stopped : StudentStoppedError or None
        Why the process has ended.
    """

    def __init__(
        self,
        sandbox: Sandbox | Unconfined,
        limits: Limits,
        until: float,
        export: Callable[[Any], tuple[int, str]],
        resolve: Callable[[int, str], Any],
    ) -> None:
        self._sandbox, self._limits, self._until = sandbox, limits, until
        self._export, self._resolve = export, resolve
        self._owed: deque[_Owed] = deque()
        self.answer: Answer | None = None
        self.stopped: StudentStoppedError | None = None

    @contextmanager
    def ending_within(self, seconds: float) -> Iterator[None]:
        """Limit the total real time of all requests in the block."""
        until, self._until = self._until, min(self._until, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._until = until

    def ask(self, seconds: float, *request: Any) -> Any:
        """Return the reply to a request that may take so many seconds of processor time.

        Raises
        ------
        ValueError
            If the request cannot be sent.
        StudentStoppedError
            If the process is gone, now or already.
        ExchangeFaultError
            If anything else goes wrong; the process is ended then.
        """
        self._receive_owed()
        self._refuse_if_stopped()
        return self._receive(seconds, self._packed(request))

    def packed(self, *request: Any) -> bytes:
        """Return a request as `ask_ahead` takes it.

        Raises
        ------
        ValueError
            If it cannot be sent.
        """
        return b"".join(self._packed(request))

    def ask_ahead(self, requests: Iterable[bytes]) -> Iterator[Reply]:
        """Send several requests, so that the process need not wait for the next, in the same order.

        Yields for each a function that returns the reply or raises, as `ask` does. The time limit
        of a request starts when the reply before it has arrived.
        """
        for some in self._groups(requests):
            owed = [_Owed() for _ in some]
            # If it has ended, the missing replies will tell.
            with suppress(StudentStoppedError, OSError):
                self._receive_owed()
                self._sandbox.write(b"".join(some), self._deadline(self._limits.seconds))
            self._owed.extend(owed)
            yield from (partial(self._reply_to, one) for one in owed)

    def _groups(self, messages: Iterable[bytes]) -> Iterator[list[bytes]]:
        """Yield messages in groups that fit into the socket.

        Otherwise both sides could wait for the other to read: large results do not fit.
        """
        group: list[bytes] = []
        for message in messages:
            if group and sum(map(len, group)) + len(message) > self._sandbox.at_once:
                yield group
                group = []
            group.append(message)
        if group:
            yield group

    def stop(self, stopped: StudentStoppedError) -> StudentStoppedError:
        """End the process for a reason, and return it."""
        self.stopped = stopped
        self._sandbox.close()
        return stopped

    def close(self) -> None:
        """End every process in the sandbox. Closing twice does no harm."""
        if self.stopped is None:
            self.stopped = StudentStoppedError("exit", "The student's process has been closed.")
        self._sandbox.close()

    def _reply_to(self, owed: _Owed) -> Any:
        while owed.reply is None:
            self._receive_next()
        return owed.reply

    def _receive_owed(self) -> None:
        while self._owed:
            self._receive_next()

    def _receive_next(self) -> None:
        self._refuse_if_stopped()
        self._owed[0].reply = self._receive(self._limits.seconds)
        self._owed.popleft()

    def _refuse_if_stopped(self) -> None:
        if self.stopped is not None:
            gone = self.stopped
            raise StudentStoppedError(gone.reason, str(gone), gone.killed)

    def _packed(self, request: Request) -> list[bytes]:
        try:
            return pack(request, self._export)
        except WireError as error:
            raise ValueError(f"What the grade cell passes cannot be sent: {error}.") from error

    def _deadline(self, seconds: float) -> float:
        return min(time.monotonic() + PATIENCE * seconds, self._until)

    def _receive(self, seconds: float, request: Iterable[bytes] = ()) -> Any:
        """Send a request, unless it was sent already, and return the next reply."""
        deadline = self._deadline(seconds)
        self._sandbox.allow(seconds)
        try:
            for piece in request:
                self._sandbox.write(piece, deadline)
            return self._reply(deadline)
        except TimeoutError:
            stopped = too_long(f"{PATIENCE * seconds:g} s")
        except WireError as error:
            sentence = f"What the code returned cannot be used: {error}."
            stopped = StudentStoppedError("protocol", sentence)
        except (EOFError, ConnectionError):
            stopped = ending(self._sandbox.exit_code(END_SECONDS), self._limits, seconds)
        except BaseException as error:
            self.close()  # a late answer may still come
            if isinstance(error, Exception):
                raise ExchangeFaultError(f"{type(error).__name__}: {error}") from error
            raise
        raise self.stop(stopped)

    def _reply(self, deadline: float) -> Any:
        """Return the next reply, once the questions that come before it are answered."""
        while True:
            reply = unpack(partial(self._sandbox.read, deadline=deadline), self._resolve)
            match reply:
                case ("asks", str(name), tuple(args), dict(kwargs)) if self.answer is not None:
                    for piece in self._answered(name, args, kwargs):
                        self._sandbox.write(piece, deadline)
                case _:
                    return reply

    def _answered(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[bytes]:
        assert self.answer is not None
        try:
            return pack(("value", self.answer(name, args, kwargs)), self._export)
        except (StudentCodeError, StudentStoppedError, ValueError, TypeError):
            # The call is invalid, or its arguments cannot be sent.
            return pack(("none",), self._export)
