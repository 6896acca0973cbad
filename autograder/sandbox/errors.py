"""Exceptions for errors in a student's process, whose messages students may read, and our own."""

__all__ = ["ExchangeFaultError", "StudentCodeError", "StudentStoppedError"]


class ExchangeFaultError(Exception):
    """The grader failed while it sent a request or received a reply: the answer is unknown."""


class StudentCodeError(Exception):
    """The student's code raised an exception.

    Attributes
    ----------
    ename, evalue : str
        The exception's class name and message, for display only.
    where : str
        The student's own lines of the traceback; may be empty.
    unwritten : str or None
        For a NotImplementedError, the key of the exercise that raised it, or empty; otherwise
        None.
    """

    def __init__(
        self, ename: str, evalue: str, where: str = "", unwritten: str | None = None
    ) -> None:
        super().__init__(f"{ename}: {evalue}" if evalue else ename)
        self.ename, self.evalue, self.where = ename, evalue, where
        self.unwritten = unwritten


class StudentStoppedError(Exception):
    """The student's process has ended: out of time or memory, by itself, or closed by the grader.

    Attributes
    ----------
    reason : str
        ``"time"``: a cell or call ran too long; ``"memory"``: too little was left to reply (a
        plain MemoryError is a `StudentCodeError`); ``"exit"``: the process ended itself or
        crashed; ``"protocol"``: a value sent to it or received from it could not be used.
    killed : bool
        Whether the process was killed (SIGKILL), by itself or because the machine ran out of
        memory.
    """

    def __init__(self, reason: str, sentence: str, killed: bool = False) -> None:
        super().__init__(sentence)
        self.reason, self.killed = reason, killed
