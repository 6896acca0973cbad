"""How much a student's process may use."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

__all__ = ["PATIENCE", "Limits"]

PATIENCE = 3.0  # a busy machine, or code that waits


@dataclass(frozen=True)
class Limits:
    """What one student's process may use, and which packages it can import.

    Attributes
    ----------
    seconds : float
        Processor time for each cell and each call; they end at the latest after `PATIENCE` times as
        much real time.
    cpu_seconds : int
        Processor time of all processes, cells and calls together.
    memory : int
        Bytes on top of what Python and the packages take: of address space for a process, where a
        MemoryError keeps it; all processes together are ended a quarter above it.
    processes : int
        Processes and threads, the sandbox's own two included.
    open_files : int
        File descriptors of a process.
    file_size : int
        Largest file that can be written, in bytes.
    disk : int
        Space in the working folder, and as much again in ``/tmp`` and ``/dev/shm``, in bytes.
    files : int
        Files and folders in each of these three.
    output : int
        Characters kept of what a cell prints.
    packages : tuple of str
        Distributions that can be imported, with those that they require, and no others.
    gpu : bool
        Whether NVIDIA's devices are there. Address space is not bounded then: CUDA takes more of
        it than any machine has memory.
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
        """Read what the head of an assignment's source asks for; the rest has its default.

        Parameters
        ----------
        wanted : Mapping
            The attributes by name, as in ``{"packages": ["numpy", "ipython", "torch"]}``.

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
        """Return what is reserved when a sandbox is made."""
        return {
            "disk": self.disk,
            "files": self.files,
            "memory": self.memory,
            "cpu_seconds": self.cpu_seconds,
        }

    def resources(self) -> dict[str, tuple[int, int]]:
        """Return the soft and hard limits that the kernel keeps, by their name in `resource`.

        That of address space is on top of what the process has when it is set.
        """
        limits = {
            # The signal of the soft limit tells this end from others; it can be ignored.
            "RLIMIT_CPU": (self.cpu_seconds, self.cpu_seconds + 1),
            "RLIMIT_NPROC": (self.processes, self.processes),
            "RLIMIT_NOFILE": (self.open_files, self.open_files),
            "RLIMIT_FSIZE": (self.file_size, self.file_size),
            "RLIMIT_CORE": (0, 0),
            "RLIMIT_SIGPENDING": (self.open_files, self.open_files),  # all of a user's share one
        }
        return limits if self.gpu else limits | {"RLIMIT_AS": (self.memory, self.memory)}


def _alike(value: Any, default: Any) -> bool:
    """Tell whether YAML gave a value of the kind that `default` is."""
    if isinstance(default, tuple):
        return isinstance(value, list) and all(type(item) is str for item in value)
    if isinstance(default, bool):
        return type(value) is bool
    return type(value) in {int, type(default)} and value > 0
