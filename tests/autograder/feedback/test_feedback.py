"""Feedback helps the student: what failed, why, and what to try."""

import re
from dataclasses import replace

from nbformat import from_dict

from autograder.chapters import CHECKS
from autograder.course.assignment import load_assignment, nbgrader_id
from autograder.grading.failures import failures
from autograder.report import row_of
from autograder.report.rows import SMALL_CHANGE
from tests.helpers.feedback_pages import CHAPTER, Tags, rendered
from tests.helpers.people import graded

MODULE = "cnnlib/im2col.py"


def test_it_says_which_parts_passed_and_why_others_failed(assignment, overwrites):
    html, text = rendered(assignment, overwrites)
    for words in (Tags(html).text, text):
        words = " ".join(words.split())
        assert "Where windows overlap, the last one overwrites the others." in words
        assert "the columns of 1 image of 3x4 pixels, a 2x2 kernel" in words
        assert "8 of 12 values differ. The worst is at index" in words
        assert "Passed: windows, square images, stride, padding, dilation, all together" in words
        assert "col2im(cols, output_size=(3, 4), kernel_size=2)" in words
        assert re.search(r"70 ?of 100 points so far", words)
        assert "10 points are still open. To be graded by hand: “8 · Why col2im" in words
        assert "In the book: im2col is linear, and col2im is its transpose" in words


def test_parts_that_failed_in_the_same_way_are_explained_once(assignment, result_of):
    result = result_of({"im2col": "def im2col(*args, **kwargs):\n    pass\n"})
    for output in rendered(assignment, result):
        words = " ".join(re.sub("<[^>]*>", " ", output).split())
        own = words.partition("Exercise by exercise")[2] or words
        own = own.partition("3 · col2im")[0]
        assert own.count("Expected a NumPy array, got None (is a return missing?).") == 1
        assert "all parts" in own
        assert "or example, 1 image of 3x4 pixels, a 2x2 kernel" in own


def test_a_failed_cell_is_shown_once_at_the_top(assignment, result_of):
    result = result_of({"im2col": "def im2col(*args, **kwargs):\n    return (\n"})
    found = failures(result)
    assert [one.exercises for one in found] == [("im2col", "col2im", "conv2d_im2col")]
    for output in rendered(assignment, result):
        words = " ".join(re.sub("<[^>]*>", " ", output).split())
        before, _, _ = words.partition("2 · im2col")
        assert "A cell of the notebook failed, so 3 exercises could not be tested." in before
        assert "was never closed" in before
        graded_part = words.partition("Your notebook as it was graded")[0]
        assert graded_part.count("was never closed") == 1
        assert graded_part.count("an earlier cell failed: see above.") == 3
    standing = graded({item.id: item.earned for item in result.items})
    (note,) = [note for note in row_of(standing, result).notes if note.kind == "problem"]
    assert note.sentence.startswith("A cell of the notebook failed, so 3 exercises could")
    assert "SyntaxError" in note.sentence


def test_the_report_shows_remarks_on_a_folder(overwrites):
    standing = graded({item.id: item.earned for item in overwrites.items})
    notes = row_of(standing, overwrites, remarks=["Not in the roster."]).notes
    assert ("remark", "Not in the roster.") in [(note.kind, note.sentence) for note in notes]


def test_another_exercise_is_named_only_where_it_would_help(assignment, result_of):
    known = CHECKS[f"{CHAPTER}.im2col"].misconceptions
    wrong = next(m for m in known if m.name == "puts_positions_before_channels").source("im2col")
    alone = next(m for m in CHECKS[f"{CHAPTER}.conv2d_im2col"].misconceptions)
    own = alone.source("conv2d_im2col")
    advice = "conv2d_im2col would be right if im2col were right."
    for functions, count in (
        ({"im2col": wrong}, 1),
        ({"im2col": wrong, "conv2d_im2col": own}, 0),
        ({"conv2d_im2col": own}, 0),
    ):
        result = result_of(functions)
        for output in rendered(assignment, result):
            words = " ".join(re.sub("<[^>]*>", "", output).split())
            assert words.count(advice) == count
        cells = {nbgrader_id(cell): cell for cell in from_dict(result.notebook).cells}
        (output,) = cells["conv2d_im2col"].outputs  # for formgrader
        assert output.evalue.count("`conv2d_im2col` would be right") == count


def test_a_small_change_is_told_with_its_place_in_all_that_is_shown(assignment, result_of):
    right = CHECKS[f"{CHAPTER}.conv2d_im2col"].reference.source("conv2d_im2col")
    product = "out = weight.reshape(filters, -1) @ cols"
    slip = "out = np.where(out < 3, out, 3 * out)"
    result = result_of({"conv2d_im2col": right.replace(product, f"{product}\n    {slip}")})
    place = f"in `{slip.removeprefix('out = ')}`, look at `3 * out`"
    html, text = rendered(assignment, result)
    assert "in <code>np.where(out &lt; 3, out, 3 * out)</code>, look at" in html
    assert f"Everything would be right with one change in {MODULE}: line " in " ".join(text.split())
    assert place.replace("`", "") in " ".join(text.split())
    (item,) = [item for item in result.items if item.id == "conv2d_im2col"]
    assert place in item.message
    standing = graded({item.id: item.earned for item in result.items})
    assert row_of(standing, result).misconceptions == {"conv2d_im2col": [SMALL_CHANGE]}


def test_lines_of_the_text_fit_a_terminal(assignment, overwrites):
    _, text = rendered(assignment, overwrites, first_name="Ada", last_name="Lovelace")
    assert max(map(len, text.splitlines())) <= 80
    assert "Feedback for Ada Lovelace" in text
    assert "`" not in text


def test_points_and_comments_given_by_hand_count(assignment, overwrites):
    scores = {item.id: item.earned for item in overwrites.items} | {"adjoint": 8.0, "col2im": 5.0}
    html, text = rendered(
        assignment,
        overwrites,
        scores=scores,
        comments={"adjoint": "Nearly.\nWhat of strides?"},
        penalty=8.3,
        seconds_late=27 * 3600,
    )
    assert '<span class="total">74.7</span>' in html
    for words in (Tags(html).text, text):
        words = " ".join(words.split())
        assert "Nearly. What of strides?" in words
        assert "83 points minus 8.3" in words
        assert "Late work loses 10 % of its points for each day begun" in words
        assert "still open" not in words
        assert "so far" not in words


def test_a_comment_keeps_its_lines_and_ends_below_the_last(assignment, overwrites, browser):
    html, _ = rendered(assignment, overwrites, comments={"adjoint": "One.\nTwo.\n\n- three\n"})
    tab = browser.new_page()
    tab.set_content(html)
    first, item, box = (
        tab.locator(f".comment{part}").bounding_box() for part in (" p:nth-of-type(2)", " li", "")
    )
    assert first["height"] > 2 * item["height"] - 5  # two lines
    assert item["y"] - first["y"] - first["height"] < item["height"]
    assert box["y"] + box["height"] - item["y"] - item["height"] < item["height"]


def test_the_message_of_the_visible_test_is_shown_beside_the_report_of_the_check(
    assignment, parts, result_of
):
    answer = parts.answers["by_hand_answer"] + "\nresult = result.reshape(6, 1)"
    for output in rendered(assignment, result_of(answers={"by_hand_answer": answer})):
        words = " ".join(re.sub("<[^>]*>", " ", output).split())
        assert "The test in your notebook says: result: expected shape (6,), got (6, 1)." in words
        assert words.count("The test in your notebook says:") == 1


def test_an_exercise_that_this_machine_could_not_grade_is_marked(assignment, overwrites):
    """For example a training outcome without a GPU: neither full marks nor zero."""
    reason = "03-im2col.memory: there is no GPU here."
    items = list(overwrites.items)
    report = {**items[5].reports[0], "parts": [], "earned": 0.0}
    look = "It could not be graded on this machine."
    items[5] = replace(items[5], earned=None, message=reason, reports=[report], look=look)
    result = replace(overwrites, items=tuple(items))
    for output in rendered(assignment, result):
        assert reason in output
        assert "not graded yet" in output
        assert "16 points are still open. Not graded yet: “6 · What it costs" in " ".join(
            output.split()
        )
    standing = graded({item.id: item.earned for item in items})
    kinds = [note.kind for note in row_of(standing, result).notes]
    assert kinds.count("to be graded by hand") == kinds.count("problem") == 1


def test_exercises_under_one_heading_are_shown_with_their_ids():
    titles = load_assignment("04-backprop").titles
    assert len(set(titles.values())) == len(titles)
    assert titles["relu_backward"] == "2 · Activations: `relu_backward`"
    assert titles["vanishing"] == "3 · How a gradient vanishes"
