"""Finding the official files: in a folder, from a real server on this machine, or nowhere."""

import hashlib
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from cnnlib.data import DataUnavailableError
from cnnlib.data.fetch import find_files
from cnnlib.data.registry import OFFICIAL_FILES, OfficialFile

CONTENT = np.random.default_rng(0).bytes(300_000)
HALF = 140_000


class FileServer(ThreadingHTTPServer):
    """Serves one file as a data hub does, with whatever fault the test asks for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.content = CONTENT
        self.breaks_off_after: int | None = None
        self.knows_ranges = True
        self.ranges: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/data"


class Answer(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        wanted = self.headers["Range"]
        self.server.ranges.append(wanted)
        if self.path != "/data/archive.bin":
            self.send_error(404)
            return
        content = self.server.content
        start = 0
        if wanted and self.server.knows_ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                self.send_error(416)
                return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        self.wfile.write(content[start : self.server.breaks_off_after])

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with FileServer() as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache" / project)
    monkeypatch.delenv("CNNLIB_DATA", raising=False)
    return tmp_path / "cache" / "convolutional-networks-course" / "cifar10"


def register(monkeypatch, address: str, name: str = "archive.bin", content: bytes = CONTENT):
    file = OfficialFile(address, name, hashlib.md5(content).hexdigest())
    monkeypatch.setitem(OFFICIAL_FILES, "cifar10", (file,))


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_downloaded_once_and_kept(server, cache, monkeypatch, capfd):
    register(monkeypatch, server.address)
    [path] = find_files("cifar10")
    assert path == cache / "archive.bin"
    assert path.read_bytes() == CONTENT
    assert files_in(cache) == ["archive.bin"]
    assert "archive.bin: 100%" in capfd.readouterr().err
    assert find_files("cifar10") == [path]
    assert server.ranges == [None]


def test_a_download_that_broke_off_goes_on_where_it_stopped(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    server.breaks_off_after = HALF
    with pytest.raises(DataUnavailableError, match=r"could not be downloaded \(\w+Error\)"):
        find_files("cifar10")
    assert files_in(cache) == ["archive.bin.part"]
    kept = (cache / "archive.bin.part").stat().st_size
    assert 0 < kept <= HALF
    server.breaks_off_after = None
    [path] = find_files("cifar10")
    assert path.read_bytes() == CONTENT
    assert files_in(cache) == ["archive.bin"]
    assert server.ranges == [None, f"bytes={kept}-"]


def test_a_server_that_knows_no_ranges_is_asked_for_the_whole_file(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    cache.mkdir(parents=True)
    (cache / "archive.bin.part").write_bytes(CONTENT[:HALF])
    server.knows_ranges = False
    [path] = find_files("cifar10")
    assert path.read_bytes() == CONTENT


def test_a_download_that_stopped_after_its_last_byte_is_taken(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    cache.mkdir(parents=True)
    (cache / "archive.bin.part").write_bytes(CONTENT)
    [path] = find_files("cifar10")
    assert path.read_bytes() == CONTENT
    assert files_in(cache) == ["archive.bin"]


def test_a_wrong_checksum_is_refused_and_leaves_nothing_behind(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    server.content = CONTENT[:-1] + b"?"
    with pytest.raises(DataUnavailableError, match="does not have the published checksum"):
        find_files("cifar10")
    assert files_in(cache) == []


def test_a_wrong_beginning_is_refused_and_the_next_call_starts_again(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    cache.mkdir(parents=True)
    (cache / "archive.bin.part").write_bytes(b"?" * HALF)
    with pytest.raises(DataUnavailableError, match="does not have the published checksum"):
        find_files("cifar10")
    assert files_in(cache) == []
    [path] = find_files("cifar10")
    assert path.read_bytes() == CONTENT


def test_a_damaged_file_in_the_cache_is_downloaded_again(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    cache.mkdir(parents=True)
    (cache / "archive.bin").write_bytes(b"damaged")
    [path] = find_files("cifar10")
    assert path.read_bytes() == CONTENT


def test_an_address_without_the_file_is_not_an_empty_file(server, cache, monkeypatch):
    register(monkeypatch, server.address, name="moved.bin", content=b"")
    with pytest.raises(DataUnavailableError, match=r"moved.bin could not be .*\(HTTPError\)"):
        find_files("cifar10")
    assert files_in(cache) == []


@pytest.mark.usefixtures("cache")
def test_offline_one_sentence_names_both_ways(monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    register(monkeypatch, address)
    with pytest.raises(DataUnavailableError) as caught:
        find_files("cifar10")
    assert str(caught.value) == (
        f"cifar10 is not on this machine, and {address}/archive.bin could not be downloaded "
        "(ConnectionError): connect to the internet and call load('cifar10') again, or put "
        "cifar10/archive.bin into a folder and set the environment variable CNNLIB_DATA to that "
        "folder."
    )
    assert caught.value.__suppress_context__


def test_a_folder_that_cannot_be_written_to_is_no_traceback(server, cache, monkeypatch):
    register(monkeypatch, server.address)
    cache.parent.parent.mkdir()
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(DataUnavailableError, match=r"could not be downloaded \(\w+Error\)"):
        find_files("cifar10")


def test_your_own_folder_comes_first(server, cache, monkeypatch, tmp_path):
    register(monkeypatch, server.address)
    own = tmp_path / "own" / "cifar10"
    own.mkdir(parents=True)
    monkeypatch.setenv("CNNLIB_DATA", str(tmp_path / "own"))
    assert find_files("cifar10") == [cache / "archive.bin"]
    (own / "archive.bin").write_bytes(b"recompressed, so its checksum is another")
    assert find_files("cifar10") == [own / "archive.bin"]
    assert server.ranges == [None]


def test_the_registry_holds_secure_addresses_and_whole_checksums():
    files = [file for files in OFFICIAL_FILES.values() for file in files]
    assert len({file.md5 for file in files}) == len(files) == 11
    for file in files:
        assert file.url.startswith("https://")
        assert len(bytes.fromhex(file.md5)) == 16
