"""Hand in the sample class: ``python -m autograder.sample_class FOLDER``."""

import sys
from pathlib import Path

from autograder.course import Course
from autograder.sample_class.decisions import decide
from autograder.sample_class.roster import CHAPTER, hand_in

course = Course(Path(sys.argv[1]))
students = hand_in(course)
decide(course, students)
print(f"{len(students)} sample students have handed in {CHAPTER}.")
