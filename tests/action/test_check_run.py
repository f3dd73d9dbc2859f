from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.action.fake_checks import FakeChecks
from tests.action.step import REPOSITORY, SHA, TOKEN, Step, step
from tests.folders import MANIFEST, fill

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = "define([], function () {\n" + "  console.log('шаг');\n" * 123 + "});\n"


@pytest.fixture
def job() -> Iterator[Step]:
    with step() as empty:
        fill(empty.workspace, {"manifest.json": MANIFEST, "script.js": MANY})
        yield empty


@pytest.fixture
def checks() -> Iterator[FakeChecks]:
    with FakeChecks(TOKEN) as fake:
        yield fake


def api(checks: FakeChecks) -> dict[str, str]:
    return {"GITHUB_API_URL": checks.address}


def test_every_finding_is_an_annotation_of_the_check_run(job: Step, checks: FakeChecks) -> None:
    done = job.run(env=api(checks))
    assert done.code == 1, done.output
    assert checks.problems == []
    (run,) = checks.runs
    assert (run["name"], run["repository"], run["head_sha"]) == ("Widget Check", REPOSITORY, SHA)
    assert (run["status"], run["conclusion"]) == ("completed", "failure")
    console = [note for note in checks.annotations if note["title"] == "console"]
    assert [note["start_line"] for note in console] == [*range(2, 125)]
    assert console[0]["path"] == "script.js"
    assert (console[0]["start_column"], console[0]["end_column"]) == (3, 14)
    assert console[0]["annotation_level"] == "failure"
    assert "`console.log` is left in the code" in console[0]["message"]
    assert done.annotations("error") == done.annotations("warning") == []
    assert f"every finding is an annotation of the check run https://github.com/{REPOSITORY}/runs/1" in done.log


def test_a_step_that_does_not_fail_makes_a_check_that_succeeds(job: Step, checks: FakeChecks) -> None:
    done = job.run({"fail-on": "never"}, env=api(checks))
    assert done.code == 0, done.output
    assert checks.runs[0]["conclusion"] == "success"


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_may_not_write_checks_costs_one_line(job: Step, status: int) -> None:
    with FakeChecks(TOKEN, status) as checks:
        done = job.run(env=api(checks))
    assert done.code == 1
    (line,) = [line for line in done.log if line.startswith("no check run")]
    assert "permissions: checks: write" in line
    assert len(done.annotations("error")) >= 1
    assert ("script.js", 2) in [(file, line) for file, line, _ in done.annotations("error")]


def test_an_api_that_fails_costs_one_line(job: Step) -> None:
    with FakeChecks(TOKEN, 502) as checks:
        done = job.run(env=api(checks))
    assert "no check run: GitHub refused it with the status 502" in done.log
    assert done.annotations("error") != []
    done = job.run(env={"GITHUB_API_URL": "http://127.0.0.1:9"})
    assert any(line.startswith("no check run: GitHub's API does not answer") for line in done.log)
    assert done.annotations("error") != []


def test_without_a_token_nothing_is_asked(job: Step, checks: FakeChecks) -> None:
    done = job.run({"github-token": ""}, env=api(checks))
    assert checks.runs == []
    assert "no check run: there is no token to write it with" in done.log
    assert done.annotations("error") != []


def test_the_token_is_shown_nowhere(job: Step, checks: FakeChecks) -> None:
    done = job.run(env=api(checks))
    assert TOKEN.encode() not in done.output.replace(f"::add-mask::{TOKEN}".encode(), b"")
    assert TOKEN not in str(checks.runs)
