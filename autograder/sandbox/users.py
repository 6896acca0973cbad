"""The users that root's templates and sandboxes run as: numbers that belong to nobody else.

What the kernel counts for each user, such as processes and descriptors in flight, is then each
sandbox's own. An ordinary user has no other number to give: all its sandboxes share these counts.
"""

import errno
import pwd
import socket
from functools import cache

from autograder.sandbox.unavailable import SandboxUnavailableError

__all__ = ["reserve_user", "template_user"]

# Numbers that neither Debian nor systemd assigns by itself.
UNUSED_USERS = range(60_578, 61_184)


def template_user() -> int:
    """Return the user of templates, which run no student's code."""
    return _free_users()[0]


def reserve_user() -> tuple[int, socket.socket]:
    """Return a user that no running sandbox of this machine has, and what keeps it reserved.

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
        f"All {len(users)} users that sandboxes run as are taken: use fewer jobs."
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
