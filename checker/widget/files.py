"""Reads the files of a widget, from a folder or a zip, without trusting either.

Only regular files are read, links are never followed, nothing outside the root is touched, and every limit is a
constant of this module. What could not be read is listed, so that it never counts as checked.
"""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
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
"""Files of one widget; more are not read."""
MAX_DEPTH = 32
"""Folders within folders; deeper ones are not entered."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder (its path ends with `/`) that is not packaged."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that belongs to the packaged set but could not be read."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileSet:
    """The files of a widget: paths are POSIX and relative to its root, in sorted order."""

    contents: Mapping[str, bytes]
    left_out: tuple[LeftOut, ...] = ()
    unread: tuple[Unread, ...] = ()


class _Collector:
    """Adds up what is read and refuses what goes over a limit."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.left_out: list[LeftOut] = []
        self.unread: list[Unread] = []
        self.total = 0

    def add(self, path: str, size: int, read: Callable[[], bytes]) -> None:
        """Read one file unless a limit forbids it; `size` is what is claimed, in bytes."""
        if refusal := self._refusal(size):
            self.unread.append(Unread(path, refusal))
            return
        try:
            content = read()
        except (OSError, zipfile.BadZipFile, ZlibError, EOFError, RuntimeError, NotImplementedError) as error:
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
        if len(self.contents) >= MAX_FILES:
            return f"comes after {MAX_FILES} other files of this widget"
        return None

    def result(self) -> FileSet:
        return FileSet(
            dict(sorted(self.contents.items())),
            tuple(sorted(self.left_out, key=lambda entry: entry.path)),
            tuple(sorted(self.unread, key=lambda entry: entry.path)),
        )


def _reason(error: Exception) -> str:
    return visible((isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__)


def read_regular_file(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read a regular file, never through a link at its last component, at most `limit` + 1 bytes.

    Raises OSError if it is something else or cannot be read.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "is not a regular file")
        return file.read(limit + 1)


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

    Raises UsageError if it is no zip or its directory cannot be read.
    """
    try:
        with archive.open("rb") as file, zipfile.ZipFile(file) as opened:
            return _zip_files(opened)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UsageError(f"{visible(str(archive))} cannot be read as a zip archive: {_reason(error)}") from error


def _zip_files(opened: zipfile.ZipFile) -> FileSet:
    collector = _Collector()
    for info in opened.infolist():
        if info.is_dir():
            continue
        if refusal := _unsafe_entry(info, collector.contents):
            collector.unread.append(Unread(info.filename, refusal))
            continue
        collector.add(info.filename, info.file_size, lambda: _read_entry(opened, info))  # noqa: B023  (called at once)
    return collector.result()


def _read_entry(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with opened.open(info) as file:
        return file.read(MAX_FILE_BYTES + 1)


def _unsafe_entry(info: zipfile.ZipInfo, known: Mapping[str, bytes]) -> str | None:
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    if name.startswith(("/", "\\")) or name[1:2] == ":":
        return "has an absolute name"
    if ".." in parts or "\\" in name or "\0" in name:
        return "has a name that leads out of the archive, or a backslash in it"
    if len(parts) > MAX_DEPTH:
        return f"lies more than {MAX_DEPTH} folders deep"
    if info.flag_bits & 1:
        return "is encrypted"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link; put the file itself there"
    if name in known:
        return "is in the archive twice"
    return None
