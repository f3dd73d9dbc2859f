from __future__ import annotations

import os
import resource
import socket
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.errors import UsageError
from checker.writing import write_file
from tests.folders import public_folder, unprivileged

if TYPE_CHECKING:
    from collections.abc import Callable


def refusal(path: Path, base: Path) -> str:
    with pytest.raises(UsageError) as caught:
        write_file(path, b"new", base)
    return str(caught.value).replace(str(base), "BASE")


def test_a_file_is_written_with_the_folders_that_it_needs(tmp_path: Path) -> None:
    write_file(Path("отчёты/deep/report.xml"), "Привет".encode(), tmp_path)
    file = tmp_path / "отчёты" / "deep" / "report.xml"
    assert file.read_text("utf-8") == "Привет"
    assert stat.S_IMODE(file.stat().st_mode) & 0o133 == 0, "no file that can be executed or that others may write"
    assert list(file.parent.iterdir()) == [file]


def test_an_existing_file_is_replaced_and_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old")
    os.link(tmp_path / "old", tmp_path / "report.xml")
    write_file(Path("report.xml"), b"new", tmp_path)
    assert ((tmp_path / "report.xml").read_text(), (tmp_path / "old").read_text()) == ("new", "old")


def test_an_absolute_path_is_written_where_it_says(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "report.xml", b"new", tmp_path / "elsewhere")
    assert (tmp_path / "a" / "report.xml").read_bytes() == b"new"


@pytest.mark.parametrize("path", ["link", "folder/report.xml", "folder/new/report.xml", "up/../link", "dangling"])
def test_nothing_is_written_through_a_link(tmp_path: Path, path: str) -> None:
    base = tmp_path / "base"
    (base / "up").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "victim").write_text("old")
    (base / "link").symlink_to(tmp_path / "victim")
    (base / "folder").symlink_to(tmp_path / "outside")
    (base / "dangling").symlink_to(tmp_path / "nothing")
    shown = refusal(Path(path), base)
    assert shown.startswith("BASE/")
    assert shown.endswith("is a symbolic link; give the real path")
    assert (tmp_path / "victim").read_text() == "old"
    assert list((tmp_path / "outside").iterdir()) == []
    assert not (tmp_path / "nothing").exists()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


@pytest.mark.parametrize("make", [pipe, unix_socket, Path.mkdir])
def test_only_a_regular_file_is_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "there")
    before = (tmp_path / "there").stat().st_ino
    for base in (tmp_path, tmp_path / "elsewhere"):
        shown = refusal(tmp_path / "there", base)
        assert shown.endswith("cannot be written: there is something that is not a regular file")
    assert (tmp_path / "there").stat().st_ino == before
    assert list(tmp_path.iterdir()) == [tmp_path / "there"]


def test_a_link_outside_of_the_base_is_not_replaced_either(tmp_path: Path) -> None:
    (tmp_path / "stdout").symlink_to("target")
    assert "not a regular file" in refusal(tmp_path / "stdout", tmp_path / "base")
    assert (tmp_path / "stdout").is_symlink()


@pytest.mark.parametrize("path", ["file/report.xml", "x" * 300, "a" * 250 + "/" + "b" * 250, "."])
def test_what_cannot_be_written_is_a_wrong_use(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written" in refusal(Path(path), tmp_path)


def test_the_name_is_shown_harmlessly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert refusal(Path("file/a\n::error::b"), tmp_path).startswith(r"file/a\n::error::b cannot be written: ")


def test_a_folder_that_may_not_be_written_to_is_a_wrong_use() -> None:
    with public_folder() as root, unprivileged():
        assert refusal(Path("report.xml"), root) == "report.xml cannot be written: Permission denied"


def test_a_file_that_does_not_fit_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text("old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limits[1]))
    try:
        shown = refusal(Path("report.xml"), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert shown == "report.xml cannot be written: File too large"
    assert (tmp_path / "report.xml").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "report.xml"]
