"""The directive that puts a convolution explorer on a page, and the script that it loads."""

import re
import subprocess

import pytest
from playwright._impl._driver import compute_driver_executable

from tests.helpers.browsing import build
from tests.helpers.explorer_book import EXTENSION
from tests.helpers.small_book import built, make_book

MISTAKES = {
    ":stride: 7": "it must be a whole number from 1 to 3",
    ":padding: two": "it must be a whole number from 0 to 3",
    ":mode: dilated": '"dilated" unknown; choose from "normal", "pooling", or "transposed"',
    ":pool: l2": 'choose from "max", or "average"',
    ":input: 1 2 / 3": "its rows must be of one length",
    ":input: 1 2 / 3 x": "its rows must hold numbers",
    ":input: 1 12 / 3 4": "its numbers must lie between -9 and 9",
    ":input:": "its rows must be of one length",
    ":input: 1 2 3 4 5 6 7 8 9": "width is 9: it must be a whole number from 1 to 8",
    ":kernel: 1 2": "kernel: it must have as many rows as columns",
    ":kernel: 1\n:kernel-size: 2": "kernel-size: it follows from the numbers",
    ":input: 0.125 2": "two decimals at most",
    ":input: 1 2 | 3 4\n:kernel: 1": "kernel: it must have as many channels as the input",
    ":input: 1 | 2 | 3 | 4": "channels is 4: it must be a whole number from 1 to 3",
    ":input: 1 2 | 3": "its rows must be of one length",
    ":speed: 3": "speed",
}


def test_a_mistake_fails_the_build_with_a_sentence(tmp_path):
    explorers = "\n\n".join(f"```{{convolution-explorer}}\n{line}\n```" for line in MISTAKES)
    book = make_book(tmp_path, {"intro": f"# Mistakes\n\n{explorers}\n"})
    done = build(book)
    assert done.returncode != 0
    output = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)
    found = [line for line in output.splitlines() if "intro.md:" in line]
    assert len(found) == len(MISTAKES), output[-4000:]
    for number, (option, sentence) in enumerate(MISTAKES.items()):
        line = 4 + sum(len(o.splitlines()) + 3 for o in list(MISTAKES)[:number]) - 1
        assert sentence in found[number], option
        assert f"intro.md:{line}:" in found[number]


def test_a_page_carries_the_options_the_content_and_the_current_style(tmp_path):
    options = ":mode: transposed\n:input: 1 -2 3 / 4 5 6\n:stride: 2\n:output-padding: 1"
    text = f"```{{convolution-explorer}}\n{options}\n\nWhich pixels *overlap*?\n```"
    book = make_book(tmp_path, {"intro": f"# One\n\n{text}\n"})
    html = (built(book) / "intro.html").read_text("utf-8")
    attributes = re.search(r"<convolution-explorer ([^>]*)>", html)[1]
    assert dict(re.findall(r'([a-z-]+)="([^"]*)"', attributes)) == {
        "mode": "transposed",
        "input": "1 -2 3 / 4 5 6",
        "channels": "1",
        "height": "2",
        "width": "3",
        "stride": "2",
        "output-padding": "1",
    }
    assert "</convolution-explorer>\n<p>Which pixels <em>overlap</em>?</p>" in html

    style = book / "_ext/convolution_explorer/style/base.css"
    style.write_text(style.read_text("utf-8") + ".changed { color: red }\n", encoding="utf-8")
    again = (built(book) / "intro.html").read_text("utf-8")
    loads = r"_static/(book-\w+\.css)"
    sheet = re.search(loads, again)[1]
    assert sheet != re.search(loads, html)[1], "a browser keeps the old style"
    assert ".changed" in (book / "_build/html/_static" / sheet).read_text("utf-8")


def test_pooling_starts_with_windows_side_by_side_and_flags_need_no_value(tmp_path):
    starts = [":mode: pooling", ":mode: pooling\n:kernel-size: 3", ":mode: pooling\n:stride: 1"]
    flags = ":relu:\n:picture:\n:input: 1.5 2 / -3 4 | 0 0 / 1 .25"
    text = "\n\n".join(f"```{{convolution-explorer}}\n{each}\n```" for each in [*starts, flags])
    book = make_book(tmp_path, {"intro": f"# Many\n\n{text}\n"})
    html = (built(book) / "intro.html").read_text("utf-8")
    *pooling, shown = re.findall(r"<convolution-explorer ([^>]*)>", html)
    found = [re.findall(r'(kernel-size|stride)="(\d)"', each) for each in pooling]
    starts = [[int(number) for _, number in each] for each in found]
    assert starts == [[2, 2], [3, 3], [2, 1]]
    assert {"relu", "picture"} <= set(shown.split())
    assert 'input="1.5 2 / -3 4 | 0 0 / 1 0.25"' in shown
    assert 'channels="2"' in shown


@pytest.fixture
def join(monkeypatch):
    monkeypatch.syspath_prepend(str(EXTENSION.parent))
    from convolution_explorer.assets import join

    return join


def test_modules_are_joined_into_a_plain_script_that_keeps_their_scopes(join, tmp_path):
    (tmp_path / "data.json").write_text('{ "three": 3 }\n')
    (tmp_path / "one.js").write_text(
        'import DATA from "./data.json" with { type: "json" };\n\n'
        "const hidden = DATA.three;\n\nexport function triple(n) {\n  return hidden * n;\n}\n"
    )
    (tmp_path / "two.js").write_text(
        'import { triple } from "./one.js";\n\nexport const SIX = triple(2);\n'
    )
    (tmp_path / "main.js").write_text(
        'import {\n  triple,\n} from "./one.js";\nimport { SIX } from "./two.js";\n\n'
        "const hidden = 1;\nglobalThis.console.log(triple(SIX) + hidden);\n"
    )
    script = join(tmp_path / "main.js")
    assert script.count("return hidden * n") == 1, "each module once"
    assert run_script(script, tmp_path) == "19"


def run_script(script: str, folder) -> str:
    """Run a plain script, twice, with Playwright's node: nothing it declares may be global."""
    node, _ = compute_driver_executable()
    (folder / "joined.js").write_text(script)
    twice = (
        "const text = require('fs').readFileSync('joined.js', 'utf8');"
        "const { runInThisContext } = require('vm');"
        "runInThisContext(text); runInThisContext(text);"
    )
    done = subprocess.run(
        [node, "-e", twice], cwd=folder, capture_output=True, text=True, check=True
    )
    first, second = done.stdout.split()
    assert first == second
    return first
