"""The command ``autograder``, as ``python -m autograder`` too."""

import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line; Ctrl-C while it is being imported ends it quietly."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from autograder.cli import main as command_line

    signal.signal(signal.SIGINT, signal.default_int_handler)
    command_line()


if __name__ == "__main__":
    main()
