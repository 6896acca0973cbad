"""Make this repository an nbgrader course: nbgrader's commands and formgrader work from here.

The class is the folder ``course/``, or the one that the environment variable COURSE names.
"""

import os
from pathlib import Path

from autograder.assignment import load_assignment
from autograder.course import Course
from autograder.timestamps import forgive_timestamps

c = get_config()  # noqa: F821 - nbgrader defines it

course = Course(Path(os.environ.get("COURSE", "course")))
c.merge(course.nbgrader_config())
forgive_timestamps()
# Else nbgrader puts the released stubs in the place of what students wrote.
c.Autograde.exclude_overwriting = {
    name: sorted(load_assignment(course, name).exercise_files) for name in course.assignment_names()
}
