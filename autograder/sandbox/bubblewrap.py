"""Call bubblewrap: run Python as nobody, isolated, with a few read-only folders.

For an ordinary user it creates a user namespace. For root it does not, because there root would
still be the real root, who can read root's files and ignore limits. Instead root sets up the mounts
(Python may be in a home that only root can enter) and then becomes an unused user, who may only
change to other unused users. The PID namespace is then created by `unshare`, because bubblewrap,
run by root, covers parts of ``/proc``, so that sandboxes inside could not mount their own.
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
# With these capabilities a template can run each sandbox as a different user.
CHANGE_USER = "-all,+setuid,+setgid"


def shut_in(limits: Limits, arguments: list[str]) -> list[str]:
    """Return the command that runs Python with `arguments` in isolation.

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
