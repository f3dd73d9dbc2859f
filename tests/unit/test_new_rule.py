from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PARTS = ("checker", "scripts", "tests/folders.py", "tests/rules", "pyproject.toml")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parts of the project that a new rule touches or needs, copied once."""
    root = tmp_path_factory.mktemp("original")
    for part in PARTS:
        source, copy = PROJECT / part, root / part
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy)
    return root


@pytest.fixture
def project(original: Path, tmp_path: Path) -> Path:
    return shutil.copytree(original, tmp_path / "project")


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(project)}
    command = (sys.executable, *arguments)
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def new_rule(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(project, "scripts/new_rule.py", *arguments)


def contents(project: Path) -> dict[Path, bytes]:
    ours = (path for path in project.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(project): path.read_bytes() for path in ours}


def test_a_new_rule_has_a_file_a_page_and_its_lines_in_the_registry(project: Path) -> None:
    before = contents(project)
    done = new_rule(project, "sound-at-night", "--group", "frontend", "--clause", "frontend.4")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [
        "checker/rules/frontend/sound_at_night.py",
        "tests/rules/sound-at-night.md",
        "checker/rules/registry.py",
    ]
    after = contents(project)
    assert {path.as_posix() for path in after if before.get(path) != after[path]} == set(done.stdout.split())


def test_the_registry_imports_the_new_rule_last(project: Path) -> None:
    new_rule(project, "zebra", "--group", "frontend")
    new_rule(project, "sound-at-night", "--group", "frontend", "--clause", "frontend.4")
    show = "from checker.rules.registry import RULES as r; print([(x.name, x.clause and x.clause.id) for x in r[-2:]])"
    assert run(project, "-c", show).stdout == "[('zebra', None), ('sound-at-night', 'frontend.4')]\n"


def test_what_is_written_is_formatted_and_sorted(project: Path) -> None:
    for name, group in (("sound-at-night", "frontend"), ("aa", "archive"), ("zz", "submission"), ("zebra", "general")):
        assert new_rule(project, name, "--group", group).returncode == 0
    for check in (("format", "--check"), ("check", "--no-cache")):
        done = run(project, "-m", "ruff", *check, "checker/rules")
        assert done.returncode == 0, done.stdout


def test_the_new_page_can_be_read_and_fails_until_the_rule_is_written(project: Path) -> None:
    new_rule(project, "sound-at-night", "--group", "frontend", "--clause", "frontend.4")
    (project / "tests" / "__init__.py").touch()
    done = run(project, "-m", "pytest", "-p", "no:cacheprovider", "tests/rules", "-k", "sound-at-night")
    assert "1 failed, 1 passed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("console", "--group", "frontend"), "`console` exists already: checker/rules/frontend/console.py"),
        (("console", "--group", "backend"), "`console` exists already: checker/rules/frontend/console.py"),
        (("RequestInLoop", "--group", "frontend"), "`RequestInLoop` is no name for a rule"),
        (("../escape", "--group", "frontend"), "`../escape` is no name for a rule"),
        (("import", "--group", "frontend"), "`import` is no name for a rule"),
        (("sound-at-night", "--group", "loops"), "there is no group `loops`; choose from archive, "),
        (("sound-at-night", "--group", "."), "there is no group `.`"),
        (("sound-at-night", "--group", "frontend", "--clause", "frontend.99"), "there is no clause `frontend.99`"),
    ],
)
def test_mistakes_are_refused_and_nothing_is_written(project: Path, arguments: tuple[str, ...], message: str) -> None:
    before = contents(project)
    done = new_rule(project, *arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(f"new_rule: {message}")
    assert contents(project) == before
