"""formgrader in JupyterLab, as an instructor uses it: grade, read, comment, hand back."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from html import escape
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import FrameLocator, Page, sync_playwright
from typer.testing import CliRunner

from autograder.authoring.release import write_source
from autograder.cli import app
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.records.roster import Person, import_roster
from autograder.records.store import ResultStore
from autograder.sample_class.roster import CHAPTER, ROSTER, hand_in
from tests.helpers.grading import grade_all

STUDENT = "keeps-the-padding"
TOKEN = "formgrader-test"
COMMENT = "Well argued. And if the stride > the kernel size & nothing is padded?"
ITEMS = f"""
[rubric.{CHAPTER}.adjoint]
transpose = {{ points = 4, text = "Names the transpose of the matrix." }}
wrong-way = {{ points = -2.5, text = "The sum runs over the wrong axis." }}
"""
PEOPLE = {STUDENT: ("Ada", "Lovelace"), "os-exit": ("Max", "Planck")}
NO_NEWS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
POINTS = next(sample.total for sample in ROSTER if sample.student == STUDENT)
pytestmark = [pytest.mark.long, pytest.mark.usefixtures("scripts_on_path")]


@pytest.fixture
def handed_in(class_folder: ClassFolder, assignment) -> ClassFolder:
    """A class of three; one handed in 13 hours late, the others at unknown times."""
    hand_in(class_folder)
    for folder in class_folder.submitted.iterdir():
        if folder.name not in {STUDENT, "reference", "os-exit"}:
            shutil.rmtree(folder)
    stamp = class_folder.submitted / STUDENT / CHAPTER / "timestamp.txt"
    stamp.write_text("2026-12-01 12:00:00 UTC")
    (class_folder.directory / "class.toml").write_text(
        f"[late]\npercent_per_day = 10\n[due]\n{CHAPTER} = 2026-11-30T23:59:00Z\n"
    )
    import_roster(class_folder, [Person(student, *names) for student, names in PEOPLE.items()])
    write_source(class_folder, assignment)
    ResultStore(class_folder, assignment).register()
    return class_folder


@pytest.fixture
def lab(handed_in: ClassFolder, tmp_path: Path):
    """JupyterLab in the repository, as after ``COURSE=… jupyter lab``; gives its address."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        name: str(tmp_path / name) for name in ("HOME", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR")
    }
    settings = {
        "--ServerApp.port": port,
        "--ServerApp.port_retries": 0,
        "--IdentityProvider.token": TOKEN,
    }
    overrides = tmp_path / "JUPYTER_CONFIG_DIR" / "labconfig" / "default_setting_overrides.json"
    overrides.parent.mkdir(parents=True)
    overrides.write_text(json.dumps(NO_NEWS))
    log = tmp_path / "lab.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
            + [f"{name}={value}" for name, value in settings.items()],
            cwd=REPOSITORY.root,
            env={**os.environ, **own, "COURSE": str(handed_in.directory)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(90)


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.3)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture
def page():
    """A page in a real browser; Debian's if it is installed."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed: scripts/browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page(viewport={"width": 1400, "height": 900})
        browser.close()


def formgrader(page: Page, lab: str) -> FrameLocator:
    """Open formgrader from JupyterLab's menu."""
    page.set_default_timeout(60_000)
    page.goto(f"{lab}/lab?token={TOKEN}&reset")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.locator(".lm-Menu-item", has_text="Formgrader").first.click()
    return page.frame_locator("iframe")


def press(view: FrameLocator, row: str, button: str) -> str:
    """Press a button in a student's row, and return formgrader's message."""
    view.locator("tr", has_text=row).locator(f"td.{button} a").click()
    said = view.locator(".modal.in")
    said.get_by_text("Log Output").wait_for(timeout=120_000)
    text = said.inner_text()
    said.get_by_role("button", name="Close").last.click()
    said.wait_for(state="detached")
    return text


def test_formgrader_grades_in_the_sandbox_and_gives_our_feedback(
    handed_in, assignment, lab, page, tmp_path
):
    class_folder = handed_in
    view = formgrader(page, lab)
    view.locator("td.num-submissions a", has_text="3").click()
    # Who is not in the roster has no name.
    assert (
        view.locator("tr", has_text="reference").locator("td.student-name").inner_text()
        == "reference"
    )

    for student in (STUDENT, "os-exit"):
        assert "Successfully autograded" in press(view, student, "autograde")
    stored = ResultStore(class_folder, assignment)
    assert stored.load(STUDENT).earned == POINTS
    assert "ended the Python process" in json.dumps(stored.load("os-exit").to_json())

    # Grade the written answer by hand.
    view.get_by_role("link", name="Manual Grading").click()
    view.locator("td.name a", has_text=CHAPTER).click()
    view.locator("td.avg-score").wait_for()
    view.locator("td.name a", has_text=CHAPTER).click()
    view.locator("tr", has_text="Lovelace, Ada").locator("a.name-hidden").click()
    view.get_by_placeholder("14").wait_for()  # the points of col2im: the grades have arrived
    view.locator("textarea.comment").last.fill(COMMENT)
    score = view.locator("input.score").last
    score.fill("8")
    score.press("Tab")
    _until(lambda: _by_hand(class_folder) == (8.0, COMMENT))
    page.screenshot(path=tmp_path / "reading.png")

    # Its feedback button gives our page: nothing hidden, the comment by hand, the penalty.
    view = formgrader(page, lab)
    view.locator("td.num-submissions a", has_text="3").click()
    view.locator("tr", has_text="Planck, Max").get_by_text("needs manual grading").wait_for()
    view.locator("tr", has_text="Lovelace, Ada").get_by_text("graded", exact=True).wait_for()
    page.screenshot(path=tmp_path / "submissions.png")
    assert "Successfully generated feedback" in press(view, STUDENT, "generate-feedback")
    by_button = _feedback(class_folder)
    run = CliRunner().invoke(app, ["feedback", CHAPTER, "--course", str(class_folder.directory)])
    assert run.exit_code == 0, run.output
    assert _feedback(class_folder) == by_button
    html = by_button["html"]
    assert "autograder.checks" not in html
    assert "HIDDEN TESTS" not in html
    assert re.search(r"8 / 10</span>", html)
    assert escape(COMMENT) in html
    total = (POINTS + 8) * 0.9
    assert f'<span class="total">{total:g}</span>' in html
    lateness = f"Handed in 13 h late. {POINTS + 8:g} points minus {(POINTS + 8) * 0.1:g}."
    assert lateness in " ".join(by_button["txt"].split())


def test_items_are_chosen_without_seeing_who_wrote_the_answer(
    handed_in, assignment, lab, page, tmp_path
):
    class_folder = handed_in
    with class_folder.settings_file.open("a") as settings:
        settings.write(ITEMS)
    grade_all(class_folder, assignment, list(PEOPLE))

    page.set_default_timeout(60_000)
    page.set_extra_http_headers({"Authorization": f"token {TOKEN}"})
    page.goto(f"{lab}/formgrader/gradebook/{CHAPTER}/{CHAPTER}")
    page.get_by_text("Submission #1").wait_for()
    assert not _people_on(page)
    page.get_by_text("Submission #1").click()
    page.get_by_role("group", name="Rubric items").wait_for()
    assert not _people_on(page)

    right, wrong = (
        page.get_by_role("button", name=f"#{one}") for one in ("transpose", "wrong-way")
    )
    right.click()
    (student,) = _until(lambda: [one for one in PEOPLE if _by_hand(class_folder, one)[0] == 4])
    for button, points, comment in (
        (wrong, 1.5, "#transpose #wrong-way"),
        (right, 0.0, "#wrong-way"),
        (wrong, None, ""),
    ):
        button.click()
        _until(lambda given=(points, comment): _by_hand(class_folder, student) == given)
    page.locator("textarea.comment").last.fill("Well argued: #transpose")
    page.locator("textarea.comment").last.press("Tab")
    _until(lambda: _by_hand(class_folder, student) == (4.0, "Well argued: #transpose"))
    page.screenshot(path=tmp_path / "items.png")
    assert right.get_attribute("aria-pressed") == "true"
    assert wrong.get_attribute("aria-pressed") == "false"
    assert not _people_on(page)

    # The points reach the person who wrote the answer.
    run = CliRunner().invoke(app, ["export", "csv", CHAPTER, "--course", str(handed_in.directory)])
    assert run.exit_code == 0, run.output
    table = (class_folder.directory / f"grades-{CHAPTER}-csv.csv").read_text().splitlines()
    exported = {row["student"]: row for row in csv.DictReader(table)}
    assert float(exported[student]["adjoint"]) == 4
    assert exported[student]["last_name"] == PEOPLE[student][1]
    (other,) = PEOPLE.keys() - {student}
    assert exported[other]["adjoint"] == ""


def _people_on(page: Page) -> list[str]:
    """Return the ids and last names that can be read on the page."""
    text = page.inner_text("body")
    return [
        word for student, (_, last) in PEOPLE.items() for word in (student, last) if word in text
    ]


def _by_hand(class_folder: ClassFolder, student: str = STUDENT) -> tuple[float | None, str | None]:
    with Gradebook(class_folder.gradebook_url) as gradebook:
        where = ("adjoint", CHAPTER, CHAPTER, student)
        grade, comment = gradebook.find_grade(*where), gradebook.find_comment(*where)
        return grade.manual_score, comment.manual_comment


def _feedback(class_folder: ClassFolder) -> dict[str, str]:
    folder = class_folder.feedback / STUDENT / CHAPTER
    return {kind: (folder / f"{CHAPTER}.{kind}").read_text() for kind in ("html", "txt")}


def _until(condition):
    """Wait until a condition holds, and return what it gives."""
    deadline = time.monotonic() + 30
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found
