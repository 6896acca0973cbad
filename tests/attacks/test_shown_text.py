"""Attacks on readers: markup, escapes and reversed text in every name a student can choose."""

from html.parser import HTMLParser

import pytest

MARKUP = (
    "</pre></script><script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:x'>"
)
HOSTILE = MARKUP + "\x1b]0;title\x07\x1b[2J\x9b31m\u202e\r=1+1"


class Tags(HTMLParser):
    """Collect the tags that a browser would act on."""

    def __init__(self, page):
        super().__init__()
        self.found, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "img", "iframe", "object", "embed", "link", "base", "form"):
            self.found.append(tag)
        for name, value in attributes:
            if name.startswith("on") or "javascript:" in (value or ""):
                self.found.append((name, value))

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"body": f"raise ValueError({HOSTILE!r})"},
        {"body": f"raise type({HOSTILE!r}, (Exception,), {{}})({HOSTILE!r})"},
        {"body": f"return type({HOSTILE!r}, (), {{}})()"},
        {"body": f"return {{{HOSTILE!r}: 1}}"},
        {"answers": {"memory_answer": f"print({HOSTILE!r}); display({HOSTILE!r})"}},
        {
            "answers": {
                "memory_answer": f"blow_up = {HOSTILE!r}\nmegabytes = type(blow_up, (), {{}})()"
            }
        },
        {"answers": {"adjoint": HOSTILE}},
        {"first": f"raise type({HOSTILE!r}, (Exception,), {{}})({HOSTILE!r})"},
        {"first": f"%%html\n{MARKUP}"},
        {"first": f"# {MARKUP}\nget_ipython().run_cell_magic('javascript', '', {MARKUP!r})"},
    ],
    ids=[
        *("a message", "an exception's name", "a type's name", "a key", "output", "an answer"),
        *("a written answer", "a cell's exception", "%%html", "%%javascript"),
    ],
)
def test_everything_is_shown_as_text(attacker, spoilt):
    result = attacker.grade(**spoilt)
    page, text = attacker.pages(result)
    tags = Tags(page)
    assert tags.found == []
    assert "alert(1)" in "".join(tags.text)  # it is shown, as text
    for shown in (page, text):
        assert not {"\x1b", "\x9b", "\x07", "\u202e", "\r"} & set(shown)
