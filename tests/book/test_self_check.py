"""Self-check questions: judged in the page, readable without a script, refused when malformed."""

import re

import pytest

from tests.helpers.browsing import Visit, build
from tests.helpers.reading import BOOK, CHAPTERS
from tests.helpers.small_book import built, make_book

NUMBER = r""":::{self-check} boot
question: How many rows has the output of a $5\times 5$ kernel on 28 rows, *no* padding?
number: 24
right: '`rows` is $28 - 5 + 1 = 24$.'
wrong:
  28: That needs a padding of 2.
  −3: A size is never negative.
otherwise: Count the places of the window's first row.
:::"""
CHOICE = """:::{self-check} flip
question: Which of these flips the kernel?
choices:
  - text: "`scipy.signal.convolve2d`"
    right: true
    why: A true convolution flips it in both directions.
  - text: "`torch.nn.functional.conv2d`"
    why: It is a cross-correlation, whatever its name says.
:::"""
SEVERAL = """:::{self-check} linear
question: Which of these are linear?
choices:
  - {text: convolution, right: true, why: It is a matrix.}
  - {text: average pooling, right: true, why: It averages.}
  - {text: max pooling, why: The largest of a sum is not the sum of the largest.}
:::"""
SMALL = """:::{self-check} share
question: Which share of the weights is left?
number: 1.25e-3
tolerance: 0.0001
right: One in 800.
wrong: {0.125: That is one in 8.}
otherwise: Divide.
:::"""
QUESTIONS = {"boot": NUMBER, "flip": CHOICE, "linear": SEVERAL, "share": SMALL}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    text = "# Questions\n\n" + "\n\n".join(QUESTIONS.values())
    book = make_book(tmp_path_factory.mktemp("questions"), {"intro": text})
    return built(book) / "intro.html"


class Question:
    """A question in the browser, as a reader answers it."""

    def __init__(self, tab, label: str) -> None:
        self.root = tab.locator(f"#{label}")

    def type(self, text: str) -> str:
        field = self.root.get_by_role("textbox", name="Your answer")
        field.fill(text)
        field.press("Enter")
        return self.verdict()

    def choose(self, *names: str) -> str:
        for box in self.root.locator("input").all():
            box.evaluate("(box) => { box.checked = false; }")
        for name in names:
            self.root.get_by_label(name).check()
        self.root.get_by_role("button", name="Check").click()
        return self.verdict()

    def verdict(self) -> str:
        return self.root.get_by_role("status").inner_text().strip()


@pytest.fixture
def tab(browser, page):
    visit = Visit(browser, page, 1280, "light")
    visit.tab.wait_for_function("document.querySelector('details mjx-container')")
    yield visit.tab
    assert visit.complaints == []
    assert visit.elsewhere == []
    visit.tab.close()


@pytest.mark.parametrize(
    ("label", "typed", "verdict"),
    [
        ("boot", "24", "Right. rows is"),
        ("boot", " 24,0 ", "Right. rows is"),
        ("boot", "48/2", "Right. rows is"),
        ("boot", "28", "Not right. That needs a padding of 2."),
        ("boot", "−3", "Not right. A size is never negative."),
        ("boot", "-3", "Not right. A size is never negative."),
        ("boot", "25", "Not right. Count the places"),
        ("boot", "24.001", "Not right. Count the places"),
        ("boot", "many", "Type a number"),
        ("boot", "", "Type a number"),
        ("boot", "1/0", "Not right."),
        ("share", "0,00125", "Right. One in 800."),
        ("share", ".00134", "Right. One in 800."),
        ("share", "1/800", "Right. One in 800."),
        ("share", "1.36e-3", "Not right. Divide."),
        ("share", "0.125", "Not right. That is one in 8."),
    ],
)
def test_a_number_is_judged_with_the_sentence_for_it(tab, label, typed, verdict):
    assert Question(tab, label).type(typed).startswith(verdict)


def test_formulas_and_code_reach_the_verdict(tab):
    question = Question(tab, "boot")
    question.type("24")
    status = question.root.get_by_role("status")
    assert status.locator("mjx-container").count() == 1
    assert status.locator("code").inner_text() == "rows"
    question.type("25")
    assert status.locator("mjx-container").count() == 0, "the last verdict is still there"


def test_a_choice_is_judged_with_its_own_sentence(tab):
    question = Question(tab, "flip")
    assert question.choose() == "Choose an answer first."
    assert question.choose("conv2d").startswith("Not right. It is a cross-correlation")
    assert question.choose("convolve2d").startswith("Right. A true convolution")


def test_several_right_choices_are_all_asked_for(tab):
    question = Question(tab, "linear")
    assert question.choose("convolution").startswith("So far right, but not all")
    wrong = question.choose("convolution", "max pooling")
    assert wrong == "Not right. The largest of a sum is not the sum of the largest."
    right = question.choose("convolution", "average pooling")
    assert right.splitlines()[0] == "Right. It is a matrix."
    assert "It averages." in right


def test_the_keyboard_is_enough(tab):
    root = Question(tab, "flip").root
    root.locator("input").first.focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("ArrowDown")
    assert Question(tab, "flip").verdict() == "", "moving through the choices judges nothing"
    tab.keyboard.press("Enter")
    assert Question(tab, "flip").verdict().startswith("Not right.")


def test_a_phone_shows_a_keyboard_that_can_type_every_answer(tab):
    field = "input[type=text]"
    assert tab.locator(f"#share {field}").get_attribute("inputmode") == "decimal"
    assert tab.locator(f"#boot {field}").get_attribute("inputmode") is None, "it needs a minus"


def test_without_a_script_the_answer_unfolds(browser, page):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(page.as_uri())
    root = tab.locator("#boot")
    assert not root.get_by_role("button", name="Check").is_visible()
    assert root.locator("input").is_disabled()
    assert not root.get_by_text("That needs a padding of 2.").is_visible()
    root.get_by_text("Show the answer").click()
    assert root.get_by_text("That needs a padding of 2.").is_visible()
    assert root.locator("details").inner_text().splitlines()[2].startswith("24: rows is")
    tab.locator("#flip").get_by_text("Show the answer").click()
    assert "Right: scipy.signal.convolve2d\nA true" in tab.locator("#flip details").inner_text()
    context.close()


def test_paper_shows_the_question_and_the_answer_on_its_head(tab):
    Question(tab, "boot").type("28")
    tab.emulate_media(media="print")
    root = tab.locator("#boot")
    answer = root.locator("details")
    assert root.get_by_text("How many rows").is_visible()
    assert answer.get_by_text("That needs a padding of 2.").is_visible()
    assert answer.evaluate("(answer) => getComputedStyle(answer).rotate") == "180deg"
    question, below = (part.bounding_box() for part in (root.locator("fieldset"), answer))
    assert below["y"] >= question["y"] + question["height"]
    for hidden in (root.get_by_role("button"), root.get_by_text("Show the answer")):
        assert not hidden.is_visible()
    assert not root.get_by_role("status").is_visible(), "what was said about the reader's answer"


# Each a body, the line of it that is wrong, and the sentence.
MISTAKES = [
    ("", 1, "its body is empty"),
    ("question: [a", 0, "its body is not YAML"),
    ("question: `a` is\nnumber: 3", 0, "its body is not YAML"),
    ("just words", 0, "its body must be lines of the form 'name: value'"),
    ("question: a\nnumber: 1\nright: b", 0, "must say 'wrong'"),
    (NUMBER.replace("number: 24", "number: many"), 1, "number must be a number"),
    (NUMBER.replace("number: 24", "tolerence: 2\nnumber: 24"), 1, "has no 'tolerence'"),
    (NUMBER.replace("number: 24", "number: 24\nnumber: 25"), 2, "says 'number' twice"),
    (NUMBER.replace("28:", "24:"), 4, "24 is listed as wrong, but it is right"),
    (NUMBER.replace("28:", "-3:"), 5, "−3 is listed as wrong twice"),
    (NUMBER.replace("28:", "none:"), 4, "an answer under 'wrong' must be a number"),
    (NUMBER.replace("That needs a padding of 2.", ""), 4, "the sentence on 28 must be a text"),
    (CHOICE.replace("    right: true\n", ""), 2, "must hold a right one and a wrong one"),
    (CHOICE.replace("right: true", "right: maybe"), 3, "'right' must be true or false"),
    (CHOICE.replace("why: It is", "because: It is"), 6, "a choice has no 'because'"),
    ("question: a\nchoices: b", 1, "'choices' must be a list"),
]


def test_a_mistake_fails_the_build_with_a_sentence_and_its_line(tmp_path):
    text, places = "# Mistakes\n", []
    for number, (body, line, _) in enumerate(MISTAKES):
        body = re.sub(r"^:::.*\n?", "", body, flags=re.MULTILINE).rstrip()
        places.append(text.count("\n") + 3 + line)
        text += f"\n:::{{self-check}} mistake-{number}\n{body}\n:::\n"
    book = make_book(tmp_path, {"intro": text})
    done = build(book)
    assert done.returncode != 0
    output = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)
    found = [line for line in output.splitlines() if "intro.md:" in line]
    assert len(found) == len(MISTAKES), output[-4000:]
    for number, (line, (_, _, sentence)) in enumerate(zip(places, MISTAKES, strict=True)):
        assert f"self-check mistake-{number}: " in found[number]
        assert sentence in found[number]
        assert f"intro.md:{line}: " in found[number], found[number]


def test_a_label_stands_once_in_the_book(tmp_path):
    book = make_book(tmp_path, dict.fromkeys(("intro", "other"), f"# Page\n\n{CHOICE}\n"))
    done = build(book)
    assert done.returncode != 0
    assert "duplicate label flip" in done.stdout


@pytest.mark.parametrize("slug", CHAPTERS[:4])
def test_every_section_of_the_first_chapters_asks_something(slug):
    text = (BOOK / f"{slug}.md").read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)  # code has comments
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    silent = [each.partition("\n")[0] for each in sections if ":::{self-check}" not in each]
    assert silent == ["Exercises", "What to read next"]
