"""Test whether a file is text, and whether two texts differ in more than line ends."""

__all__ = ["not_text", "same_text"]


def same_text(content: bytes, released: bytes) -> bool:
    """Return whether two files are equal except for line ends, byte order mark and final lines."""
    return content == released or _plain(content) == _plain(released)


def _plain(content: bytes) -> bytes:
    content = content.removeprefix(b"\xef\xbb\xbf")
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip()


def not_text(content: bytes) -> str:
    """Describe the byte that Python cannot decode; empty if the file is UTF-8 text."""
    where = content.find(b"\0")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = min(filter(lambda place: place >= 0, (where, error.start)))
    if where < 0:
        return ""
    start = content.rfind(b"\n", 0, where) + 1
    line = content.count(b"\n", 0, where) + 1
    sign = content[where : where + 1]
    as_latin = sign.decode("latin-1")
    like = f", {as_latin} in Latin-1," if as_latin.isprintable() else ""
    column = len(content[start:where].decode("utf-8-sig", "replace")) + 1
    return f"byte {sign[0]:#04x}{like} at line {line}, column {column}"
