"""Hand in the sample class: ``python -m autograder.sample_class FOLDER``."""

import sys
from pathlib import Path

from autograder.course.class_folder import ClassFolder
from autograder.sample_class.decisions import decide
from autograder.sample_class.roster import CHAPTER, hand_in

class_folder = ClassFolder(Path(sys.argv[1]))
students = hand_in(class_folder)
decide(class_folder, students)
print(f"{len(students)} sample students have handed in {CHAPTER}.")
