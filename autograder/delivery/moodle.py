"""Moodle: a zip file for *Upload multiple feedback files in a zip*.

A file goes to the participant whose number is between the first two underscores of its name.

Source: ``mod/assign/feedback/file/importziplib.php`` of Moodle.
"""

import re
from collections.abc import Mapping, Sequence

from autograder.delivery.pages import Page
from autograder.exports.worksheet import Worksheet

__all__ = ["moodle_names"]


def moodle_names(pages: Sequence[Page], worksheet: Worksheet) -> Mapping[str, Page]:
    """Return each page under the name by which Moodle finds its student.

    Raises
    ------
    ExportError
        If a row of the worksheet matches several students.
    """
    by_id = {page.student: page for page in pages}
    people = [page.standing.person for page in pages]
    found = {}
    for participant in worksheet.participants:
        person = participant.among(people)
        if person is not None:
            number = re.sub(r"\D", "", participant.values[0])
            name = re.sub(r"[_/\\]", " ", person.name)
            page = by_id[person.id]
            found[f"{name}_{number}_assignfeedback_file_{page.html.name}"] = page
    return found
