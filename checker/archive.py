"""The reproducible widget.zip and its receipt: same files, same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

from checker import __version__
from checker.errors import UsageError
from checker.escaping import visible
from checker.widget.files import MAX_TOTAL_BYTES, read_regular_file, read_zip
from checker.widget.packaging import ARCHIVE_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from checker.report import Report
    from checker.widget.files import FileSet

RECEIPT_SCHEMA = 1
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = (stat.S_IFREG | 0o644) << 16
_UNIX = 3
_COMPRESSION = 9


class Archive(NamedTuple):
    """A packed widget, opened again and compared with its files entry by entry."""

    content: bytes
    sha256: str
    entries: Mapping[str, str]
    """SHA-256 of each entry by name."""


def build_archive(files: FileSet) -> Archive:
    """Pack a widget's files at the archive's root: sorted, with fixed times and modes.

    Raises UsageError if a file could not be read, or if two names differ only in case.
    """
    if files.unread:
        first = files.unread[0]
        raise UsageError(f"cannot pack: {visible(first.path) or 'the widget'} {first.reason}")
    _refuse_case_twins(files)
    content = pack_files(files.contents)
    entries = _hashes(content)
    if entries != {name: _sha256(raw) for name, raw in files.contents.items()}:
        raise RuntimeError("the archive does not hold what was packed")
    return Archive(content, _sha256(content), entries)


def pack_files(contents: Mapping[str, bytes]) -> bytes:
    """Pack files reproducibly: sorted, with fixed times and modes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for name in sorted(contents):
            opened.writestr(_entry(name), contents[name], zipfile.ZIP_DEFLATED, _COMPRESSION)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.create_system = _UNIX
    info.external_attr = _MODE
    return info


def _refuse_case_twins(files: FileSet) -> None:
    seen: dict[str, str] = {}
    for name in files.contents:
        twin = seen.setdefault(name.casefold(), name)
        if twin != name:
            raise UsageError(f"cannot pack: {visible(twin)} and {visible(name)} differ only in upper and lower case")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hashes(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {info.filename: _sha256(opened.read(info)) for info in opened.infolist()}


def receipt(archive: Archive, report: Report) -> str:
    """What was packed and how it was judged, as JSON."""
    return json.dumps(
        {
            "schema": RECEIPT_SCHEMA,
            "archive": ARCHIVE_NAME,
            "sha256": archive.sha256,
            "size": len(archive.content),
            "entries": dict(archive.entries),
            "tool": {"name": "widget-check", "version": __version__},
            "target": report.target,
            "profile": report.profile,
            "verdict": report.verdict,
            "suppressed": [
                {"rule": entry.finding.rule, "path": entry.finding.path, "reason": entry.reason}
                for entry in report.suppressed
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def differences(archive: Path, receipt_file: Path) -> tuple[str, ...]:
    """Say how an archive differs from its receipt; nothing if it does not.

    Raises UsageError if either cannot be read.
    """
    expected = _read_receipt(receipt_file)
    found = {name: _sha256(content) for name, content in _every_entry(archive).items()}
    changes = tuple(_changed_entries(expected["entries"], found))
    if not changes and _sha256(_read(archive)) != expected["sha256"]:
        return ("the entries are the same, but the archive has been packed anew: its bytes differ",)
    return changes


def _every_entry(archive: Path) -> Mapping[str, bytes]:
    files = read_zip(archive)
    if files.unread:
        raise UsageError(f"{visible(str(archive))}: {visible(files.unread[0].path)} {files.unread[0].reason}")
    return files.contents


def _changed_entries(expected: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"{visible(name)} is missing from the archive"
        elif name not in expected:
            yield f"{visible(name)} is not in the receipt"
        elif found[name] != expected[name]:
            yield f"{visible(name)} has another content than the receipt says"


def _read(path: Path) -> bytes:
    try:
        return read_regular_file(path, MAX_TOTAL_BYTES)
    except OSError as error:
        raise UsageError(f"{visible(str(path))} cannot be read: {error.strerror or error}") from error


def _read_receipt(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(_read(path))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict) or not _is_receipt(data):
        raise UsageError(f"{visible(str(path))} is not a receipt of widget-check (schema {RECEIPT_SCHEMA})")
    return data


def _is_receipt(data: Mapping[str, object]) -> bool:
    entries = data.get("entries")
    return (
        data.get("schema") == RECEIPT_SCHEMA
        and isinstance(data.get("sha256"), str)
        and isinstance(entries, dict)
        and all(isinstance(value, str) for value in entries.values())
    )
