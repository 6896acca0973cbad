"""Canvas: a zip file for *Upload Submissions*, which attaches each file to a comment.

Canvas finds the student by the numbers of the student and of the submitted file in the file's name.
These are the names in the archive that was downloaded, so that archive is needed.

Source: ``app/models/assignment.rb`` of canvas-lms, ``infer_comment_context_from_filename``.
"""

from collections.abc import Iterable, Mapping, Sequence

from autograder.delivery.pages import Page
from autograder.intake.canvas import prefix_and_number

__all__ = ["canvas_names"]


def canvas_names(pages: Sequence[Page], downloaded: Iterable[str]) -> Mapping[str, Page]:
    """Return each page under the name by which Canvas finds its student.

    Parameters
    ----------
    downloaded : iterable of str
        The names in the archive downloaded from Canvas.
    """
    by_number = {page.standing.person.lms_id: page for page in pages}
    by_number.pop("", None)
    found, given = {}, set()
    for path in sorted(downloaded):
        prefix, number = prefix_and_number(path)
        page = by_number.get(number)
        if page is not None and number not in given:
            given.add(number)
            found[f"{prefix}{page.html.name}"] = page
    return found
