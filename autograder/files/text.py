"""Clean text that a student may have written."""

import re

__all__ = ["plain", "points_text"]

# ECMA-48, in 7 and 8 bits: colours and cursor; titles, links and other strings; the rest.
ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
# The remaining control characters, and those that change the direction of the text.
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")  # cannot be written as UTF-8


def plain(text: str) -> str:
    """Return a text without control sequences for terminals."""
    text = ANSI.sub("", text.replace("\r\n", "\n"))
    return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", INVISIBLE.sub("", text))


def points_text(points: float) -> str:
    """Return points with at most four decimals, as in the exports."""
    text = f"{points:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
