"""A PostgreSQL server of our own, on a socket in a folder of its own."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

import pytest

__all__ = ["PASSWORD", "PostgreSQL", "postgresql"]

PASSWORD = "open sesame"


class PostgreSQL:
    """A server with one user, ``grader``, who has to give a password.

    Attributes
    ----------
    url : str
        With the password.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs, self._folder = programs, folder
        # As root it refuses to run; the owner of the folder will do.
        self._owner = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        if self._owner:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        file = folder / "password"
        file.write_text(PASSWORD)
        file.chmod(0o644)
        options = ("--username=grader", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C")
        self._run("initdb", "--pgdata", "data", *options, f"--pwfile={file}", "--no-sync")
        password = PASSWORD.replace(" ", "%20")
        self.url = f"postgresql+psycopg://grader:{password}@/postgres?host={folder}"

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "--pgdata=data", "--wait", "--log=log", f"--options={options}", "start")

    def stop(self) -> None:
        """Stop at once, as if it were killed."""
        self._run("pg_ctl", "--pgdata=data", "--wait", "--mode=immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            cwd=self._folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdout=subprocess.DEVNULL,
            check=True,
            **self._owner,
        )


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Start a server, and stop it; skip the test where none is installed."""
    programs = [Path(path).parent for path in glob("/usr/lib/postgresql/*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        programs.append(Path(on_path).parent)
    if not programs:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # Not in pytest's own folder, which only its user may enter.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        server = PostgreSQL(programs[-1], Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
