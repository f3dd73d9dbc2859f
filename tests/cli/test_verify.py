from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import run
from tests.folders import zipped

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def packed(tmp_path: Path, conforming: Path) -> Path:
    """A folder with widget.zip and its receipt."""
    run("pack", conforming, "-o", "widget.zip", cwd=tmp_path)
    return tmp_path


def verified(folder: Path) -> tuple[int, str, str]:
    done = run("verify", "widget.zip", "widget.receipt.json", cwd=folder)
    return done.returncode, done.stdout, done.stderr


def test_the_archive_of_the_receipt_is_recognised(packed: Path) -> None:
    assert verified(packed) == (0, "the archive is the one that the receipt describes\n", "")


def test_every_difference_is_a_line(packed: Path) -> None:
    with zipfile.ZipFile(packed / "widget.zip") as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    del files["style.css"]
    (packed / "widget.zip").write_bytes(zipped(files | {"script.js": "changed", "new\x1b.js": ""}))
    code, said, error = verified(packed)
    assert (code, error) == (1, "")
    assert said.splitlines() == [
        r"new\x1b.js is not in the receipt",
        "script.js has another content than the receipt says",
        "style.css is missing from the archive",
    ]


def test_an_archive_with_the_same_files_but_other_bytes_is_told(packed: Path) -> None:
    with zipfile.ZipFile(packed / "widget.zip") as archive:
        files: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    (packed / "widget.zip").write_bytes(zipped(files, zipfile.ZIP_STORED))
    code, said, _ = verified(packed)
    assert (code, said) == (1, "the entries are the same, but the archive has been packed anew: its bytes differ\n")


@pytest.mark.parametrize("lacking", ["schema", "sha256", "entries"])
def test_half_a_receipt_is_a_wrong_use(packed: Path, lacking: str) -> None:
    receipt = json.loads((packed / "widget.receipt.json").read_bytes())
    del receipt[lacking]
    (packed / "widget.receipt.json").write_text(json.dumps(receipt))
    code, said, error = verified(packed)
    assert (code, said) == (2, "")
    assert error == "widget-check: error: widget.receipt.json is not a receipt of widget-check (schema 1)\n"


def test_what_is_no_archive_is_a_wrong_use(packed: Path) -> None:
    (packed / "widget.zip").write_bytes(b"PK")
    code, said, error = verified(packed)
    assert (code, said) == (2, "")
    assert error == "widget-check: error: widget.zip cannot be read as a zip archive: File is not a zip file\n"


def test_both_files_must_be_named(packed: Path) -> None:
    done = run("verify", "widget.zip", cwd=packed)
    assert done.returncode == 2
    assert "the following arguments are required: widget.receipt.json" in done.stderr
