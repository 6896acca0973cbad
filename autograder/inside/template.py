"""The template: imports the students' packages once, then forks a new sandbox for each student.

It never runs a student's code and never reads a byte that a student has written. A request is a
JSON object, the sandbox's `Room`, and comes with three file descriptors for the new sandbox: the
worker's socket, the keeper's, and the pipe with the allowance of each call for the keeper.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module

from .keeper import Filters, Room, keep
from .kernel import collapse_to_huge_pages
from .shell import StudentShell, make_shell
from .withheld import note_names
from .worker import serve

__all__ = ["main"]

MAX_MESSAGE = 1 << 16
# Imported here to save time for each student; each only if the sandbox contains it.
SLOW_IMPORTS = ("numpy.random", "matplotlib.pyplot", "torch")


def main(control_fd: int, grader_fd: int) -> None:
    """Fork a sandbox for each request, until the grader has ended.

    Parameters
    ----------
    control_fd : int
        A socket with message boundaries; the first two messages are a zero byte and a filter of
        system calls: that of arguments, and that of calls.
    grader_fd : int
        A pidfd of the grader, which shows its end even if a child of it keeps the socket open.
    """
    control = socket.socket(fileno=control_fd)
    filters = Filters(control.recv(MAX_MESSAGE)[1:], control.recv(MAX_MESSAGE)[1:])
    shell = _warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers need not be waited for
    waiting = select.poll()
    waiting.register(control, select.POLLIN)
    waiting.register(grader_fd, select.POLLIN)
    while [fd for fd, _ in waiting.poll()] == [control_fd]:
        request, fds, _, _ = socket.recv_fds(control, MAX_MESSAGE, 3)
        if not request:
            break
        if os.fork() == 0:
            control.close()
            os.close(grader_fd)
            worker, reports, allowances = fds
            keep(
                Room(**json.loads(request)),
                worker,
                socket.socket(fileno=reports),
                allowances,
                filters,
                lambda fd: serve(fd, shell),
            )
        for fd in fds:
            os.close(fd)


def _warm_up() -> StudentShell:
    for name in SLOW_IMPORTS:
        with suppress(ModuleNotFoundError):
            import_module(name)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)  # forked children have no threads of the pool
    shell = make_shell()
    note_names()
    gc.collect()
    gc.freeze()  # keeps memory shared with the children: their collectors ignore it
    collapse_to_huge_pages()
    return shell
