from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from checker.archive import Archive, build_archive, differences, pack_files, receipt
from checker.errors import UsageError
from checker.finding import Profile, Target
from checker.report import CheckedWidget, Report
from checker.widget.files import FileSet, Unread, read_folder, read_zip
from checker.widget.packaging import PackagedSet
from tests.folders import fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTENTS = {
    "manifest.json": b'{"widget": {}}',
    "i18n/ru.json": '{"имя": "Виджет 🎁"}'.encode(),
    "картинки/логотип 🎁.png": bytes(range(256)),
    "empty.css": b"",
    "script.js": b"x;\r\n" * 10_000,
}


def build(contents: dict[str, bytes]) -> Archive:
    return build_archive(FileSet(contents))


def folder_archive(folder: Path) -> bytes:
    return build_archive(read_folder(folder, PackagedSet().why_left_out)).content


def test_the_archive_holds_the_files_at_its_root_and_nothing_else() -> None:
    archive = build(CONTENTS)
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert opened.testzip() is None
        assert opened.namelist() == sorted(CONTENTS)
        assert {name: opened.read(name) for name in opened.namelist()} == CONTENTS
        for info in opened.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert info.external_attr >> 16 == stat.S_IFREG | 0o644
            assert (info.create_system, info.extra, info.comment, opened.comment) == (3, b"", b"", b"")
    assert archive.sha256 == hashlib.sha256(archive.content).hexdigest()
    assert archive.entries == {name: hashlib.sha256(raw).hexdigest() for name, raw in CONTENTS.items()}


def test_names_beyond_ascii_are_marked_as_utf_8_and_others_are_plain() -> None:
    with zipfile.ZipFile(io.BytesIO(build(CONTENTS).content)) as opened:
        assert {info.filename: bool(info.flag_bits & 0x800) for info in opened.infolist()} == {
            name: not name.isascii() for name in CONTENTS
        }


def test_the_archive_is_read_back_as_what_was_packed(tmp_path: Path) -> None:
    (tmp_path / "widget.zip").write_bytes(build(CONTENTS).content)
    assert dict(read_zip(tmp_path / "widget.zip").contents) == CONTENTS


@pytest.mark.skipif(shutil.which("unzip") is None, reason="unzip is not installed")
def test_another_unpacker_agrees(tmp_path: Path) -> None:
    (tmp_path / "widget.zip").write_bytes(build(CONTENTS).content)
    subprocess.run(["unzip", "-q", "widget.zip", "-d", "out"], cwd=tmp_path, check=True, env={"LANG": "C.UTF-8"})
    unpacked = {
        file.relative_to(tmp_path / "out").as_posix(): file.read_bytes()
        for file in (tmp_path / "out").rglob("*")
        if file.is_file()
    }
    assert unpacked == CONTENTS


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    first, second = fill(tmp_path / "a", CONTENTS), tmp_path / "b"
    for name in reversed(CONTENTS):
        fill(second, {name: CONTENTS[name]})
    for number, path in enumerate(second.rglob("*")):
        os.utime(path, (number, number * 1000))
        path.chmod(0o777 if path.is_dir() else 0o600 + number % 8)
    fill(second, {".git/config": "token", "node_modules/a.js": "", "README.md": "Привет"})
    assert folder_archive(first) == folder_archive(second) == build(dict(reversed(CONTENTS.items()))).content


@pytest.mark.parametrize("change", [{"script.js": b"y;"}, {"new.js": b""}, {"Script.JS.txt": b""}])
def test_other_files_make_other_bytes(change: dict[str, bytes]) -> None:
    assert build(CONTENTS).sha256 != build(CONTENTS | change).sha256


def test_no_archive_lacks_a_file_that_could_not_be_read() -> None:
    files = FileSet(CONTENTS, unread=(Unread("big\x1b.js", "is larger than 16 MiB"),))
    with pytest.raises(UsageError, match=r"^cannot pack: big\\x1b\.js is larger than 16 MiB$"):
        build_archive(files)
    with pytest.raises(UsageError, match=r"^cannot pack: the widget holds more than 5000 files$"):
        build_archive(FileSet(CONTENTS, unread=(Unread("", "holds more than 5000 files"),)))


@pytest.mark.parametrize(("one", "other"), [("logo.png", "Logo.PNG"), ("Лого.png", "лого.png")])
def test_names_that_windows_takes_for_one_are_refused(one: str, other: str) -> None:
    with pytest.raises(UsageError, match=rf"^cannot pack: {one} and {other} differ only in upper and lower case$"):
        build({one: b"", other: b""})


def test_hostile_names_are_packed_as_they_are() -> None:
    contents = {"a\n::error::b.js": b"1", "\u202egnp.js": b"2", " ": b"3"}
    assert build(contents).entries.keys() == contents.keys()


REPORT = Report(
    "1.2.3", Target.MODERATE, Profile.AMOCRM, (CheckedWidget("w", "acme", "1.0.0", 5),), ("console",), (), ()
)


def packed(tmp_path: Path, contents: dict[str, bytes] = CONTENTS) -> tuple[Path, Path]:
    archive = build(contents)
    (tmp_path / "widget.zip").write_bytes(archive.content)
    (tmp_path / "widget.receipt.json").write_text(receipt(archive, REPORT), encoding="utf-8")
    return tmp_path / "widget.zip", tmp_path / "widget.receipt.json"


def test_the_receipt_says_what_was_packed_and_how_it_was_judged(tmp_path: Path) -> None:
    zip_file, receipt_file = packed(tmp_path)
    said = json.loads(receipt_file.read_bytes())
    assert said.pop("entries") == {name: hashlib.sha256(raw).hexdigest() for name, raw in CONTENTS.items()}
    tool = said.pop("tool")
    assert tool["name"] == "widget-check"
    assert said == {
        "schema": 1,
        "archive": "widget.zip",
        "sha256": hashlib.sha256(zip_file.read_bytes()).hexdigest(),
        "size": zip_file.stat().st_size,
        "target": "moderate",
        "profile": "amocrm",
        "verdict": "pass",
        "suppressed": [],
    }


def test_an_archive_agrees_with_its_receipt(tmp_path: Path) -> None:
    assert differences(*packed(tmp_path)) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (CONTENTS | {"script.js": b"y"}, ("script.js has another content than the receipt says",)),
        (CONTENTS | {"a\x1b.js": b""}, (r"a\x1b.js is not in the receipt",)),
        (
            {name: raw for name, raw in CONTENTS.items() if name != "empty.css"},
            ("empty.css is missing from the archive",),
        ),
        (
            {"картинки/логотип.png": b"", "manifest.json": b"{}"},
            (
                "empty.css is missing from the archive",
                "i18n/ru.json is missing from the archive",
                "manifest.json has another content than the receipt says",
                "script.js is missing from the archive",
                "картинки/логотип 🎁.png is missing from the archive",
                "картинки/логотип.png is not in the receipt",
            ),
        ),
    ],
)
def test_each_difference_is_named(tmp_path: Path, changed: dict[str, bytes], said: tuple[str, ...]) -> None:
    zip_file, receipt_file = packed(tmp_path)
    zip_file.write_bytes(pack_files(changed))
    assert differences(zip_file, receipt_file) == said


def stored(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info), zipfile.ZIP_STORED)
    return buffer.getvalue()


def with_comment(content: bytes) -> bytes:
    return content[:-2] + b"\x03\x00abc"


def with_prefix(content: bytes) -> bytes:
    return b"#!/bin/sh\n" + content


@pytest.mark.parametrize("repack", [stored, with_comment, with_prefix])
def test_an_archive_that_was_packed_anew_is_told(tmp_path: Path, repack: Callable[[bytes], bytes]) -> None:
    zip_file, receipt_file = packed(tmp_path)
    zip_file.write_bytes(repack(zip_file.read_bytes()))
    assert differences(zip_file, receipt_file) == (
        "the entries are the same, but the archive has been packed anew: its bytes differ",
    )


def test_one_changed_byte_never_passes(tmp_path: Path) -> None:
    zip_file, receipt_file = packed(tmp_path, {"manifest.json": b"{}", "ф.js": b"x;" * 100})
    content = zip_file.read_bytes()
    for position in range(len(content)):
        zip_file.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
        try:
            assert differences(zip_file, receipt_file), position
        except UsageError:
            continue


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        "null",
        "{}",
        '{"schema": 2, "sha256": "", "entries": {}}',
        '{"schema": 1, "sha256": ""}',
        '{"schema": 1, "entries": {}}',
        '{"schema": 1, "sha256": 1, "entries": {}}',
        '{"schema": 1, "sha256": "", "entries": []}',
        '{"schema": 1, "sha256": "", "entries": {"a": 1}}',
        '{"schema": true, "sha256": "", "entries": {"a": null}}',
        "[" * 100_000,
        "\xff\xfe",
    ],
    ids=range(14),
)
def test_what_is_no_receipt_is_refused(tmp_path: Path, text: str) -> None:
    zip_file, receipt_file = packed(tmp_path)
    receipt_file.write_text(text, encoding="latin-1")
    with pytest.raises(UsageError, match=r"/widget\.receipt\.json is not a receipt of widget-check \(schema 1\)$"):
        differences(zip_file, receipt_file)


def test_an_archive_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    zip_file, receipt_file = packed(tmp_path)
    with pytest.raises(UsageError, match=r"/nothing\.zip cannot be read as a zip archive: No such file"):
        differences(tmp_path / "nothing.zip", receipt_file)
    with pytest.raises(UsageError, match=r"/nothing\.json cannot be read: No such file"):
        differences(zip_file, tmp_path / "nothing.json")
    zip_file.write_bytes(b"no zip")
    with pytest.raises(UsageError, match=r"/widget\.zip cannot be read as a zip archive"):
        differences(zip_file, receipt_file)


def test_an_archive_with_a_dangerous_entry_is_refused(tmp_path: Path) -> None:
    zip_file, receipt_file = packed(tmp_path)
    zip_file.write_bytes(pack_files(CONTENTS | {"../escape.js": b""}))
    with pytest.raises(UsageError, match=r"/widget\.zip: \.\./escape\.js has a name that leads out of the archive"):
        differences(zip_file, receipt_file)
