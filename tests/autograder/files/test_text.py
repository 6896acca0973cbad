"""Control sequences are removed from text that a student may have written."""

import pytest

from autograder.files.text import plain


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x07", "link"),
        ("\x1b]0;owned\x07", ""),
        ("\x1b[2J\x1b(B\x9b31mred\x1bPq\x1b\\\x90x\x9c", "red"),
        ("a\tb\r\nc\rd\x08", "a\tb\ncd"),
        ("\u2066abc\u202e", "abc"),
    ],
)
def test_control_sequences_are_removed(text, left):
    assert plain(text) == left
