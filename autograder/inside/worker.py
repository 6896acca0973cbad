"""The process that runs a student's code: it answers requests one by one until it is killed."""

import builtins
import fcntl
import os
import resource
import socket
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, NoReturn

import numpy as np

from .bytecode import use_bytecode
from .lent import lend
from .objects import REQUESTS
from .shell import Output, StudentShell, describe, make_shell, type_name
from .wire import EXIT_MEMORY, EXIT_REPLACED, WireError, pack, unpack

__all__ = ["main", "serve"]

HIGHEST_FD = 4096
# What nearly all code calls by name, the code here and that of other exercises included.
CALLED_BY_ALL = (all, any, bool, dict, float, int, isinstance, len, list, str, tuple, type)
BUILTINS = {function.__name__: function for function in CALLED_BY_ALL}


def main(fd: int) -> None:
    """Answer the requests from the socket `fd`, in a process that has just started."""
    serve(fd, make_shell())


def serve(fd: int, shell: StudentShell) -> NoReturn:
    """Answer the requests from the socket `fd` until it is closed, and end the process.

    Parameters
    ----------
    shell : StudentShell
        Runs the cells. It is created before the student's files are written, because a random.py
        among them would be imported.
    """
    code = 1
    try:
        np.random.seed()  # otherwise all forked processes would draw the same numbers
        Worker(_claim(fd), shell).serve()
    except MemoryError:
        code = EXIT_MEMORY
    except EOFError:
        code = 0
    finally:
        os._exit(code)


def _claim(fd: int) -> socket.socket:
    """Move the socket to a number that is not used by accident; point 0, 1 and 2 to /dev/null."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    top = HIGHEST_FD if hard == resource.RLIM_INFINITY else min(hard, HIGHEST_FD)
    resource.setrlimit(resource.RLIMIT_NOFILE, (top, hard))
    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, top - 1)
    os.close(fd)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    return socket.socket(fileno=moved)


def _set_limits(limits: dict[str, tuple[int, int]]) -> None:
    for name, wanted in limits.items():
        kind = getattr(resource, name)
        if name == "RLIMIT_AS":  # in addition to what Python and the packages use
            taken = _address_space()
            wanted = wanted[0] + taken, wanted[1] + taken
        _, most = resource.getrlimit(kind)
        if most != resource.RLIM_INFINITY:
            wanted = min(wanted[0], most), min(wanted[1], most)
        resource.setrlimit(kind, wanted)


def _address_space() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


class Worker:
    """The student's namespace, and the table of objects for which the grader has handles."""

    def __init__(self, connection: socket.socket, shell: StudentShell) -> None:
        self._connection = connection
        self._shell = shell
        self._pid = os.getpid()
        self._objects: list[Any] = []
        self._handles: dict[int, int] = {}
        self._asking = Lock()

    def serve(self) -> None:
        while True:
            reply = self._next_reply()
            if not BUILTINS.items() <= builtins.__dict__.items():
                os._exit(EXIT_REPLACED)  # the exercises after this one need them
            self._send(reply)

    def _next_reply(self) -> tuple[Any, ...]:
        try:
            return self._answer(unpack(self._read, self._resolve))
        except WireError as error:
            return "error", *describe(error)

    def _send(self, reply: tuple[Any, ...]) -> None:
        self._write(self._pack(reply))

    def _write(self, pieces: list[bytes]) -> None:
        # A forked child that returns here must not answer for its parent.
        if os.getpid() != self._pid:
            os._exit(0)
        for piece in pieces:
            self._connection.sendall(piece)

    def _answer(self, request: tuple[Any, ...]) -> tuple[Any, ...]:
        match request:
            case ("start", files, bytecode, limits, output):
                return self._start(files, bytecode, limits, output)
            case ("cell", source):
                return self._run_cell(source)
            case ("lookup", name):
                return self._look_up(name)
            case ("call", function, args, kwargs):
                return self._call(function, args, kwargs)
            case ("object", str(what), args) if what in REQUESTS:
                return self._call(REQUESTS[what], args, {})
            case ("lend", functions):
                return self._call(lend, (functions, self._ask), {})
        raise WireError("there is no such request")

    def _start(
        self,
        files: dict[str, np.ndarray],
        bytecode: dict[str, np.ndarray],
        limits: dict[str, tuple[int, int]],
        output: int,
    ) -> tuple[Any, ...]:
        self._output = Output(output)
        self._output.start()
        try:
            for name, content in files.items():
                path = Path(name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.tobytes())
        except OSError as error:
            return "error", *describe(error)
        use_bytecode({n: (files[n].tobytes(), code.tobytes()) for n, code in bytecode.items()})
        _set_limits(limits)
        return "value", None

    def _run_cell(self, source: str) -> tuple[Any, ...]:
        self._output.start()
        error = self._error_of_cell(source)
        return "cell", self._output.text(), None if error is None else describe(error)

    def _error_of_cell(self, source: str) -> BaseException | None:
        try:
            result = self._shell.run_cell(source)
        except BaseException as error:  # IPython itself failed, for example on a closed stdout
            return error
        finally:
            self._shell.execution_count += 1  # without the history, which would keep tracebacks
        before: BaseException | None = result.error_before_exec
        during: BaseException | None = result.error_in_exec
        return during if before is None else before

    def _look_up(self, name: str) -> tuple[Any, ...]:
        if name not in self._shell.user_ns:
            return ("missing",)
        value = self._shell.user_ns[name]
        return ("module",) if isinstance(value, ModuleType) else ("value", value)

    def _call(
        self, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, ...]:
        self._output.start()
        try:
            return "value", function(*args, **kwargs)
        except BaseException as error:  # also sys.exit(), after which the process continues
            return "error", *describe(error)

    def _ask(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Ask the grader during a call for the result of a function that it lends."""
        pieces = pack(("asks", name, args, kwargs), self._export)
        with self._asking:  # threads take turns
            self._write(pieces)
            match unpack(self._read, self._resolve):
                case ("value", value):
                    return value
        raise RuntimeError(f"`{name}` cannot be called like this")

    def _pack(self, reply: tuple[Any, ...]) -> list[bytes]:
        try:
            return pack(reply, self._export)
        except WireError as error:
            sentence = f"the result cannot be sent to the grader: {error}."
            return pack(("error", "ValueError", sentence, "", None), self._export)
        except BaseException as error:  # the student's classes may raise anything here
            return pack(("error", *describe(error)), self._export)

    def _read(self, size: int) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            received = self._connection.recv_into(view)
            if not received:
                raise EOFError
            view = view[received:]
        return data

    def _export(self, value: Any) -> tuple[int, str]:
        handle = self._handles.setdefault(id(value), len(self._objects))
        if handle == len(self._objects):
            self._objects.append(value)
        return handle, type_name(value)

    def _resolve(self, handle: int, _: str) -> Any:
        if handle >= len(self._objects):
            raise WireError("there is no object with this handle")
        return self._objects[handle]
