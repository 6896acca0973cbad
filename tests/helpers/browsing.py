"""A book that is built, and a real browser to read it in."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import sync_playwright

__all__ = ["Visit", "browser", "build"]

STRICT = ("-W", "-n", "--keep-going")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def build(book: Path) -> subprocess.CompletedProcess:
    """Build a book in its own ``_build``, as ``make book`` does."""
    program = Path(sys.executable).with_name("jupyter-book")
    return subprocess.run(
        [program, "build", book.name, *STRICT],
        cwd=book.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed, so no page can be rendered")
    node, _ = compute_driver_executable()
    if subprocess.run([node, "--version"], capture_output=True, check=False).returncode:
        pytest.skip("Playwright's node does not start: Debian's libatomic1 is missing")

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """A page in the browser, with all that it asked for and complained about."""

    def __init__(self, browser, path: Path, width: int, scheme: str, query: str = "") -> None:
        viewport = {"width": width, "height": 800}
        self.tab = browser.new_page(viewport=viewport, color_scheme=scheme)
        self.loaded: list[str] = []
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", self._note_request)
        self.tab.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("console", self._note_console)
        self.tab.goto(path.as_uri() + query)
        self.tab.wait_for_load_state("networkidle")

    def _note_request(self, request) -> None:
        if request.url.startswith("file:"):
            self.loaded.append(request.url)
        elif not request.url.startswith(("data:", "blob:")):
            self.elsewhere.append(request.url)

    def unfold(self) -> None:
        """Open all that is folded, and wait until the formulas are set."""
        self.tab.evaluate(
            """() => {
              for (const box of document.querySelectorAll(".toggle-hidden")) {
                box.querySelector(".toggle-button").click();
              }
              for (const box of document.querySelectorAll("details")) box.open = true;
            }"""
        )
        self.tab.evaluate("() => window.MathJax?.startup?.promise")
        self.tab.wait_for_timeout(300)

    def resize(self, width: int) -> None:
        """Give the window another width, and wait until the page is laid out for it."""
        self.tab.set_viewport_size({"width": width, "height": 800})
        self.tab.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
        )

    def show_in(self, scheme: str) -> None:
        """Let the system prefer light or dark colours, which the page follows."""
        self.tab.emulate_media(color_scheme=scheme)
        self.tab.wait_for_selector(f"html[data-theme={scheme}]", state="attached")
        self.tab.wait_for_function(  # buttons take their time to change
            "document.getAnimations().every((each) => !(each instanceof CSSTransition))"
        )

    def _note_console(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
