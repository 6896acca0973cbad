"""Take the pictures of the README, the guides and shared links. Usage: make pictures

They are of the built book and the graded sample class, so they show what a reader sees.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import yaml
from cover import cover
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
MOST_BYTES = 80_000


@dataclass(frozen=True)
class Shot:
    """A part of a page: `width` by `height` pixels from a little above the element `top`."""

    name: str
    page: Path
    top: str
    width: int = 1000
    height: int = 640


def shots(sample: Path) -> Iterator[Shot]:
    """Yield the pictures for the README, of the book and of the sample class in `sample`."""
    html = BOOK / "_build" / "html"
    feedback = sample / "feedback" / "overwrites-overlaps" / "03-im2col" / "03-im2col.html"
    yield Shot("book", html / "03-im2col.html", "#an-example-by-hand", 1280, 800)
    yield Shot("explorer", html / "01-convolution.html", "convolution-explorer", 800, 640)
    yield Shot("feedback", feedback, "#exercise-3", 1000, 640)
    yield Shot("report", sample / "report-03-im2col.html", "h1", 1000, 560)


def main(sample: Path) -> None:
    """Write ``docs/pictures/*.webp`` and ``book/_static/social.png``."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        sys.exit("Taking pictures needs Chromium: run `scripts/browser`.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        for shot in shots(sample):
            save(taken(chromium, shot), ROOT / "docs" / "pictures" / f"{shot.name}.webp")
        save(social(chromium), BOOK / "_static" / "social.png")
        chromium.close()


def taken(chromium: Browser, shot: Shot) -> bytes:
    tab = new_tab(chromium, shot.width, shot.height)
    tab.goto(shot.page.as_uri())
    tab.wait_for_load_state("networkidle")
    tab.evaluate("() => window.MathJax?.startup?.promise")
    tab.locator(shot.top).first.evaluate("(top) => top.scrollIntoView()")
    tab.wait_for_timeout(500)
    return tab.screenshot()


def social(chromium: Browser) -> bytes:
    title = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))["title"]
    tab = new_tab(chromium, 1200, 630)
    tab.set_content(cover(BOOK, title, "1200px", "630px"))
    return tab.screenshot()


def new_tab(chromium: Browser, width: int, height: int) -> Page:
    viewport = {"width": width, "height": height}
    return chromium.new_page(viewport=viewport, color_scheme="light", reduced_motion="reduce")


def save(screenshot: bytes, path: Path) -> None:
    """Write a picture with few colours, so that it is small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(BytesIO(screenshot)).convert("RGB")
    if path.suffix == ".png":
        picture.quantize(64).save(path, optimize=True)
    else:
        picture.save(path, quality=80, method=6)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size / 1000:.0f} kB")
    if size > MOST_BYTES:
        sys.exit(f"It is larger than {MOST_BYTES / 1000:.0f} kB.")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
