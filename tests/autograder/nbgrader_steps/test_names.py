"""The scripts of formgrader's lists, in which names are replaced; test_formgrader shows one."""

import re
from pathlib import Path

import pytest
from nbgrader.server_extensions.formgrader import handlers
from tornado.httpclient import AsyncHTTPClient
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.testing import bind_unused_port
from tornado.web import Application

from autograder.nbgrader_steps.names import show_ids

ADDRESS = "/formgrader/static/js/{}"


def served(names: list[str]) -> dict[str, str]:
    """Ask a server with formgrader's handlers for some scripts; an empty text is a 404."""

    async def ask() -> dict[str, str]:
        socket, port = bind_unused_port()
        server = HTTPServer(Application(handlers.default_handlers[:1]))
        server.add_socket(socket)
        texts = {}
        for name in names:
            address = f"http://127.0.0.1:{port}{ADDRESS.format(name)}"
            answer = await AsyncHTTPClient().fetch(address, raise_error=False)
            texts[name] = answer.body.decode() if answer.code == 200 else ""
        server.stop()
        return texts

    return IOLoop(make_current=False).run_sync(ask)


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch):
    monkeypatch.setattr(handlers, "default_handlers", list(handlers.default_handlers))
    show_ids()


def test_every_script_that_writes_names_is_served_with_ids_instead():
    scripts = {path.name: path.read_text() for path in Path(handlers.static_path, "js").iterdir()}
    writing = [name for name, text in scripts.items() if "last_name +" in text]
    assert len(writing) == 3
    for name, text in served(writing).items():
        assert '.join(", ")\n            || this.model.get("student")' in text
        assert "last_name +" not in text
        names = re.sub(
            r"\(\n +\[last_name.*?\n +\)", 'last_name + ", " + first_name', text, flags=re.S
        )
        assert re.sub(r'(email|timestamp) = ""', r'\1 = "None"', names) == scripts[name]


def test_what_is_not_known_is_left_empty():
    texts = served(["manage_students.js", "manage_submissions.js"])
    assert 'if (email === null) email = "";' in texts["manage_students.js"]
    assert 'display_timestamp = "";' in texts["manage_submissions.js"]
    assert set(served(["utils.js", "formgrade.js"]).values()) == {""}


def test_a_configuration_that_is_read_again_changes_nothing():
    before = list(handlers.default_handlers)
    show_ids()
    assert handlers.default_handlers == before
