"""What a widget is compared with: folders, zips and revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.checking import Options, check_paths
from checker.errors import UsageError
from tests.folders import fill, zipped
from tests.unit.test_repository import git

if TYPE_CHECKING:
    from pathlib import Path

OLD = {"manifest.json": '{"widget": {"version": "1"}, "locations": []}', "script.js": "old", "README.md": "old"}
NEW = {**OLD, "script.js": "new", "README.md": "new"}


def said(folder: Path, **options: str | bool) -> list[str]:
    outcome = check_paths(Options((folder / "widget",), folder, **options))  # type: ignore[arg-type]
    return [finding.message for finding in outcome.report.findings if finding.rule == "version-not-raised"]


def message(base: str) -> list[str]:
    return [f"1 file changed since {base} (script.js), but the version is still 1; raise it"]


def test_a_folder_a_checkout_and_a_zip(tmp_path: Path) -> None:
    fill(tmp_path / "widget", NEW)
    fill(tmp_path / "old", OLD)
    fill(tmp_path / "checkout" / "widget", OLD)
    (tmp_path / "old.zip").write_bytes(zipped({name: text for name, text in OLD.items() if name != "README.md"}))
    for base in ("old", "checkout", "old.zip"):
        assert said(tmp_path, compared_with=base) == message(base)
    assert said(tmp_path) == []


@pytest.mark.parametrize("base", ["widget", "."])
def test_no_widget_is_compared_with_itself(tmp_path: Path, base: str) -> None:
    fill(tmp_path / "widget", NEW)
    with pytest.raises(UsageError, match="is the widget itself"):
        said(tmp_path, compared_with=base)


def test_a_revision(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    fill(tmp_path / "widget", OLD)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "old")
    fill(tmp_path / "widget", NEW)
    assert said(tmp_path, compared_with="main") == said(tmp_path, usually_compared_with="main") == message("main")
    assert said(tmp_path, usually_compared_with="last-tag") == said(tmp_path, compared_with="last-tag") == []


def test_the_configuration_names_it_too(tmp_path: Path) -> None:
    fill(tmp_path, {".widget-check.yml": "base: old\n"})
    fill(tmp_path / "widget", NEW)
    fill(tmp_path / "old", OLD)
    assert said(tmp_path) == said(tmp_path, usually_compared_with="nothing") == message("old")


def test_what_is_not_there_must_not_have_been_named(tmp_path: Path) -> None:
    fill(tmp_path / "widget", NEW)
    assert said(tmp_path, usually_compared_with="origin/main") == []
    with pytest.raises(UsageError, match="no git repository"):
        said(tmp_path, compared_with="origin/main")
    git(tmp_path, "init", "-q")
    with pytest.raises(UsageError, match="fetch-depth: 0"):
        said(tmp_path, compared_with="origin/main")
    with pytest.raises(UsageError, match="is no folder"):
        said(tmp_path, compared_with="x" * 5000)


@pytest.mark.parametrize("base", ["/etc", "../elsewhere", "C:/x"])
def test_the_configuration_cannot_leave_the_repository(tmp_path: Path, base: str) -> None:
    fill(tmp_path, {".widget-check.yml": f"base: {base}\n"})
    fill(tmp_path / "widget", NEW)
    with pytest.raises(UsageError, match=r"widget-check\.yml:1: .* inside the repository"):
        said(tmp_path)


def test_nothing_of_the_repository_is_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    fill(tmp_path / "widget", OLD)
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-q", "-m", "old")
    fill(tmp_path / "widget", NEW)
    proof = tmp_path / "proof"
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "filter.x.smudge"):
        git(tmp_path, "config", key, f"touch {proof}")
    assert said(tmp_path, compared_with="HEAD") == message("HEAD")
    assert not proof.exists()
