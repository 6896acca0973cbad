"""The command ``autograder``, as ``python -m autograder`` too."""

import signal
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; Ctrl-C while it is being imported ends it quietly."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        from autograder.cli import main as command_line
    except ModuleNotFoundError as error:  # a wheel brings only what `cnnlib` needs
        sys.exit(
            f"{error.name} is not installed. The autograder works in a copy of the course's "
            "repository, after `make setup`."
        )

    signal.signal(signal.SIGINT, signal.default_int_handler)
    command_line()


if __name__ == "__main__":
    main()
