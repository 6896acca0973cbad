"""Make this repository an nbgrader course: nbgrader's commands and formgrader work from here.

The class is the folder ``course/``, or the one that the environment variable COURSE names.
"""

import os
from pathlib import Path

from autograder.course import Course

c = get_config()  # noqa: F821 - nbgrader defines it

c.merge(Course(Path(os.environ.get("COURSE", "course"))).nbgrader_config())
