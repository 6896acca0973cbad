"""The penalty for late work, and the settings in class.toml."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.late import LatePolicy, late_in_words
from autograder.course.settings import ClassSettings, SettingsError, load_settings
from autograder.records.grades import updated_grades

CHAPTER = "03-im2col"
DUE = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
HOUR, DAY = 3600, 86_400
PARIS = ZoneInfo("Europe/Paris")
POLICY = LatePolicy(grace_minutes=15, percent_per_day=10, percent_at_most=50)


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [(0, 0), (900, 0), (901, 8), (DAY, 8), (DAY + 1, 16), (4.5 * DAY, 40), (400 * DAY, 40)],
)
def test_each_day_begun_costs_points_up_to_the_maximum(seconds, lost):
    days = POLICY.days_late(DUE, DUE + timedelta(seconds=seconds), UTC)
    assert POLICY.penalty(80, days) == pytest.approx(lost)


def test_no_penalty_by_default_and_never_more_than_the_score():
    assert LatePolicy().penalty(80, 400) == 0
    assert LatePolicy(percent_per_day=100).penalty(80, 3) == 80
    assert POLICY.penalty(0, 1) == POLICY.penalty(-3, 1) == 0


@pytest.mark.parametrize(("free", "days"), [(1, "late day"), (3, "3 late days")])
def test_free_days_are_said_in_a_sentence(free, days):
    sentence = f"There is no penalty for the first {days} of the course."
    assert str(replace(POLICY, free_days=free)).endswith(f" 50 % at most. {sentence}")
    assert "no penalty" not in str(POLICY)


@pytest.mark.parametrize(
    ("due", "handed_in", "days"),
    [
        # The clocks of Paris go back on 25 October 2026: that day has 25 hours.
        ("2026-10-24T23:59:00+02:00", "2026-10-25T23:59:00+01:00", 1),
        ("2026-10-24T23:59:00+02:00", "2026-10-25T23:59:01+01:00", 2),
        # They go forward on 28 March 2027: that day has 23.
        ("2027-03-27T23:59:00+01:00", "2027-03-28T23:59:00+02:00", 1),
        ("2027-03-27T23:59:00+01:00", "2027-03-28T23:59:01+02:00", 2),
        ("2026-10-20T23:59:00+02:00", "2026-10-27T23:59:00+01:00", 7),
    ],
)
def test_a_day_is_a_calendar_day_in_the_zone_of_the_class(due, handed_in, days):
    due, handed_in = map(datetime.fromisoformat, (due, handed_in))
    assert LatePolicy().days_late(due, handed_in, PARIS) == days


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 min"),
        (90 * 60, "90 min"),
        (27 * HOUR, "27 h"),
        (50.5 * HOUR, "2 days 3 h"),
        (72 * HOUR, "3 days"),
    ],
)
def test_lateness_in_words(seconds, words):
    assert late_in_words(seconds) == words


def settings_in(class_folder, text):
    class_folder.directory.mkdir(parents=True, exist_ok=True)
    (class_folder.directory / "class.toml").write_text(text)
    return load_settings(class_folder)


def test_settings_of_a_class_are_read(class_folder):
    assert load_settings(class_folder) == ClassSettings()
    settings = settings_in(
        class_folder,
        f"""book = "https://example.org/book/"
[due]
{CHAPTER} = 2026-11-30T23:59:00+01:00
[late]
grace_minutes = 15
percent_per_day = 10
percent_at_most = 50
""",
    )
    assert settings == ClassSettings("https://example.org/book", due={CHAPTER: DUE}, late=POLICY)


def test_times_in_the_zone_of_the_class_and_extensions(class_folder):
    settings = settings_in(
        class_folder,
        f"""[class]
time_zone = "Europe/Paris"
[due]
{CHAPTER} = 2026-10-24T23:59:00
[extensions.{CHAPTER}]
ada = 2
max = 2026-11-01T12:00:00Z
""",
    )
    assert settings.due[CHAPTER] == datetime(2026, 10, 24, 21, 59, tzinfo=UTC)
    assert settings.extensions[CHAPTER] == {
        "ada": datetime(2026, 10, 26, 22, 59, tzinfo=UTC),  # the clocks have changed in between
        "max": datetime(2026, 11, 1, 12, tzinfo=UTC),
    }


EXTENDED = f"[due]\n{CHAPTER} = 2026-11-30T23:59:00Z\n[extensions.{CHAPTER}]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("late", "not TOML"),
        ("books = 1", "there is no setting 'books', only book, drop_lowest, class, due"),
        ("book = 3", "book is a text"),
        ("late = 10", "late is a table: write [late] above"),
        ("[late]\nper_day = 3", "there is no setting of late work 'per_day'"),
        ("[late]\npercent_per_day = 101", "percent_per_day is a number, 0 to 100, not 101"),
        ("[late]\npercent_per_day = true", "percent_per_day is a number"),
        ("[late]\ngrace_minutes = -1", "grace_minutes is a number, 0 or more, not -1"),
        ("[late]\ngrace_minutes = nan", "grace_minutes is a number"),
        ("[due]\n99-nothing = 2026-11-30T23:59:00Z", "there is no assignment '99-nothing', only"),
        (f"[due]\n{CHAPTER} = 2026-11-30", "such as 2026-11-30T23:59:00+01:00, not 2026-11-30"),
        (f"[due]\n{CHAPTER} = 2026-11-30T23:59:00", "a date, a time and a time zone"),
        ("[late]\nfree_days = 1.5", "free_days is a whole number"),
        ('[class]\ntime_zone = "CET or so"', "time_zone is the name of a zone"),
        ("[class]\ntime_zone = 1", "time_zone is the name of a zone"),
        ("[class]\nzone = 1", "there is no setting of the class 'zone'"),
        (
            f"[extensions.{CHAPTER}]\nada = 1",
            "a due date '03-im2col'; extensions need one in [due].",
        ),
        (f"{EXTENDED}ada = 0", "ada: an extension is a number of days, or a date"),
        (f"{EXTENDED}ada = 2026-11-30", "ada: an extension is a number of days, or a date"),
        (f"{EXTENDED}ada = 2026-11-29T23:59:00Z", "is before the due date"),
        (f"[extensions]\n{CHAPTER} = 3", "a due date '03-im2col'; extensions need one in [due]."),
    ],
)
def test_invalid_settings_are_reported_before_grading(class_folder, text, says):
    with pytest.raises(SettingsError) as error:
        settings_in(class_folder, text)
    assert says in str(error.value)
    for command in ("grade", "feedback", "report"):
        run = CliRunner().invoke(app, [command, CHAPTER, "--course", str(class_folder.directory)])
        assert run.exit_code == 1
        assert says in run.output.replace("\n", "")


@pytest.fixture
def late(class_folder, assignment):
    """A gradebook in which ada earned 70 points from the autograder, 26 hours late."""
    from autograder.records.store import ResultStore

    ResultStore(class_folder, assignment).register()
    with Gradebook(class_folder.gradebook_url) as gradebook:
        gradebook.add_student("ada")
        handed_in = (DUE + timedelta(hours=26)).replace(tzinfo=None)
        gradebook.add_submission(CHAPTER, "ada", timestamp=handed_in)
        notebook = gradebook.find_submission_notebook(CHAPTER, CHAPTER, "ada")
        for grade in notebook.grades:
            grade.auto_score = None if grade.name == "adjoint" else grade.max_score
            if grade.name == "col2im":
                grade.auto_score = 0
        gradebook.db.commit()
    return class_folder


def by_hand(class_folder, score):
    with Gradebook(class_folder.gradebook_url) as gradebook:
        grade = gradebook.find_grade("adjoint", CHAPTER, CHAPTER, "ada")
        grade.manual_score = score
        gradebook.db.commit()


def penalty_in_gradebook(class_folder):
    with Gradebook(class_folder.gradebook_url) as gradebook:
        return gradebook.find_submission(CHAPTER, "ada").late_submission_penalty


def test_the_penalty_follows_points_given_by_hand(late):
    settings = ClassSettings(due={CHAPTER: DUE}, late=POLICY)
    before = updated_grades(late, CHAPTER, settings)["ada"]
    assert (before.earned, before.penalty, before.total) == pytest.approx((70, 14, 56))
    assert not before.complete
    assert before.seconds_late == 26 * HOUR
    by_hand(late, 8)
    after = updated_grades(late, CHAPTER, settings)["ada"]
    assert (after.earned, after.total) == pytest.approx((78, 62.4))
    assert after.complete
    assert penalty_in_gradebook(late) == pytest.approx(15.6)


def test_a_due_date_set_in_formgrader_stays(late):
    with Gradebook(late.gradebook_url) as gradebook:
        gradebook.find_assignment(CHAPTER).duedate = DUE.replace(tzinfo=None)
        gradebook.db.commit()
    assert updated_grades(late, CHAPTER, ClassSettings(late=POLICY))["ada"].penalty == 14
    updated_grades(late, CHAPTER, ClassSettings())
    assert penalty_in_gradebook(late) == 0


def test_an_extension_counts(late):
    with Gradebook(late.gradebook_url) as gradebook:
        gradebook.find_submission(CHAPTER, "ada").extension = timedelta(days=2)
        gradebook.db.commit()
    grades = updated_grades(late, CHAPTER, ClassSettings(due={CHAPTER: DUE}, late=POLICY))["ada"]
    assert (grades.seconds_late, grades.penalty) == (0, 0)


def test_an_extension_in_the_settings_replaces_one_in_the_gradebook(late):
    settings = ClassSettings(
        due={CHAPTER: DUE}, extensions={CHAPTER: {"ada": DUE + timedelta(hours=2)}}, late=POLICY
    )
    grades = updated_grades(late, CHAPTER, settings)["ada"]
    assert (grades.seconds_late, grades.days_late, grades.penalty) == (24 * HOUR, 1, 7)
    nobody = ClassSettings(due={CHAPTER: DUE}, extensions={CHAPTER: {}}, late=POLICY)
    assert updated_grades(late, CHAPTER, nobody)["ada"].penalty == 14


def test_free_days_are_used_up_in_the_order_of_the_due_dates(late):
    """Ada was two days late with chapter 3, and one day with chapter 2, which was due earlier."""
    earlier = DUE - timedelta(days=7)
    with Gradebook(late.gradebook_url) as gradebook:
        gradebook.add_assignment("02-pooling")
        handed_in = (earlier + timedelta(hours=1)).replace(tzinfo=None)
        gradebook.add_submission("02-pooling", "ada", timestamp=handed_in)
    due = {CHAPTER: DUE, "02-pooling": earlier}
    for free, left in ((0, 14), (1, 14), (2, 7), (3, 0), (9, 0)):
        policy = replace(POLICY, free_days=free)
        grades = updated_grades(late, CHAPTER, ClassSettings(due=due, late=policy))["ada"]
        assert (grades.days_late, grades.free_days) == (2, max(0, min(2, free - 1)))
        assert grades.penalty == pytest.approx(left)
    assert penalty_in_gradebook(late) == 0
