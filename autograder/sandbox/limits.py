"""Limits on the resources of a student's process."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

__all__ = ["PATIENCE", "Limits"]

PATIENCE = 3.0  # real time per processor time: the machine may be busy, or the code may wait


@dataclass(frozen=True)
class Limits:
    """The limits of one student's process, and the packages that it can import.

    Attributes
    ----------
    seconds : float
        Processor time for each cell and each call; the limit in real time is `PATIENCE` times as
        much.
    cpu_seconds : int
        Processor time of all processes, cells and calls together.
    memory : int
        Bytes in addition to those of Python and the packages. It limits the address space of each
        process (MemoryError); all processes are ended if together they use a quarter more.
    processes : int
        Processes and threads, including the sandbox's own two.
    open_files : int
        File descriptors of each process.
    file_size : int
        The size of the largest file that can be written, in bytes.
    disk : int
        Space in each of the working folder, ``/tmp`` and ``/dev/shm``, in bytes.
    files : int
        The number of files and folders in each of these three.
    output : int
        The number of characters kept of a cell's output.
    packages : tuple of str
        The only distributions that can be imported, with their requirements.
    gpu : bool
        Whether NVIDIA devices are available. Then the address space is not limited, because CUDA
        uses more than any machine has memory.
    """

    seconds: float = 10.0
    cpu_seconds: int = 300
    memory: int = 1 << 30
    processes: int = 12
    open_files: int = 256
    file_size: int = 64 << 20
    disk: int = 64 << 20
    files: int = 10_000
    output: int = 20_000
    packages: tuple[str, ...] = ("numpy", "matplotlib", "ipython")
    gpu: bool = False

    @classmethod
    def from_head(cls, wanted: Mapping[str, Any]) -> Self:
        """Return the limits from the front matter of an assignment, with defaults for the rest.

        Parameters
        ----------
        wanted : Mapping
            The attributes by name, such as ``{"packages": ["numpy", "ipython", "torch"]}``.

        Raises
        ------
        ValueError
            If there is no such attribute, or its value is not valid.
        """
        defaults = {field.name: field.default for field in fields(cls)}
        for name, value in wanted.items():
            if name not in defaults:
                known = ", ".join(defaults)
                raise ValueError(f"`course:` has no entry {name!r}. The entries are: {known}.")
            if not _alike(value, defaults[name]):
                raise ValueError(
                    f"`course:` has {name}: {value!r}, which should be like {defaults[name]!r}."
                )
        lists = {name: tuple(value) for name, value in wanted.items() if isinstance(value, list)}
        return cls(**{**wanted, **lists})

    def room(self) -> dict[str, int]:
        """Return the limits that are set when a sandbox is created, by name."""
        return {
            "disk": self.disk,
            "files": self.files,
            "memory": self.memory,
            "cpu_seconds": self.cpu_seconds,
        }

    def resources(self) -> dict[str, tuple[int, int]]:
        """Return the soft and hard limits that the kernel enforces, by their names in `resource`.

        That of the address space is in addition to what the process has when it is set.
        """
        limits = {
            # The signal of the soft limit identifies this ending; the code may ignore it.
            "RLIMIT_CPU": (self.cpu_seconds, self.cpu_seconds + 1),
            "RLIMIT_NPROC": (self.processes, self.processes),
            "RLIMIT_NOFILE": (self.open_files, self.open_files),
            "RLIMIT_FSIZE": (self.file_size, self.file_size),
            "RLIMIT_CORE": (0, 0),
            "RLIMIT_SIGPENDING": (
                self.open_files,
                self.open_files,
            ),  # counted for each user
        }
        return limits if self.gpu else limits | {"RLIMIT_AS": (self.memory, self.memory)}


def _alike(value: Any, default: Any) -> bool:
    """Return whether a value from YAML has the same type as `default`."""
    if isinstance(default, tuple):
        return isinstance(value, list) and all(type(item) is str for item in value)
    if isinstance(default, bool):
        return type(value) is bool
    return type(value) in {int, type(default)} and value > 0
