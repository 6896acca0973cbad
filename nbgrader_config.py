"""Make this repository an nbgrader course: nbgrader's commands and formgrader work from here.

The class is the folder ``course/``, or the one that the environment variable COURSE names.
"""

import os
from pathlib import Path

from autograder.course.assignment import load_assignment
from autograder.course.class_folder import ClassFolder
from autograder.course.repository import REPOSITORY
from autograder.course.timestamps import forgive_timestamps
from autograder.nbgrader_steps.config import nbgrader_config
from autograder.nbgrader_steps.names import show_ids

c = get_config()  # noqa: F821 - nbgrader defines it

class_folder = ClassFolder(Path(os.environ.get("COURSE", "course")))
c.merge(nbgrader_config(class_folder))
forgive_timestamps()
show_ids()
# Else nbgrader puts the released stubs in the place of what students wrote.
c.Autograde.exclude_overwriting = {
    name: sorted(load_assignment(name).exercise_files) for name in REPOSITORY.assignment_names()
}
