"""Resolve the lower part of requirements.txt, the indirect dependencies, from its upper part.

Usage: .venv/bin/python scripts/pins.py [--upgrade]. Without the option, versions change only where
they have to; with it everything in the lower part becomes the newest that fits, except for the pins
that have a comment: they are held back for the reason given there.
"""

import re
import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements.txt"
MARKER = "# What these bring"
# torch's build for GPUs brings the first three; wheel comes with the tools that install.
LEFT_OUT = re.compile(r"nvidia-|cuda-|triton$|wheel$")


def main(upgrade: bool) -> None:
    """Rewrite ``requirements.txt``."""
    text = REQUIREMENTS.read_text(encoding="utf-8")
    upper, heading, lower = re.split(rf"^({MARKER}.*\n)", text, flags=re.M)
    pinned = {name(line): line for line in lower.splitlines() if line}
    kept = [line for line in pinned.values() if "#" in line or not upgrade]
    direct = {name(line) for line in upper.splitlines()}
    brought = {name(line): line for line in resolve(upper, kept).splitlines()}
    lines = (
        pinned[one] if version(pinned.get(one, "")) == version(line) else line
        for one, line in brought.items()
        if one not in direct and not LEFT_OUT.match(one)
    )
    REQUIREMENTS.write_text(f"{upper}{heading}" + "\n".join(lines) + "\n", encoding="utf-8")


def name(line: str) -> str:
    """Return the package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[=\[ ]", line)[0]).lower()


def version(line: str) -> str:
    return line.partition("==")[2].partition(" ")[0]


def resolve(upper: str, kept: list[str]) -> str:
    """Return all pins that uv finds for the packages in `upper`, for the oldest Python."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header"]
    command += ["--no-annotate", "--python-version", "3.11", "-"]
    with NamedTemporaryFile("w", suffix=".txt") as constraints:
        print(*kept, sep="\n", file=constraints, flush=True)
        command += ["--constraint", constraints.name]
        done = subprocess.run(command, input=upper, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    main("--upgrade" in sys.argv[1:])
