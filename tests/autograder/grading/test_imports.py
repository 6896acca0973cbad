"""What a file of Python imports, found without running it."""

import pytest

from autograder.grading.imports import follow_imports, modules_imported


@pytest.mark.parametrize(
    ("text", "package", "names"),
    [
        ("import a.b, c as d", (), ["a.b", "c"]),
        ("from a import b, c as d", (), ["a", "a.b", "a.c"]),
        ("def f():\n    import a\n    class B:\n        import b", (), ["a", "b"]),
        ("try:\n    import a\nexcept ImportError:\n    import b", (), ["a", "b"]),
        ("from . import a", ("p", "q"), ["p.q", "p.q.a"]),
        ("from .a import b", ("p", "q"), ["p.q.a", "p.q.a.b"]),
        ("from ..a import b", ("p", "q"), ["p.a", "p.a.b"]),
        ("'import a'", (), []),
        ("if TYPE_CHECKING:\n    import a\nelse:\n    import b", (), ["b"]),
    ],
)
def test_every_import_is_found(text, package, names):
    assert sorted(modules_imported(text, package)) == sorted(names)


def test_imports_include_the_enclosing_packages(tmp_path):
    files = {
        "p/__init__.py": "from . import always",
        "p/always.py": "import numpy",
        "p/q/__init__.py": "",
        "p/q/one.py": "from .two import name",
        "p/q/two.py": "import p.q.one",  # in a circle
        "p/q/three.py": "",
        "alone.py": "import os.path",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    found = follow_imports([], ["p.q.one", "alone"], tmp_path)
    assert found.files == {tmp_path / name for name in files if name != "p/q/three.py"}
    assert found.others == {"numpy", "os"}
    ended = follow_imports([], ["p.q.one"], tmp_path, [tmp_path / "p/q/one.py"])
    assert tmp_path / "p/q/one.py" in ended.files
    assert tmp_path / "p/q/two.py" not in ended.files
