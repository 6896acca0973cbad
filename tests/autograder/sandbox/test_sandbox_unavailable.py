"""Where the sandbox cannot run, a sentence says what to type."""

import os

import pytest

from autograder.course.repository import REPOSITORY
from autograder.sandbox import SandboxUnavailableError, check_sandbox, unavailable
from autograder.sandbox.forking import forget_templates
from autograder.sandbox.student import StudentProcess


@pytest.fixture(autouse=True)
def _none_started():
    forget_templates()


def test_without_bubblewrap_the_sentence_says_what_to_type(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailableError, match=r"apt-get install bubblewrap`"):
        check_sandbox()
    with pytest.raises(SandboxUnavailableError, match=r"apt-get install bubblewrap`"):
        StudentProcess({})


def test_where_namespaces_are_forbidden_the_sentence_says_so(monkeypatch, tmp_path):
    """A program named bwrap that fails as the real one does in a container."""
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for attempt in (check_sandbox, lambda: StudentProcess({})):
        with pytest.raises(SandboxUnavailableError, match="No permissions to create new namespace"):
            attempt()


def test_the_options_for_a_container_are_those_of_the_guide(monkeypatch):
    monkeypatch.setattr(unavailable, "FORBIDDING", ())
    sentence = unavailable.explain(b"bwrap: No permissions to create new namespace")
    guide = (REPOSITORY.root / "docs" / "instructor-guide.md").read_text("utf-8")
    for option in unavailable.CONTAINER:
        assert option in guide
        assert option in sentence
    assert "--privileged" not in sentence


def test_a_setting_of_the_kernel_is_named(monkeypatch):
    # A setting that every kernel has, in place of one that this machine may not have.
    monkeypatch.setattr(unavailable, "FORBIDDING", (("kernel.ostype", "Linux", "Unix"),))
    assert "sysctl -w kernel.ostype=Unix`" in unavailable.explain(b"")
