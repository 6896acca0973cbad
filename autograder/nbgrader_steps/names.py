"""formgrader's lists show ids in place of missing names, and no "None"."""

import re
from pathlib import Path

from nbgrader.server_extensions.formgrader import handlers
from tornado.web import RequestHandler

__all__ = ["show_ids"]

SCRIPTS = ("manage_submissions", "manage_students", "gradebook_notebook_submissions")
ADDRESS = rf"/formgrader/static/js/({'|'.join(SCRIPTS)})\.js"
NAME = re.compile(r'last_name \+ ", " \+ first_name')
# Where a list is of students, "id" is theirs, and there is no "student".
NAME_OR_ID = """(
            [last_name, first_name].filter((one) => one && one !== "None").join(", ")
            || this.model.get("student") || this.model.get("id")
        )"""
# An e-mail address or a time that the gradebook lacks.
UNKNOWN = re.compile(r'(email|timestamp) = "None"')


class NamedScript(RequestHandler):
    """Serve a script of formgrader's that shows ids in place of missing names, and no "None"."""

    def get(self, name: str) -> None:
        text = (Path(handlers.static_path) / "js" / f"{name}.js").read_text(encoding="utf-8")
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.finish(UNKNOWN.sub(r'\1 = ""', NAME.sub(NAME_OR_ID, text)))


def show_ids() -> None:
    """Let formgrader show the id of a student who has no name, as in a class without a roster.

    nbgrader 0.9.6 writes "None, None", and "None" for an unknown address or time, and no setting
    changes that. formgrader adds its handlers after it has read its configuration, so one of ours
    comes first.
    """
    if not any(handler is NamedScript for _, handler, *_ in handlers.default_handlers):
        handlers.default_handlers.insert(0, (ADDRESS, NamedScript))
