from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]


def docs(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "scripts/docs.py", *arguments)
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    shutil.copy(PROJECT / "scripts" / "docs.py", tmp_path / "scripts")
    assert docs(tmp_path).returncode == 0
    return tmp_path


def test_docs_rules_is_up_to_date() -> None:
    done = docs(PROJECT, "--check")
    assert done.stdout == "", "run `make docs`"
    assert (done.returncode, done.stderr) == (0, "")


def test_stale_missing_and_superfluous_pages_are_named_and_mended(project: Path) -> None:
    folder = project / "docs" / "rules"
    (folder / "console.md").write_text("old", encoding="utf-8")
    (folder / "alert.md").unlink()
    (folder / "removed-rule.md").touch()
    done = docs(project, "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "stale: docs/rules/alert.md",
        "stale: docs/rules/console.md",
        "stale: docs/rules/removed-rule.md",
    ]
    assert docs(project).returncode == 0
    assert docs(project, "--check").returncode == 0
    assert not (folder / "removed-rule.md").exists()


def test_a_page_quotes_the_moderation_text_and_leads_to_the_tests(project: Path) -> None:
    page = (project / "docs" / "rules" / "console.md").read_text(encoding="utf-8")
    assert "\n> There is no alert () and console (log, debug, error, etc.).\n" in page
    assert "(../../tests/rules/console.md)" in page
    assert "console.log('settings', settings);" in page


def test_the_index_leads_to_every_page(project: Path) -> None:
    folder = project / "docs" / "rules"
    index = (folder / "README.md").read_text(encoding="utf-8")
    others = [path.name for path in folder.glob("*.md") if path.name != "README.md"]
    assert others
    assert all(f"]({name})" in index for name in others)
