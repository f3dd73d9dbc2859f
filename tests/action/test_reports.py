from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from checker.archive import build_archive
from checker.errors import UsageError
from checker.readiness import Readiness
from checker.render import renderer
from checker.widget.files import FileSet
from entrypoint.release import Release
from entrypoint.reports import Workspace, write_archives, write_reports
from tests.action.step import OWNER
from tests.unit.render.reports import CLEAN, FAILING, hostile

if TYPE_CHECKING:
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def release(widget: str, name: str) -> Release:
    archive = build_archive(FileSet({"manifest.json": widget.encode()}))
    return Release(widget, CLEAN, archive, Readiness(()), name)


def test_the_report_is_written_in_every_format(tmp_path: Path) -> None:
    written = write_reports(FAILING, "отчёты/a", Workspace(tmp_path))
    assert written == {
        "junit": "отчёты/a/junit.xml",
        "sarif": "отчёты/a/report.sarif",
        "json": "отчёты/a/report.json",
        "markdown": "отчёты/a/report.md",
    }
    for name, path in written.items():
        assert (tmp_path / path).read_bytes().decode() == renderer(name)(FAILING)


def test_texts_that_are_no_unicode_do_not_stop_the_report(tmp_path: Path) -> None:
    written = write_reports(hostile("lone \udc80 surrogate"), "out", Workspace(tmp_path))
    for path in written.values():
        assert (tmp_path / path).read_bytes().decode("utf-8")


def test_one_archive_lies_beside_the_reports(tmp_path: Path) -> None:
    only = release("a/b", "widget")
    assert write_archives((only,), "out", Workspace(tmp_path)) == {"a/b": "out/widget.zip"}
    assert only.archive is not None
    assert contents(tmp_path / "out") == {
        "widget.zip": only.archive.content,
        "widget.receipt.json": only.receipt.encode(),
    }


def test_several_archives_have_a_folder_each(tmp_path: Path) -> None:
    several = (release("a", "widget-a"), release("б", "widget-б"))
    assert write_archives(several, "out", Workspace(tmp_path)) == {
        "a": "out/widget-a/widget.zip",
        "б": "out/widget-б/widget.zip",
    }
    receipt = json.loads((tmp_path / "out" / "widget-б" / "widget.receipt.json").read_bytes())
    assert several[1].archive is not None
    assert receipt["sha256"] == several[1].archive.sha256


def test_where_there_is_no_archive_none_is_written(tmp_path: Path) -> None:
    missing = Release("a", CLEAN, None, Readiness(("cannot pack",)), "widget")
    assert write_archives((missing,), "out", Workspace(tmp_path)) == {}
    assert contents(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_is_written_belongs_to_the_owner_of_the_workspace(tmp_path: Path) -> None:
    os.chown(tmp_path, OWNER, OWNER + 1)
    (tmp_path / "there").mkdir()
    Workspace(tmp_path).write("there/new/deep/report.xml", b"x")
    assert (tmp_path / "there").stat().st_uid == 0, "what was there already is left alone"
    for path in ("there/new", "there/new/deep", "there/new/deep/report.xml"):
        assert ((tmp_path / path).stat().st_uid, (tmp_path / path).stat().st_gid) == (OWNER, OWNER + 1)


@pytest.mark.parametrize("link", ["out", "out/deep", "out/deep/report.xml"])
def test_nothing_is_written_or_given_away_through_a_link(tmp_path: Path, link: str) -> None:
    workspace, outside = tmp_path / "workspace", tmp_path / "outside"
    outside.mkdir()
    (outside / "victim").write_text("old")
    owner = outside.stat().st_uid
    (workspace / link).parent.mkdir(parents=True)
    (workspace / link).symlink_to(outside / "victim" if link.endswith("xml") else outside)
    with pytest.raises(UsageError, match=r"is a symbolic link; give the real path$"):
        Workspace(workspace).write("out/deep/report.xml", b"new")
    assert contents(outside) == {"victim": b"old"}
    assert {path.stat().st_uid for path in (outside, outside / "victim")} == {owner}


def test_a_report_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    for content in (b"old", b"new"):
        assert Workspace(tmp_path).write("out/report.xml", content) == "out/report.xml"
    assert contents(tmp_path) == {"out/report.xml": b"new"}
