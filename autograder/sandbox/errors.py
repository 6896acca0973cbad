"""What can go wrong in a student's process, as exceptions whose text a student may read."""

__all__ = ["StudentCodeError", "StudentStoppedError"]


class StudentCodeError(Exception):
    """The student's code raised an exception.

    Attributes
    ----------
    ename, evalue : str
        The exception's class name and message: only for people to read.
    where : str
        The student's own lines of the traceback; may be empty.
    unwritten : str or None
        Of a NotImplementedError, the key of the exercise that raised it, or empty; of any other
        exception None.
    """

    def __init__(
        self, ename: str, evalue: str, where: str = "", unwritten: str | None = None
    ) -> None:
        super().__init__(f"{ename}: {evalue}" if evalue else ename)
        self.ename, self.evalue, self.where = ename, evalue, where
        self.unwritten = unwritten


class StudentStoppedError(Exception):
    """The student's process has ended: out of time, out of memory, ended by itself, or cut off.

    Attributes
    ----------
    reason : str
        ``"time"``: a cell or call ran too long; ``"memory"``: none was left to answer with (a
        plain MemoryError is a `StudentCodeError`); ``"exit"``: the process ended itself or
        crashed; ``"protocol"``: what it was given or gave back could not be used.
    killed : bool
        Whether the process was killed (SIGKILL), by itself or by the machine for lack of memory.
    """

    def __init__(self, reason: str, sentence: str, killed: bool = False) -> None:
        super().__init__(sentence)
        self.reason, self.killed = reason, killed
