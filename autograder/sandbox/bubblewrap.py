"""How bubblewrap is called: Python as nobody, alone, with a few folders that it can only read.

An ordinary user gets one user namespace. Root gets none, because in its own namespace it would
still be the real root, who reads root's files and ignores limits: it does the mounts (Python may
be in a home that only root can enter) and becomes an unused user, who may only become others. The
namespace of processes is then `unshare`'s, because what bubblewrap run by root puts over ``/proc``
would keep sandboxes inside from having one of their own.
"""

import os
from pathlib import Path

from autograder.sandbox.limits import Limits
from autograder.sandbox.mounts import HOME, PYTHON, TOOLS, mounts
from autograder.sandbox.unavailable import find_tool
from autograder.sandbox.users import template_user

__all__ = ["ENVIRONMENT", "shut_in"]

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": HOME,
    "LANG": "C.UTF-8",
    "IPYTHONDIR": "/tmp/ipython",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
ALONE = (
    *("--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
    *("--hostname", "sandbox", "--new-session", "--clearenv"),
)
NOBODY = (
    *("--unshare-user", "--unshare-pid", "--uid", "65534", "--gid", "65534"),
    *("--cap-drop", "ALL"),
)
ABLE_TO_DROP_ROOT = (
    *("--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"),
    *("--cap-add", "CAP_SETPCAP"),
)
# With these a template gives each sandbox a user of its own.
CHANGE_USER = "-all,+setuid,+setgid"


def shut_in(limits: Limits, arguments: list[str]) -> list[str]:
    """Return the command that runs Python with `arguments`, isolated.

    Raises
    ------
    SandboxUnavailableError
        If a program or a package that it needs is not installed.
    """
    bwrap = find_tool("bwrap", "bubblewrap")
    environment = [word for item in ENVIRONMENT.items() for word in ("--setenv", *item)]
    python = [PYTHON, "-I", "-S", "-B", "-X", "utf8", *arguments]
    if os.geteuid() != 0:
        place = [*environment, *mounts(limits), "--chdir", HOME]
        return [bwrap, *ALONE, *NOBODY, *place, "--", *python]

    setpriv, unshare = find_tool("setpriv", "util-linux"), find_tool("unshare", "util-linux")
    processes = [unshare, "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]
    place = [*environment, *mounts(limits, tools=[setpriv], proc="--bind /proc"), "--chdir", HOME]
    user = template_user()
    drop_root = [
        *(f"{TOOLS}/{Path(setpriv).name}", f"--reuid={user}", f"--regid={user}", "--clear-groups"),
        *(f"--bounding-set={CHANGE_USER}", f"--inh-caps={CHANGE_USER}"),
        *(f"--ambient-caps={CHANGE_USER}", "--no-new-privs"),
    ]
    return [*processes, bwrap, *ALONE, *ABLE_TO_DROP_ROOT, *place, "--", *drop_root, *python]
