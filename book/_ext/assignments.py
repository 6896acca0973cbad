"""Put each chapter's student folder into the book as an archive, and a link to it on its page."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["setup", "write_archive"]

FOLDER = "_downloads"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same bytes from the same files


def add_link(app: Sphinx, doctree: nodes.document) -> None:
    """Say below a chapter's title where its assignment is."""
    slug = app.env.docname
    if not _student_folder(app, slug).is_dir():
        return
    address = f"{FOLDER}/{slug}.zip"
    link = nodes.reference("", f"{slug}.zip", refuri=address, internal=False)
    line = nodes.paragraph("", "The assignment of this chapter: ", link, classes=["assignment"])
    title = next(doctree.findall(nodes.title))
    title.parent.insert(title.parent.index(title) + 1, line)


def write_archives(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    for slug in app.env.found_docs:
        folder = _student_folder(app, slug)
        if folder.is_dir():
            write_archive(folder, Path(app.outdir) / FOLDER / f"{slug}.zip")


def write_archive(folder: Path, path: Path) -> None:
    """Write a student folder as an archive that unpacks to a folder of the same name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(folder.parent).as_posix()
                archive.writestr(ZipInfo(name, EPOCH), file.read_bytes(), ZIP_DEFLATED)


def _student_folder(app: Sphinx, slug: str) -> Path:
    return Path(app.srcdir).parent / "exercises" / slug


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", add_link)
    app.connect("build-finished", write_archives)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
