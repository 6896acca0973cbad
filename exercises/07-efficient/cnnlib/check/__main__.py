"""Show all exercises of a student's folder at a glance: what passes, what fails, what is next."""

import argparse
import sys
import time
from pathlib import Path

from cnnlib.check.notebook import NotebookError, find_notebook
from cnnlib.check.report import as_text
from cnnlib.check.running import standings

__all__ = ["main"]

LOOK_EVERY = 0.5  # seconds


def main(words: list[str] | None = None) -> int:
    """Run the command; return 0, or 1 after printing a sentence about what was wrong."""
    given = _parser().parse_args(words)
    colour = sys.stdout.isatty()
    try:
        while True:
            notebook = given.notebook or find_notebook(Path.cwd())
            folder = notebook.resolve().parent
            seen = _files(folder)
            text = as_text(*standings(notebook), folder, colour)
            if given.watch and colour:
                print("\x1b[2J\x1b[H", end="")  # clears the screen
            print(text, flush=True)
            if not given.watch:
                return 0
            print("Watching the folder; Ctrl-C ends this.", flush=True)
            while _files(folder) == seen:
                time.sleep(LOOK_EVERY)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cnnlib.check",
        description="Show all exercises of this folder at a glance, by their visible tests. "
        "It reads the notebook as it was saved: save it first.",
    )
    parser.add_argument("notebook", type=Path, nargs="?", help="the notebook, if there are several")
    parser.add_argument(
        "--watch", action="store_true", help="run again whenever a file is saved, until Ctrl-C"
    )
    return parser


def _files(folder: Path) -> dict[Path, int]:
    """Return the modification time of each file of the assignment."""
    paths = [*folder.glob("*.ipynb"), *(folder / "cnnlib").rglob("*.py")]
    return {path: path.stat().st_mtime_ns for path in paths if path.exists()}


if __name__ == "__main__":
    sys.exit(main())
