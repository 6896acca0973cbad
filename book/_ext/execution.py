"""Execute a page again when the code that it calls has changed, not only its own cells."""

import hashlib
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

__all__ = ["digest_of_code", "setup"]


def digest_of_code(book: Path) -> str:
    """Return a digest of all that the pages run besides their own cells: helpers, cnnlib, pins."""
    root = book.parent
    files = [*(book / "pagelib").glob("*.py"), *(root / "cnnlib").rglob("*.py")]
    digest = hashlib.sha256()
    for path in [*sorted(files), root / "requirements.txt"]:
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Keep the executed pages in a cache named after the code that they ran with.

    Sphinx reads every page again when this setting differs from that of the last build.
    """
    caches = Path(app.outdir).parent / ".jupyter_cache"
    current = caches / digest_of_code(Path(app.srcdir))
    for other in caches.glob("*"):
        if other.is_dir() and other != current:
            shutil.rmtree(other)
    config.nb_execution_cache_path = str(current)


def forget_unclean_build(app: Sphinx, _exception: Exception | None) -> None:
    """Read every page again next time after a warning, which Sphinx would not repeat."""
    if app._warncount:
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("config-inited", choose_cache)
    app.connect("build-finished", forget_unclean_build)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
