from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import run
from tests.folders import MANIFEST, fill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path, conforming: Path, broken: Path) -> Path:
    """A folder with the two examples."""
    shutil.copytree(conforming, tmp_path / "conforming")
    shutil.copytree(broken, tmp_path / "broken")
    return tmp_path


def test_a_widget_is_packed_with_its_receipt(repository: Path, conforming: Path) -> None:
    done = run("pack", "conforming", "-o", "out/widget.zip", cwd=repository)
    content = (repository / "out" / "widget.zip").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"out/widget.zip: 13 files, {len(content):,} bytes, sha256 {digest}\n"
        "out/widget.receipt.json: verdict pass for target moderate\n"
    )
    with zipfile.ZipFile(repository / "out" / "widget.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {
        file.relative_to(conforming).as_posix(): file.read_bytes() for file in conforming.rglob("*") if file.is_file()
    }
    receipt = json.loads((repository / "out" / "widget.receipt.json").read_bytes())
    assert (receipt["sha256"], receipt["verdict"], len(receipt["entries"])) == (digest, "pass", 13)


def test_packing_twice_makes_the_same_bytes_wherever_one_stands(repository: Path) -> None:
    run("pack", "conforming", "-o", "one/widget.zip", cwd=repository)
    run("pack", ".", "-o", "../two/widget.zip", cwd=repository / "conforming", env={"PYTHONHASHSEED": "7"})
    assert (repository / "one" / "widget.zip").read_bytes() == (repository / "two" / "widget.zip").read_bytes()


def test_an_archive_in_the_widgets_own_folder_is_not_packed_the_next_time(repository: Path) -> None:
    for _ in range(2):
        done = run("pack", "conforming", "-o", "conforming/widget.zip", cwd=repository)
        assert "13 files" in done.stdout
    assert run("verify", "widget.zip", "widget.receipt.json", cwd=repository / "conforming").returncode == 0


def test_a_widget_with_violations_is_packed_and_the_receipt_says_so(repository: Path) -> None:
    done = run("pack", "broken", "-o", "widget.zip", cwd=repository)
    assert done.returncode == 0
    assert done.stdout.endswith("verdict fail for target moderate\n")


def test_a_zip_is_packed_anew(repository: Path) -> None:
    run("pack", "conforming", "-o", "one/widget.zip", cwd=repository)
    run("pack", "one/widget.zip", "-o", "two/widget.zip", cwd=repository)
    assert (repository / "one" / "widget.zip").read_bytes() == (repository / "two" / "widget.zip").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("conforming", "-o", "acme.zip"), "the archive must be called widget.zip, as the moderation text demands"),
        (("conforming", "-o", "out"), "the archive must be called widget.zip"),
        (("conforming", "-o", "Widget.zip"), "the archive must be called widget.zip"),
        ((".", "-o", "widget.zip"), "2 widgets lie under .; give the folder of one"),
        (("nowhere", "-o", "widget.zip"), "/nowhere does not exist"),
        (("conforming", "-o", "link/widget.zip"), "/link is a symbolic link; give the real path"),
        (("conforming", "-o", "linked/widget.zip"), "/linked/widget.zip is a symbolic link; give the real path"),
        (("conforming",), "the following arguments are required: -o/--output"),
    ],
)
def test_a_wrong_use_packs_nothing(repository: Path, arguments: tuple[str, ...], words: str) -> None:
    (repository / "link").symlink_to("broken")
    (repository / "linked").mkdir()
    (repository / "linked" / "widget.zip").symlink_to("../victim")
    done = run("pack", *arguments, cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert not [file for file in repository.rglob("widget.zip") if not file.is_symlink()]
    assert not (repository / "victim").exists()


def test_nothing_is_packed_that_was_not_read_whole(repository: Path) -> None:
    (repository / "conforming" / "link.js").symlink_to("/proc/self/environ")
    done = run("pack", "conforming", "-o", "widget.zip", cwd=repository)
    assert done.returncode == 2
    assert "cannot pack: link.js is a symbolic link; put the file itself there" in done.stderr
    assert not (repository / "widget.zip").exists()


def test_the_configuration_decides_what_is_packed(tmp_path: Path) -> None:
    files = {"manifest.json": MANIFEST, "docs/help.html": "", "docs/b.html": "", "src/a.js": "", ".git/config": "x"}
    fill(tmp_path, files | {".widget-check.yml": "include: [docs/help.html, .git/config]\nexclude: [src/]"})
    assert run("pack", ".", "-o", "widget.zip", cwd=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "widget.zip") as archive:
        assert archive.namelist() == ["docs/help.html", "manifest.json"]


def test_suppressions_are_in_the_receipt(repository: Path) -> None:
    fill(repository, {".widget-check.yml": "suppressions:\n- {rule: alert, path: broken/, reason: так надо}"})
    run("pack", "broken", "-o", "widget.zip", cwd=repository)
    receipt = json.loads((repository / "widget.receipt.json").read_bytes())
    assert receipt["suppressed"] == [{"rule": "alert", "path": "broken/script.js", "reason": "так надо"}]


def test_the_archive_is_shown_on_a_terminal_without_unicode(repository: Path) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = run("pack", "conforming", "-o", "архив 🎁/widget.zip", cwd=repository, env=ascii_only)
    assert (done.returncode, done.stderr) == (0, "")
    assert (repository / "архив 🎁" / "widget.zip").is_file()
