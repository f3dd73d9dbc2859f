from __future__ import annotations

import io
import os
import random
import socket
import stat
import struct
import time
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.errors import UsageError
from checker.widget import files
from checker.widget.files import FileSet, read_folder, read_regular_file, read_zip
from tests.folders import fill, public_folder, unprivileged, zipped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MEBIBYTE = 1024 * 1024


def keep_all(path: str) -> None:
    del path


def folder(root: Path) -> FileSet:
    return read_folder(root, keep_all)


def reasons(found: FileSet) -> dict[str, str]:
    return {entry.path: entry.reason for entry in found.unread}


def test_files_are_read_whole_and_sorted_by_path(tmp_path: Path) -> None:
    fill(tmp_path, {"script.js": "x\r\n", "i18n/ru.json": "{}", "картинки/🎁.png": b"\x00\xff", "empty.css": ""})
    found = folder(tmp_path)
    assert list(found.contents.items()) == [
        ("empty.css", b""),
        ("i18n/ru.json", b"{}"),
        ("script.js", b"x\r\n"),
        ("картинки/🎁.png", b"\x00\xff"),
    ]
    assert (found.left_out, found.unread) == ((), ())


def test_what_is_left_out_is_listed_and_never_opened(tmp_path: Path) -> None:
    fill(tmp_path, {"script.js": "", "node_modules/lib/a.js": "", "README.md": ""})
    os.mkfifo(tmp_path / "node_modules" / "pipe")
    found = read_folder(tmp_path, {"node_modules/": "installed packages", "README.md": "documentation"}.get)
    assert list(found.contents) == ["script.js"]
    assert [(entry.path, entry.reason) for entry in found.left_out] == [
        ("README.md", "documentation"),
        ("node_modules/", "installed packages"),
    ]


@pytest.mark.parametrize("target", ["/proc/self/environ", "/etc/passwd", "/", ".", "..", "real.js", "nowhere", "link"])
def test_a_link_is_not_followed_wherever_it_leads(tmp_path: Path, target: str) -> None:
    fill(tmp_path, {"widget/real.js": "1", "outside.js": "2"})
    (tmp_path / "widget" / "link").symlink_to(target)
    found = folder(tmp_path / "widget")
    assert dict(found.contents) == {"real.js": b"1"}
    assert reasons(found) == {"link": "is a symbolic link; put the file itself there"}


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


def device(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root makes devices")
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))


@pytest.mark.parametrize("make", [pipe, unix_socket, device])
def test_what_is_no_regular_file_is_not_opened(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "script.js")
    assert reasons(folder(tmp_path)) == {"script.js": "is not a regular file"}
    with pytest.raises(OSError, match=r"is not a regular file|No such device"):
        read_regular_file(tmp_path / "script.js")


@pytest.mark.parametrize("path", ["/dev/zero", "/proc", "/proc/self/cwd"])
def test_an_endless_file_a_folder_or_a_link_is_no_regular_file(path: str) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  (no iterator may hold a descriptor here)
    with pytest.raises(OSError, match=r"regular file|directory|symbolic links"):
        read_regular_file(Path(path))
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_what_may_not_be_read_is_named() -> None:
    with public_folder() as root:
        fill(root, {"script.js": "1", "secret.js": "2", "closed/a.js": "3"})
        (root / "secret.js").chmod(0)
        (root / "closed").chmod(0)
        with unprivileged():
            found = folder(root)
        (root / "closed").chmod(0o700)
    assert dict(found.contents) == {"script.js": b"1"}
    assert reasons(found) == {
        "secret.js": "cannot be read: Permission denied",
        "closed/": "cannot be listed: Permission denied",
    }


def test_a_folder_that_may_not_be_listed_at_all_is_a_wrong_use() -> None:
    with public_folder() as root:
        (root / "closed").mkdir(mode=0)
        with unprivileged(), pytest.raises(UsageError, match=r"/closed: the folder cannot be read: Permission denied"):
            folder(root / "closed")


def test_a_file_of_the_largest_size_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    for name, size in (("largest.js", 16 * MEBIBYTE), ("larger.js", 16 * MEBIBYTE + 1), ("sparse.js", 1 << 40)):
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
    found = folder(tmp_path)
    assert list(found.contents) == ["largest.js"]
    assert reasons(found) == dict.fromkeys(("larger.js", "sparse.js"), "is larger than 16 MiB")


def test_reading_ends_when_the_widget_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_TOTAL_BYTES", MEBIBYTE)
    fill(tmp_path, {"a.js": bytes(MEBIBYTE - 1), "b.js": "12", "c.js": "1"})
    found = folder(tmp_path)
    assert list(found.contents) == ["a.js", "c.js"]
    assert reasons(found) == {"b.js": "comes after 1 MiB of other files of this widget"}


@pytest.mark.parametrize("name", ["{}.js", ".{}", "{}\udcff"])
def test_of_too_many_files_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 20)
    for number in range(100):
        (tmp_path / name.format(number)).touch()
    found = read_folder(tmp_path, lambda path: "hidden" if path.startswith(".") else None)
    assert len(found.contents) + len(found.left_out) + len(found.unread) <= 22
    assert reasons(found)[""] == "holds more than 20 files; the others were not looked at"


def test_as_many_files_as_allowed_are_no_reason_to_complain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 20)
    fill(tmp_path, {f"{number}.js": "" for number in range(20)})
    assert (len(folder(tmp_path).contents), folder(tmp_path).unread) == (20, ())


def test_folders_that_lie_too_deep_are_named_and_not_entered(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a"] * 32)
    fill(deep, {"seen.js": "", "b/unseen.js": "", "c/d/unseen.js": ""})
    found = folder(tmp_path)
    assert list(found.contents) == ["a/" * 32 + "seen.js"]
    assert set(reasons(found).values()) == {"lies more than 32 folders deep"}
    assert len(found.unread) == 2


def test_paths_longer_than_the_system_opens_are_no_trouble(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=descriptor)
        deeper = os.open("x" * 250, os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = deeper
    os.close(descriptor)
    (reason,) = reasons(folder(tmp_path)).values()
    assert reason == "cannot be listed: File name too long"


@pytest.mark.parametrize("name", ["a\n::error::b.js", "\x1b[31m.js", "\u202egnp.js", "'\"`$(id).js", " .js", "%0A.js"])
def test_any_unicode_is_a_name(tmp_path: Path, name: str) -> None:
    fill(tmp_path, {name: "1"})
    assert dict(folder(tmp_path).contents) == {name: b"1"}


def test_a_name_that_is_no_unicode_is_named_and_not_read(tmp_path: Path) -> None:
    (Path(os.fsdecode(tmp_path)) / os.fsdecode(b"\xff\xfe.js")).write_text("1")
    found = folder(tmp_path)
    assert dict(found.contents) == {}
    assert reasons(found) == {os.fsdecode(b"\xff\xfe.js"): "has a name that is not UTF-8"}


def archive(tmp_path: Path, content: bytes) -> FileSet:
    (tmp_path / "widget.zip").write_bytes(content)
    return read_zip(tmp_path / "widget.zip")


def test_a_zip_is_read_as_it_would_be_unpacked(tmp_path: Path) -> None:
    found = archive(tmp_path, zipped({"script.js": "1", "виджет/": "", "виджет/🎁.js": "2", ".htaccess": "3"}))
    assert list(found.contents.items()) == [(".htaccess", b"3"), ("script.js", b"1"), ("виджет/🎁.js", b"2")]
    assert found.unread == ()


def test_zip64_is_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened, opened.open("a.js", "w", force_zip64=True) as file:
        file.write(b"1")
    assert dict(archive(tmp_path, buffer.getvalue()).contents) == {"a.js": b"1"}


GOOD = zipped({"a.js": "1" * 1000, "b.js": "2" * 1000})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip at all",
        b"PK",
        GOOD[:-30],
        GOOD[:100],
        GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"),
        GOOD[:-10] + b"\xff\xff\xff\xff" + GOOD[-6:],
        bytes(1000),
        zlib.compress(GOOD),
    ],
    ids=range(9),
)
def test_a_zip_that_cannot_be_read_is_a_wrong_use(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UsageError, match=r"/widget\.zip cannot be read as a zip archive: \w"):
        archive(tmp_path, content)


def test_a_zip_larger_than_any_widget_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "widget.zip").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UsageError, match=r"is larger than 128 MiB"):
        read_zip(tmp_path / "widget.zip")


def entry(name: str, content: bytes = b"1", **changes: int) -> bytes:
    """A zip of one entry, whose headers say what is asked for."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(content) + packed.flush()
    said = {"flags": 0x800, "method": 8, "crc": zlib.crc32(content), "size": len(content), "mode": 0o100644} | changes
    raw = name.encode()
    fields = struct.pack("<HHHHIII", said["flags"], said["method"], 0, 33, said["crc"], len(data), said["size"])
    local = b"PK\3\4" + struct.pack("<H", 20) + fields + struct.pack("<HH", len(raw), 0) + raw
    central = (
        b"PK\1\2"
        + struct.pack("<HH", 0x314, 20)
        + fields
        + struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, said["mode"] << 16, 0)
        + raw
    )
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local) + len(data), 0)
    return local + data + central + b"PK\5\6" + end


OUT = "has a name that leads out of the archive, or a backslash in it"
ABSOLUTE = "has an absolute name"
NOT_PLAIN = "has a name with an empty or `.` folder in it"
WRONG_SUM = "cannot be read: Bad CRC-32 for file 'a.js'"
OTHER_SIZE = "cannot be read: it has another size than the archive says"
PACKED_OTHERWISE = "is compressed in a way that not every unpacker knows; use deflate"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("/etc/passwd", ABSOLUTE),
        ("C:/a.js", ABSOLUTE),
        ("\\a.js", ABSOLUTE),
        ("../a.js", OUT),
        ("a/../../b.js", OUT),
        ("..", OUT),
        ("a\\..\\b.js", OUT),
        ("a\0.js", OUT),
        ("./a.js", NOT_PLAIN),
        ("a//b.js", NOT_PLAIN),
        ("a/./b.js", NOT_PLAIN),
        ("", "has no name"),
        ("a/" * 40 + "b.js", "lies more than 32 folders deep"),
    ],
)
def test_a_dangerous_name_in_a_zip_is_not_read(tmp_path: Path, name: str, reason: str) -> None:
    found = archive(tmp_path, entry(name))
    assert [item.reason for item in found.unread] == [reason]
    assert dict(found.contents) == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"flags": 0x801}, "is encrypted"),
        ({"mode": 0o120777}, "is a symbolic link; put the file itself there"),
        ({"crc": 1}, WRONG_SUM),
        ({"size": 99}, OTHER_SIZE),
        ({"size": 3}, OTHER_SIZE),
        ({"size": 3, "crc": zlib.crc32(b"123")}, WRONG_SUM),
        ({"size": 0xFFFFFFF0}, "is larger than 16 MiB"),
        *(({"method": method}, PACKED_OTHERWISE) for method in (1, 6, 9, 12, 14, 93, 99)),
    ],
)
def test_an_entry_that_is_not_what_it_says_is_not_read(tmp_path: Path, changes: dict[str, int], reason: str) -> None:
    found = archive(tmp_path, entry("a.js", b"123456", **changes))
    assert reasons(found) == {"a.js": reason}
    assert dict(found.contents) == {}


def test_an_entry_that_begins_outside_of_the_zip_is_not_read(tmp_path: Path) -> None:
    found = archive(tmp_path, GOOD[30:])
    assert list(reasons(found)) == ["a.js"]


@pytest.mark.parametrize("claim", [10, 16 * MEBIBYTE, 17 * MEBIBYTE])
def test_a_zip_bomb_does_not_go_off(tmp_path: Path, claim: int) -> None:
    bomb = entry("a.js", bytes(200 * MEBIBYTE), size=claim)
    assert len(bomb) < MEBIBYTE
    assert reasons(archive(tmp_path, bomb)) == {"a.js": "is larger than 16 MiB"}


def test_a_stored_entry_that_claims_less_is_not_read(tmp_path: Path) -> None:
    honest = zipped({"a.js": b"123456"}, zipfile.ZIP_STORED)
    size = struct.pack("<I", 6)
    lying = honest.replace(size + size, size + struct.pack("<I", 3))
    assert list(reasons(archive(tmp_path, lying))) == ["a.js"]


def test_of_two_entries_of_one_name_the_second_is_not_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped_twice({"a.js": "1"}, {"a.js": "2"})
    found = archive(tmp_path, content)
    assert dict(found.contents) == {"a.js": b"1"}
    assert reasons(found) == {"a.js": "is in the archive twice"}


def zipped_twice(*sets: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        for contents in sets:
            for name, text in contents.items():
                opened.writestr(name, text)
    return buffer.getvalue()


def test_a_hundred_thousand_entries_are_one_line_of_the_report(tmp_path: Path) -> None:
    names = [f"{number:06}.js".encode() for number in range(100_000)]
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 9, 0) + names[0]
    central = b"".join(
        b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0) + name
        for name in names
    )
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, len(central), len(local), 0)
    started = time.monotonic()
    found = archive(tmp_path, local + central + end)
    assert time.monotonic() - started < 30
    assert reasons(found)[""] == "holds more than 5000 files; the others were not looked at"
    assert len(found.unread) + len(found.contents) <= 5002


def test_no_damage_makes_a_zip_crash_the_reader(tmp_path: Path) -> None:
    dice = random.Random(1)  # noqa: S311  (no secret)
    sound = zipped({"manifest.json": "{}" * 50, "виджет.js": "x = 1;" * 50}) + entry("b.js", b"2" * 500)
    for _ in range(800):
        damaged = bytearray(sound)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(damaged))
            damaged[at : at + dice.randint(0, 4)] = dice.choice((b"\xff" * 4, b"\0", b"\0" * 4, dice.randbytes(2)))
        with suppress(UsageError):
            archive(tmp_path, bytes(damaged))
