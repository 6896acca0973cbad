"""The users that root's templates and sandboxes run as: user ids that nobody else has.

The kernel then counts processes, descriptors in flight and so on for each sandbox separately. An
ordinary user has only one id, so all its sandboxes share these counts.
"""

import errno
import pwd
import socket
from functools import cache

from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["reserve_user", "template_user"]

# Ids that neither Debian nor systemd assigns automatically.
UNUSED_USERS = range(60_578, 61_184)


def template_user() -> int:
    """Return the user id of templates, which run no student's code."""
    return _free_users()[0]


def reserve_user() -> tuple[int, socket.socket]:
    """Return a user id that no running sandbox of this machine has, and a socket that reserves it.

    Raises
    ------
    SandboxUnavailableError
        If all are taken.
    """
    users = _free_users()[1:]
    for user in users:
        reservation = socket.socket(socket.AF_UNIX)
        try:
            reservation.bind(f"\0autograder-sandbox-{user}")
        except OSError as error:
            reservation.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return user, reservation
    raise SandboxUnavailableError(
        f"All {len(users)} users that sandboxes run as are in use: use fewer jobs."
    )


@cache
def _free_users() -> tuple[int, ...]:
    return tuple(user for user in UNUSED_USERS if not _is_user(user))


def _is_user(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True
