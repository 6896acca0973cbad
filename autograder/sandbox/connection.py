"""Send bytes to a student's process and receive bytes from it, with deadlines."""

import socket
import time

__all__ = ["Connection"]


class Connection:
    """A socket connected to a student's process.

    Parameters
    ----------
    connection : socket
    resources : dict
        The limits that the worker sets for itself, from `Limits.resources`.

    Attributes
    ----------
    at_once : int
        Bytes that can be sent although none is read. The socket's buffer holds four times as much,
        but each message takes more of it than its own size.
    refused_calls : dict
        How often each system call was refused, by its name; complete after the process ended.
    """

    def __init__(self, connection: socket.socket, resources: dict[str, tuple[int, int]]) -> None:
        self._connection, self.resources = connection, resources
        self.at_once = connection.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) // 4
        self.refused_calls: dict[str, int] = {}

    def allow(self, seconds: float) -> None:
        """End the student's process once it uses more processor time than this from now on."""

    def write(self, data: bytes, deadline: float) -> None:
        """Send `data`, or raise TimeoutError at `deadline` (by ``time.monotonic``)."""
        self._connection.settimeout(_until(deadline))
        self._connection.sendall(data)

    def read(self, size: int, deadline: float) -> bytearray:
        """Return exactly `size` bytes; raise TimeoutError at `deadline`, EOFError at the end."""
        data = bytearray(size)
        view = memoryview(data)
        while view:
            # The total time left, so that bytes arriving slowly do not extend it.
            self._connection.settimeout(_until(deadline))
            received = self._connection.recv_into(view)
            if not received:
                raise EOFError
            view = view[received:]
        return data


def _until(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
