"""Take the pictures of the README, the guides and shared links. Usage: make pictures

They are of the built book and the graded sample class, so they show what a reader sees.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from cover import cover
from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"
MOST_BYTES = 80_000
CHAPTER = "03-im2col"
TOKEN = "pictures"
ITEMS = f"""
[rubric.{CHAPTER}.adjoint]
transpose = {{ points = 4, text = "Names the transpose of the matrix." }}
overlaps = {{ points = 3, text = "Says what happens where windows overlap." }}
wrong-way = {{ points = -2, text = "The sum runs over the wrong axis." }}
"""
# formgrader fetches MathJax from the network; here the book's is in its place.
NETWORK = "https://cdnjs.cloudflare.com/"
SETTINGS = """window.MathJax = { tex: { inlineMath: [["$", "$"]] } }"""


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
        with formgrader(sample) as address:
            save(rubric(chromium, address), ROOT / "docs" / "pictures" / "formgrader.webp")
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


@contextmanager
def formgrader(sample: Path) -> Iterator[str]:
    """Start formgrader, as an instructor does, on a copy of the class that has rubric items."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        course = shutil.copytree(sample, Path(folder, "class"))
        with (course / "class.toml").open("a", encoding="utf-8") as settings:
            settings.write(ITEMS)
        options = (f"--ServerApp.port={port}", f"--IdentityProvider.token={TOKEN}")
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *options],
            cwd=ROOT,
            env={**os.environ, "COURSE": str(course), "HOME": folder},
            stderr=subprocess.DEVNULL,
        )
        try:
            until_it_answers(port)
            yield f"http://127.0.0.1:{port}/formgrader/gradebook/{CHAPTER}/{CHAPTER}"
        finally:
            server.terminate()
            server.wait()


def until_it_answers(port: int) -> None:
    for _ in range(600):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    sys.exit("JupyterLab did not start.")


def rubric(chromium: Browser, address: str) -> bytes:
    """Take a written answer for which an item of the rubric has been chosen."""
    tab = new_tab(chromium, 1000, 620)
    tab.set_extra_http_headers({"Authorization": f"token {TOKEN}"})
    tab.route(f"{NETWORK}**", from_the_book)
    tab.add_init_script(SETTINGS)
    tab.goto(address)
    tab.get_by_text("Submission #1", exact=True).click()
    tab.get_by_role("button", name="#transpose").click()
    tab.wait_for_load_state("networkidle")
    tab.get_by_role("heading", name="Why col2im is not the inverse").evaluate(
        "(top) => { top.style.scrollMarginTop = '70px'; top.scrollIntoView(); }"  # below the bar
    )
    tab.wait_for_timeout(500)
    return tab.screenshot()


def from_the_book(route: Route) -> None:
    mathjax = BOOK / "_build" / "html" / "_static" / "mathjax"
    _, _, name = route.request.url.partition("?")[0].partition("2.7.7/")
    route.fulfill(path=mathjax / ("tex-chtml.js" if name == "latest.js" else name))


def social(chromium: Browser) -> bytes:
    title = yaml.safe_load((BOOK / "_config.yml").read_text(encoding="utf-8"))["title"]
    tab = new_tab(chromium, 1200, 630)
    tab.set_content(f'<body style="margin: 0">{cover(BOOK, title, "1200px", "630px", "5% 7%")}')
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
