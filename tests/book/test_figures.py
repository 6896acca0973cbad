"""Figures within the page: legible light and dark, pictures as they are, ids that do not clash."""

import re
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.helpers.reading import BOOK

sys.path.insert(0, str(BOOK / "_ext"))

from figures import in_the_dark, inline

GLYPHS = '<defs><path id="DejaVuSans-61" d="M 1 1"/></defs><use xlink:href="#DejaVuSans-61"/>'
CLIP = '<defs><clipPath id="p1"><path id="unused" d="M 0 0"/></clipPath></defs>'
PICTURE = '<image xlink:href="data:image/png;base64,AAAA"/>'
DRAWN = """<?xml version="1.0" encoding="utf-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="5pt"
 viewBox="0 0 5 5"><metadata>made by</metadata><defs><style>*{stroke: red}</style></defs>
 <g id="figure_1">%s</g></svg>"""


def luminance(colour: str) -> float:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["INK", "INPUT", "KERNEL", "OUTPUT", "MATRIX", "GREY"])
def test_the_roles_stand_out_in_the_dark_as_on_paper(name, monkeypatch):
    monkeypatch.syspath_prepend(str(BOOK))
    from pagelib import style

    colour = getattr(style, name)
    assert contrast(in_the_dark(colour), "#121212") >= 4.5
    assert contrast(colour, "#ffffff") >= 3


def test_hues_stay_in_the_dark():
    red, green, blue = (in_the_dark(colour) for colour in ("#800000", "#008000", "#000080"))
    for channel, colour in ((1, red), (3, green), (5, blue)):
        parts = {place: int(colour[place : place + 2], 16) for place in (1, 3, 5)}
        assert max(parts, key=parts.get) == channel


def test_colours_of_lines_change_and_bitmaps_do_not():
    line = '<path d="M 0 0" style="fill: none; stroke: #222222"/>'
    html = inline(DRAWN % (line + PICTURE), "page-0", "A line.", set())
    assert f"light-dark(#222222,{in_the_dark('#222222')})" in html
    assert 'href="data:image/png;base64,AAAA"' in html
    assert "filter" not in html
    root = ElementTree.fromstring(html)
    assert (root.get("role"), root.get("aria-label")) == ("img", "A line.")
    assert root.get("viewBox") == "0 0 5 5"
    assert root.get("width") is None
    assert not root.findall(".//style"), "it would hold for the whole page"
    assert not root.findall(".//metadata")


def test_letters_are_defined_once_in_a_page_and_all_else_in_each_figure():
    body = CLIP + '<g clip-path="url(#p1)">' + GLYPHS + "</g>"
    defined: set[str] = set()
    first, second = (inline(DRAWN % body, f"page-{n}", "Text.", defined) for n in range(2))
    assert 'id="DejaVuSans-61"' in first
    assert 'id="DejaVuSans-61"' not in second
    for html in (first, second):
        assert 'href="#DejaVuSans-61"' in html
        (clip,) = re.findall(r'clip-path="url\(#([^)]+)\)"', html)
        assert f'id="{clip}"' in html
        assert "unused" not in html
        assert "figure_1" not in html
    ids = re.findall(r' id="([^"]+)"', first + second)
    assert len(ids) == len(set(ids))
