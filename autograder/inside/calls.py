"""Answer system calls that the filter does not list: set locks on a student's files, or refuse.

The kernel would set locks on files that all sandboxes share, so that one could block another, and
locks on any number of ranges of a file. So the keeper sets locks itself, on a copy of the
descriptor, only for files of this sandbox and for a limited number of ranges.
"""

import errno
import fcntl
import os
import struct
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from . import kernel

__all__ = ["OTHERS", "Listener"]

# <linux/seccomp.h>: requests to the listener, and their layout
RECEIVE, SEND, IS_VALID = 0xC0502100, 0xC0182101, 0x40082102
CALL = struct.Struct("QII iIQ 6Q")  # id, thread, flags; number, architecture, address; arguments
ANSWER = struct.Struct("Qq iI")  # id, value, negative errno, flags
FLOCK = {"x86_64": 73, "aarch64": 32}.get(os.uname().machine)
FCNTL = {"x86_64": 72, "aarch64": 25}.get(os.uname().machine)
# <linux/fcntl.h>: set a lock, or wait for it; of a process, or of an open file
SET = {6, 37}
WAIT = {7, 38}
SET_OPEN_FILES_LOCK = 37
RANGE = struct.Struct("hh4xqqi4x")  # type, whence, start, length, process
MOST_NAMED, OTHERS = 30, -1
MOST_RANGES = 64  # databases need only a few


@dataclass
class _Lock:
    """A requested lock, on a whole file or on a range of bytes."""

    call: int
    file: int
    operation: int
    wanted: bytes | None
    patient: bool

    def set(self) -> None:
        if self.wanted is None:
            fcntl.flock(self.file, self.operation | fcntl.LOCK_NB)
        else:
            fcntl.fcntl(self.file, SET_OPEN_FILES_LOCK, self.wanted)


class Listener:
    """The listener of the filter, at which calls wait that it does not list.

    Parameters
    ----------
    fd : int
    proc : int
        The folder ``/proc`` of the keeper's namespace, as the kernel sends ids of that namespace.
    own : set of int
        The devices of the sandbox's own files.

    Attributes
    ----------
    refused : Counter
        How often each call was refused, by its number; `OTHERS` counts all after the first few.
    """

    def __init__(self, fd: int, proc: int, own: set[int]) -> None:
        self.fd, self.refused = fd, Counter[int]()
        self._proc, self._own = proc, own
        self._ranges, self._waiting = set[tuple[int, int]](), list[_Lock]()

    def fileno(self) -> int:
        """Return the descriptor, for `select`."""
        return self.fd

    def answer(self) -> None:
        """Answer one call, unless its caller has ended."""
        buffer = bytearray(CALL.size)
        try:
            fcntl.ioctl(self.fd, RECEIVE, buffer)
        except OSError:
            return
        call, thread, _, number, _, _, *arguments = CALL.unpack(buffer)
        try:
            lock = self._lock(call, thread, number, arguments)
            if lock is None:
                known = number in self.refused or len(self.refused) < MOST_NAMED
                self.refused[number if known else OTHERS] += 1
                self._reply(call, errno.ENOSYS)
            elif not self._try(lock):
                self._waiting.append(lock)
        except (OSError, ValueError, struct.error):
            self._reply(call, errno.ENOLCK)

    def try_again(self) -> None:
        """Set the waiting locks that are free now."""
        self._waiting = [lock for lock in self._waiting if not self._try(lock)]

    def _lock(self, call: int, thread: int, number: int, arguments: list[int]) -> _Lock | None:
        operation = arguments[1] & 0xFFFFFFFF
        on_range = number == FCNTL and operation in SET | WAIT
        if not on_range and number != FLOCK:
            return None
        process = self._process_of(thread)
        patient = operation in WAIT if on_range else not operation & fcntl.LOCK_NB
        pidfd = os.pidfd_open(process)
        try:
            file = kernel.descriptor_of(pidfd, arguments[0] & 0xFFFFFFFF)
        finally:
            os.close(pidfd)
        try:
            if os.fstat(file).st_dev not in self._own:
                raise OSError(errno.ENOLCK, "a file shared with other sandboxes")
            wanted = self._range(process, arguments[2], file) if on_range else None
        except (OSError, struct.error):
            os.close(file)
            raise
        return _Lock(call, file, operation, wanted, patient)

    def _try(self, lock: _Lock) -> bool:
        """Return whether a lock is done with waiting: it is set, refused or no longer wanted."""
        code = 0
        try:
            fcntl.ioctl(self.fd, IS_VALID, struct.pack("Q", lock.call))
            lock.set()
        except OSError as error:
            if lock.patient and error.errno in {errno.EAGAIN, errno.EACCES}:
                return False
            code = error.errno or errno.ENOLCK
        os.close(lock.file)
        self._reply(lock.call, code)
        return True

    def _reply(self, call: int, code: int) -> None:
        with suppress(OSError):  # the caller has ended
            fcntl.ioctl(self.fd, SEND, ANSWER.pack(call, 0, -code, 0))

    def _process_of(self, thread: int) -> int:
        with self._open(f"{thread}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(b"Tgid:"))

    def _range(self, process: int, address: int, file: int) -> bytes:
        """Return the range of a requested lock, as a lock of the open file."""
        with self._open(f"{process}/mem") as memory:
            memory.seek(address)
            kind, whence, start, length, _ = RANGE.unpack(memory.read(RANGE.size))
        if whence == os.SEEK_CUR:
            start += os.lseek(file, 0, os.SEEK_CUR)
        elif whence == os.SEEK_END:
            start += os.fstat(file).st_size
        self._ranges.add((start, length))
        if len(self._ranges) > MOST_RANGES:
            self._ranges.discard((start, length))
            raise OSError(errno.ENOLCK, "too many ranges")
        return RANGE.pack(kind, os.SEEK_SET, start, length, 0)

    def _open(self, path: str) -> BinaryIO:
        return os.fdopen(os.open(path, os.O_RDONLY, dir_fd=self._proc), "rb", buffering=0)
