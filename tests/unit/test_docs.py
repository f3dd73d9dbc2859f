from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checker.rules.clauses import CLAUSES, Clause
from checker.rules.registry import RULES

PROJECT = Path(__file__).parents[2]
MODERATION_TEXT = PROJECT / "docs" / "moderation-text.txt"
BULLETS = re.compile(r"^\s*(?:•|\d+\.)\s+")


def docs(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "scripts/docs.py", *arguments)
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tmp_path = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "scripts", tmp_path / "scripts")
    (tmp_path / "docs").mkdir()
    shutil.copy(MODERATION_TEXT, tmp_path / "docs")
    (tmp_path / "checker").mkdir()
    assert docs(tmp_path).returncode == 0
    return tmp_path


@pytest.fixture
def project(generated: Path, tmp_path: Path) -> Path:
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_what_is_generated_is_up_to_date() -> None:
    done = docs(PROJECT, "--check")
    assert done.stdout == "", "run `make docs`"
    assert (done.returncode, done.stderr) == (0, "")


def test_stale_missing_and_superfluous_pages_are_named_and_mended(project: Path) -> None:
    folder = project / "docs" / "rules"
    (folder / "console.md").write_text("old", encoding="utf-8")
    (folder / "alert.md").unlink()
    (folder / "removed-rule.md").touch()
    (project / "docs" / "coverage.md").write_text("old", encoding="utf-8")
    (project / "checker" / "config.schema.json").unlink()
    done = docs(project, "--check")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "stale: checker/config.schema.json",
        "stale: docs/coverage.md",
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


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_page_of_coverage_holds_every_sentence_of_the_moderation_text(project: Path) -> None:
    page = (project / "docs" / "coverage.md").read_text(encoding="utf-8")
    headings = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    quoted = {line for line in page.splitlines() if line}
    for line in MODERATION_TEXT.read_text(encoding="utf-8").splitlines():
        sentence = squeezed(BULLETS.sub("", line))
        assert not sentence or sentence in quoted or sentence.rstrip(":") in headings


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda clause: clause.id)
def test_the_page_of_coverage_says_who_judges_each_clause(project: Path, clause: Clause) -> None:
    page = (project / "docs" / "coverage.md").read_text(encoding="utf-8")
    rules = [rule.name for rule in RULES if rule.clause is clause]
    word = ("Partly" if clause.human else "Checked") if rules else "Human"
    found = re.findall(rf"\*\*(\w+)\*\* \(`{re.escape(clause.id)}`\)(.*?)```text\n(.*?)```", page, re.DOTALL)
    assert found
    assert {kind for kind, _, _ in found} == {word}
    assert all(f"[{name}](rules/{name}.md)" in links for _, links, _ in found for name in rules)
    for sentence in (clause.sentence, *clause.details):
        assert any(sentence in quoted for _, _, quoted in found)
