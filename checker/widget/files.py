"""Reads the files of a widget, from a folder or a zip, without trusting either.

Only regular files are read, links are never followed, nothing outside the root is touched, and every limit is a
constant of this module. What could not be read is listed, so that it never counts as checked.
"""

from __future__ import annotations

import os
import stat
import zipfile
from copy import copy
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from zlib import error as ZlibError  # noqa: N812  (an exception in all but name)

from checker.errors import UsageError
from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_FILE_BYTES = 16 * 1024 * 1024
"""A larger file is not read."""
MAX_TOTAL_BYTES = 128 * 1024 * 1024
"""Reading stops when the files of one widget add up to this."""
MAX_FILES = 5_000
"""Files of one widget, those that are left out among them; more are not looked at."""
MAX_ENTRIES = 2 * MAX_FILES
"""Entries of a zip, those of folders among them; more are not looked at."""
MAX_DEPTH = 32
"""Folders within folders; deeper ones are not entered."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""Compression that every unpacker knows; the others can claim gigabytes for their dictionaries."""


class LeftOut(NamedTuple):
    """A file or folder (its path ends with `/`) that is not packaged."""

    path: str
    reason: str


class Unread(NamedTuple):
    """A file that belongs to the packaged set but could not be read."""

    path: str
    """Empty for the widget as a whole."""
    reason: str


class FileSet(NamedTuple):
    """The files of a widget: paths are POSIX and relative to its root, in sorted order."""

    contents: Mapping[str, bytes]
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[Unread, ...] = ()
    entries: tuple[str, ...] = ()
    """The names of all entries of a zip as they are written, those of folders end with `/`; none for a folder."""

    def may_hold_unread(self, path: str) -> bool:
        """Whether a file, or a file in a folder (its path ends with `/`), is there although it was not read."""
        return any(not entry.path or _is_or_holds(path, entry.path) for entry in self.unread)

    def why_left_out(self, path: str) -> str | None:
        """Why a file that is there is not packaged, if so."""
        return next((entry.reason for entry in self.left_out if _is_or_holds(entry.path, path)), None)


def _is_or_holds(path: str, other: str) -> bool:
    """Whether two paths are the same, or one is a folder that holds the other."""
    return (
        path == other
        or (path.endswith("/") and other.startswith(path))
        or (other.endswith("/") and path.startswith(other))
    )


class GivenArchive(NamedTuple):
    """A zip that was given to be checked, as far as its files do not tell."""

    name: str
    """The name of its file."""
    entries: tuple[str, ...]
    """The names of its entries as they are written, folders included."""
    wrapper: str = ""
    """The folder that wraps the widget, `/` at its end; empty if the widget lies at the archive's root."""


class _Collector:
    """Adds up what is read and refuses what goes over a limit."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.left_out: list[LeftOut] = []
        self.unread: list[Unread] = []
        self.entries: list[str] = []
        self.total = 0

    def add(self, path: str, size: int, read: Callable[[], bytes]) -> None:
        """Read one file unless a limit forbids it; `size` is what is claimed, in bytes."""
        if refusal := self._refusal(size):
            self.unread.append(Unread(path, refusal))
            return
        try:
            content = read()
        except (OSError, ValueError, zipfile.BadZipFile, ZlibError, EOFError, RuntimeError, OverflowError) as error:
            self.unread.append(Unread(path, f"cannot be read: {_reason(error)}"))
            return
        if refusal := self._refusal(len(content)):
            self.unread.append(Unread(path, refusal))
            return
        self.contents[path] = content
        self.total += len(content)

    def _refusal(self, size: int) -> str | None:
        if size > MAX_FILE_BYTES:
            return f"is larger than {MAX_FILE_BYTES // 2**20} MiB"
        if self.total + size > MAX_TOTAL_BYTES:
            return f"comes after {MAX_TOTAL_BYTES // 2**20} MiB of other files of this widget"
        return None

    @property
    def is_full(self) -> bool:
        """Whether there are too many files; then the rest is not looked at."""
        files = len(self.contents) + len(self.left_out) + len(self.unread)
        return files > MAX_FILES or len(self.entries) > MAX_ENTRIES

    def result(self) -> FileSet:
        if self.is_full:
            self.unread.append(Unread("", f"holds more than {MAX_FILES} files; the others were not looked at"))
        return FileSet(
            dict(sorted(self.contents.items())),
            tuple(sorted(self.left_out, key=lambda entry: entry.path)),
            tuple(sorted(self.unread, key=lambda entry: entry.path)),
            tuple(self.entries),
        )


def _reason(error: Exception) -> str:
    return visible((isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__)


def read_regular_file(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a regular file, never through a link at its last component, at most `limit` + 1 bytes.

    Raises OSError if it is something else or cannot be read.
    """
    with open(path, "rb", opener=_open_carefully) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "is not a regular file")
        return file.read(limit + 1)


def _open_carefully(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def read_folder(root: Path, why_left_out: Callable[[str], str | None]) -> FileSet:
    """Read the packaged set of a widget folder.

    `why_left_out` gets a path relative to the root (folders end with `/`) and gives the reason why it is not packaged.
    Raises UsageError if the folder cannot be listed.
    """
    collector = _Collector()
    for path, entry in _entries(root, "", why_left_out, collector):
        collector.add(path, entry.stat(follow_symlinks=False).st_size, lambda: read_regular_file(root / path))  # noqa: B023  (called at once)
    return collector.result()


def _entries(
    folder: Path, prefix: str, why_left_out: Callable[[str], str | None], collector: _Collector
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        if not prefix:
            raise UsageError(f"{visible(str(folder))}: the folder cannot be read: {_reason(error)}") from error
        collector.unread.append(Unread(prefix, f"cannot be listed: {_reason(error)}"))
        return
    for entry in entries:
        if collector.is_full:
            return
        yield from _entry(entry, prefix, why_left_out, collector)


def _entry(
    entry: os.DirEntry[str], prefix: str, why_left_out: Callable[[str], str | None], collector: _Collector
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    is_folder = entry.is_dir(follow_symlinks=False)
    path = f"{prefix}{entry.name}/" if is_folder else f"{prefix}{entry.name}"
    if reason := why_left_out(path):
        collector.left_out.append(LeftOut(path, reason))
    elif not is_encodable(entry.name):
        collector.unread.append(Unread(path, "has a name that is not UTF-8"))
    elif entry.is_symlink():
        collector.unread.append(Unread(path, "is a symbolic link; put the file itself there"))
    elif is_folder:
        if path.count("/") > MAX_DEPTH:
            collector.unread.append(Unread(path, f"lies more than {MAX_DEPTH} folders deep"))
        else:
            yield from _entries(Path(entry.path), path, why_left_out, collector)
    elif entry.is_file(follow_symlinks=False):
        yield path, entry
    else:
        collector.unread.append(Unread(path, "is not a regular file"))


def is_encodable(name: str) -> bool:
    """Whether a file name is real Unicode: Linux allows any bytes, reports and zip archives do not."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def read_zip(archive: Path) -> FileSet:
    """Read every file of a zip as it would be unpacked; nothing is written anywhere.

    Raises UsageError if it is no zip, if it is too large, or if its directory cannot be read.
    """
    try:
        with archive.open("rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_TOTAL_BYTES:
                raise UsageError(f"{visible(str(archive))} is larger than {MAX_TOTAL_BYTES // 2**20} MiB")
            with zipfile.ZipFile(file) as opened:
                return _zip_files(opened)
    except (zipfile.BadZipFile, OSError, ValueError, OverflowError, NotImplementedError, EOFError) as error:
        raise UsageError(f"{visible(str(archive))} cannot be read as a zip archive: {_reason(error)}") from error


def _zip_files(opened: zipfile.ZipFile) -> FileSet:
    collector = _Collector()
    for info in opened.infolist():
        if collector.is_full:
            break
        collector.entries.append(info.orig_filename)
        if info.filename.endswith("/"):
            continue
        if refusal := _unsafe_entry(info, collector.contents):
            collector.unread.append(Unread(info.filename, refusal))
            continue
        collector.add(info.filename, info.file_size, lambda: _read_entry(opened, info))  # noqa: B023  (called at once)
    return collector.result()


def _read_entry(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read all that is packed: other unpackers need not stop at the size that the entry claims."""
    whole = copy(info)
    whole.file_size = MAX_FILE_BYTES + 2
    with opened.open(whole) as file:
        content = file.read(MAX_FILE_BYTES + 1)
    if info.file_size != len(content) <= MAX_FILE_BYTES:
        raise zipfile.BadZipFile("it has another size than the archive says")
    return content


def why_unsafe(name: str) -> str | None:
    """Say why nobody should unpack a file of a zip under its name, if there is a reason."""
    parts = PurePosixPath(name).parts
    if not name:
        return "has no name"
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "has an absolute name"
    if ".." in parts or "\\" in name or "\0" in name:
        return "has a name that leads out of the archive, or a backslash in it"
    if name != "/".join(parts):
        return "has a name with an empty or `.` folder in it"
    return None


def _unsafe_entry(info: zipfile.ZipInfo, known: Mapping[str, bytes]) -> str | None:
    name = info.orig_filename
    if reason := why_unsafe(name):
        return reason
    if name.count("/") >= MAX_DEPTH:
        return f"lies more than {MAX_DEPTH} folders deep"
    if info.flag_bits & 1:
        return "is encrypted"
    if info.compress_type not in _METHODS:
        return "is compressed in a way that not every unpacker knows; use deflate"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link; put the file itself there"
    if name in known:
        return "is in the archive twice"
    return None
