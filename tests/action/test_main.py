from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from entrypoint import checking
from entrypoint.__main__ import main
from tests.action.fake_results import FakeResults, status
from tests.action.runner_oracle import obeyed
from tests.action.step import OWNER, REPOSITORY, RUNTIME_CANARY, SHA, TOKEN, Ended, Step, child, pull_request, step
from tests.folders import MANIFEST, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PULL_REQUEST = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/7/merge"}


@pytest.fixture
def job() -> Iterator[Step]:
    """A step in an empty workspace."""
    with step() as empty:
        yield empty


@pytest.fixture
def service() -> Iterator[FakeResults]:
    """GitHub's results service."""
    with FakeResults() as fake:
        yield fake


def contents(folder: Path) -> dict[str, bytes]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def reports(job: Step, folder: str = "widget-check-reports") -> dict[str, bytes]:
    return contents(job.workspace / folder)


def uploading(service: FakeResults) -> dict[str, str]:
    return service.environment(GITHUB_REPOSITORY=REPOSITORY)


def test_a_conforming_widget_is_uploaded_as_it_was_packed(job: Step, service: FakeResults, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run(env=uploading(service))
    assert done.code == 0, done.output
    assert done.annotations("error") == done.annotations("warning") == []
    artifacts = service.finished()
    assert list(artifacts) == ["widget"]
    content = artifacts["widget"]
    digest = hashlib.sha256(content).hexdigest()
    artifact_id = done.outputs["artifact-id"]
    assert artifact_id.isdecimal()
    assert done.outputs == {
        "verdict": "pass",
        "release-ready": "true",
        "errors": "0",
        "warnings": "0",
        "archive": "widget-check-reports/widget.zip",
        "sha256": digest,
        "artifact-id": artifact_id,
        "artifact-url": f"https://github.com/{REPOSITORY}/actions/runs/77/artifacts/{artifact_id}",
        "junit": "widget-check-reports/junit.xml",
        "sarif": "widget-check-reports/report.sarif",
        "widget-code": "",
        "version": "1.0.0",
    }
    assert (job.workspace / done.outputs["archive"]).read_bytes() == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    assert packed == {
        f.relative_to(conforming).as_posix(): f.read_bytes() for f in conforming.rglob("*") if f.is_file()
    }
    assert f"artifact widget: {done.outputs['artifact-url']}" in done.log
    assert "the widget: release-ready" in done.log
    assert "release-ready" in done.summary


def test_reports_inside_the_widget_are_not_packed_at_the_next_run(job: Step, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace / "widget")
    hashes = {job.run({"path": "widget", "reports": "widget/out"}).outputs["sha256"] for _ in range(2)}
    assert len(hashes) == 1
    assert hashes != {""}


def test_the_reports_and_the_archive_belong_to_the_workspaces_owner(job: Step, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace / "widget")
    assert job.run({"path": "widget", "reports": "out/deep"}).code == 0
    assert list(reports(job, "out/deep")) == [
        "junit.xml",
        "report.json",
        "report.md",
        "report.sarif",
        "widget.receipt.json",
        "widget.zip",
    ]
    owner = OWNER if os.geteuid() == 0 else os.geteuid()
    assert {file.stat().st_uid for file in (job.workspace / "out").rglob("*")} == {owner}
    assert (job.workspace / "out").stat().st_uid == owner


def test_a_second_run_makes_the_same_archive(job: Step, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    first, second = job.run(), job.run()
    assert first.outputs["sha256"] == second.outputs["sha256"]
    assert (second.code, second.outputs["verdict"]) == (0, "pass")


def test_without_a_results_service_the_step_passes_with_a_warning(job: Step, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run()
    assert (done.code, done.outputs["release-ready"], done.outputs["artifact-id"]) == (0, "true", "")
    ((file, _, message),) = done.annotations("warning")
    assert file == ""
    assert message.startswith("ACTIONS_RUNTIME_TOKEN, ACTIONS_RESULTS_URL, GITHUB_RUN_ID is not set")
    assert job.run({"upload-artifact": "false"}).annotations("warning") == []


@pytest.mark.parametrize("has_service", [False, True])
def test_a_required_upload_that_fails_fails_the_step(
    job: Step, service: FakeResults, conforming: Path, *, has_service: bool
) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    service.faults["CreateArtifact"] = [status(403)]
    env = uploading(service) if has_service else {}
    done = job.run({"upload-artifact": "required"}, env=env)
    assert (done.code, done.outputs["verdict"], done.outputs["artifact-id"]) == (1, "pass", "")
    assert len(done.annotations("error")) == 1
    assert service.finished() == {}


def test_a_broken_widget_fails_with_its_places_and_uploads_nothing(
    job: Step, service: FakeResults, broken: Path
) -> None:
    shutil.copytree(broken, job.workspace / "widget")
    done = job.run(env=uploading(service))
    assert done.code == 1
    found = json.loads(reports(job)["report.json"])["findings"]
    places = {(file, line) for file, line, _ in done.annotations("error") if file}
    assert len(places) > 5
    assert places <= {(finding["path"], finding["line"]) for finding in found if finding["severity"] == "error"}
    assert ("widget/manifest.json", 16) in places
    assert len(done.annotations("error")) <= 10
    assert (done.outputs["verdict"], done.outputs["release-ready"]) == ("fail", "false")
    assert int(done.outputs["errors"]) > 10
    assert service.requests == []
    assert "console.log" in done.summary
    assert set(reports(job)) >= {"junit.xml", "report.sarif", "report.json", "report.md"}
    assert job.run({"fail-on": "never"}).code == 0


def test_the_report_files_are_those_of_the_command_line(job: Step, broken: Path) -> None:
    shutil.copytree(broken, job.workspace / "widget")
    job.run()
    report = json.loads((job.workspace / "widget-check-reports" / "report.json").read_bytes())
    assert report["verdict"] == "fail"
    assert {finding["path"].partition("/")[0] for finding in report["findings"]} == {"widget"}


def not_ready(done: Ended) -> str:
    assert done.outputs["release-ready"] == "false"
    (line,) = [line for line in done.log if "not release-ready: " in line]
    return line.partition("not release-ready: ")[2]


def test_a_pull_request_from_a_fork_is_checked_but_never_released(
    job: Step, service: FakeResults, conforming: Path
) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run(event=pull_request(head="stranger/widgets", branch="main"), env=uploading(service) | PULL_REQUEST)
    assert (done.code, done.outputs["verdict"]) == (0, "pass")
    assert not_ready(done) == "the pull request comes from a fork"
    assert service.requests == []


def test_a_pull_request_from_the_same_repository_is_released(job: Step, service: FakeResults, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run(event=pull_request(), env=uploading(service) | PULL_REQUEST)
    assert done.outputs["release-ready"] == "true"
    assert list(service.finished()) == ["widget"]


@pytest.mark.parametrize(("branches", "is_ready"), [("main, release/**", False), ("feature", True), ("feat*", True)])
def test_only_release_branches_are_released(
    job: Step, service: FakeResults, conforming: Path, branches: str, *, is_ready: bool
) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run({"release-branches": branches}, pull_request(), env=uploading(service) | PULL_REQUEST)
    assert done.code == 0
    assert bool(service.finished()) is is_ready
    if not is_ready:
        assert not_ready(done) == "the branch feature is not among the release branches (main, release/**)"


@pytest.mark.parametrize(("gate", "is_ready"), [("as-configured", True), ("as-moderator", False)])
def test_the_gate_may_count_what_is_suppressed(
    job: Step, service: FakeResults, conforming: Path, gate: str, *, is_ready: bool
) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    suppression = "suppressions:\n- {rule: alert, path: extra.js, reason: agreed}\n"
    fill(job.workspace, {"extra.js": "alert(1);\n", ".widget-check.yml": suppression})
    done = job.run({"release-gate": gate}, env=uploading(service))
    assert (done.code, done.outputs["release-ready"]) == (0, str(is_ready).lower())
    assert bool(service.finished()) is is_ready
    assert "agreed" in done.summary


def test_several_widgets_are_several_artifacts_each_with_its_receipt(
    job: Step, service: FakeResults, conforming: Path, broken: Path
) -> None:
    for folder in ("виджеты/звонки", "widgets/mail"):
        shutil.copytree(conforming, job.workspace / folder)
    shutil.copytree(broken, job.workspace / "widgets/broken")
    done = job.run(env=uploading(service))
    assert done.code == 1, "one of them is broken"
    artifacts = service.finished()
    assert sorted(artifacts) == ["widget-widgets-mail", "widget-виджеты-звонки"]
    for name, content in artifacts.items():
        with zipfile.ZipFile(io.BytesIO(content)) as outer:
            assert outer.namelist() == ["widget.receipt.json", "widget.zip"]
            receipt = json.loads(outer.read("widget.receipt.json"))
            archive = outer.read("widget.zip")
        assert receipt["sha256"] == hashlib.sha256(archive).hexdigest()
        assert (job.workspace / "widget-check-reports" / name / "widget.zip").read_bytes() == archive
    assert {name for name, value in done.outputs.items() if value == ""} == {
        *("archive", "sha256", "artifact-id", "artifact-url", "widget-code", "version")
    }
    assert done.outputs["release-ready"] == "false"
    for line in ("widgets/mail: release-ready", "виджеты/звонки: release-ready"):
        assert line in done.log
    assert [line for line in done.log if line.startswith("widgets/broken: not release-ready: ")]


def test_a_configuration_in_the_workspace_is_obeyed(job: Step, broken: Path) -> None:
    shutil.copytree(broken, job.workspace / "widget")
    fill(job.workspace, {".widget-check.yml": "suppressions:\n- {rule: console, path: widget/, reason: agreed}\n"})
    done = job.run()
    assert "agreed" in done.summary
    assert not [message for _, _, message in done.annotations("error") if message.startswith("`console")]


@pytest.mark.parametrize(
    ("inputs", "files", "words"),
    [
        ({"path": "nowhere"}, {}, "/nowhere does not exist"),
        ({}, {}, "No widget found: neither"),
        ({"target": "public"}, {}, "Input `target`: `public` is set by amoCRM's employees"),
        ({"path": "../other"}, {}, "Input `path`: `../other` leads out of the workspace"),
        ({"config": "ci.yml"}, {"manifest.json": MANIFEST}, "ci.yml: cannot be read: No such file or directory"),
        (
            {},
            {"manifest.json": MANIFEST, ".widget-check.yml": "target: public\n::error::x"},
            ".widget-check.yml:2: not valid YAML",
        ),
        ({}, {"manifest.json": MANIFEST, ".widget-check.yml": "a\u202eb: 1"}, r"unknown key `a\u202eb`"),
    ],
)
def test_a_wrong_use_is_an_annotation_and_exit_code_2(
    job: Step, inputs: dict[str, str], files: dict[str, str], words: str
) -> None:
    fill(job.workspace, files)
    done = job.run(inputs)
    assert done.code == 2
    ((_, _, message),) = done.annotations("error")
    assert words in message
    assert done.outputs == {}


def test_every_wrong_input_is_an_annotation(job: Step) -> None:
    done = job.run({"target": "x", "fail-on": "y"})
    assert [message.partition(":")[0] for _, _, message in done.annotations("error")] == [
        "Input `target`",
        "Input `fail-on`",
    ]


def test_an_event_that_cannot_be_read_is_named(job: Step, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run(env={"GITHUB_EVENT_NAME": "pull_request"})
    assert done.code == 2
    ((_, _, message),) = done.annotations("error")
    assert message == "the payload of the event `pull_request` names no commit at `pull_request.head.sha`"


def test_a_widget_that_cannot_be_read_whole_is_incomplete(job: Step, service: FakeResults, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    with (job.workspace / "big.js").open("wb") as file:
        file.truncate(1 << 36)
    done = job.run(env=uploading(service))
    assert (done.code, done.outputs["verdict"], done.outputs["archive"]) == (3, "incomplete", "")
    assert not_ready(done).startswith("not everything could be checked: big.js is larger than 16 MiB; cannot pack: ")
    assert service.requests == []


INJECTED = "injected"
NAMES = ("a\n::error::{}.js", "\x1b[2K::warning::{}.js", "##[error]{}.js", "\r::set-output name=x::{}.js")


def hostile(workspace: Path, conforming: Path) -> None:
    """A conforming widget with all that a pull request may add to get at the token or at the log."""
    shutil.copytree(conforming, workspace, dirs_exist_ok=True)
    links = {
        "environ.js": "/proc/self/environ",
        "parent.css": "/proc/1/environ",
        "passwd.json": "/etc/passwd",
        "host": "/",
        "loop": ".",
        "templates/up.twig": "../../../../etc/passwd",
    }
    for name, target in links.items():
        (workspace / name).symlink_to(target)
    code = f"open({str(workspace / 'executed')!r}, 'w').write(__file__)\nprint('{INJECTED}'.upper())\n"
    modules = ("json.py", "sitecustomize.py", "usercustomize.py", "yaml.py", "PIL/__init__.py", "checker/__init__.py")
    fill(workspace, dict.fromkeys((*modules, "entrypoint/__init__.py", "entrypoint/__main__.py"), code))
    for name in NAMES:
        text = name.format(INJECTED)
        (workspace / text).write_bytes(f"console.log(`{text}`)\n// {text}".encode())
    (workspace / os.fsdecode(b"\xff.js")).write_text("1")
    os.mkfifo(workspace / "pipe.js")


def test_a_hostile_workspace_gets_nothing(job: Step, service: FakeResults, conforming: Path) -> None:
    hostile(job.workspace, conforming)
    done = job.run(
        env=uploading(service) | {"PYTHONPATH": str(job.workspace), "PYTHONSTARTUP": str(job.workspace / "json.py")}
    )
    assert done.code == 1
    assert done.outputs["release-ready"] == "false"
    assert not (job.workspace / "executed").exists()
    told = [done.output.decode(), done.summary, *done.outputs.values()]
    told += [content.decode("utf-8", "backslashreplace") for content in reports(job).values()]
    for text in told:
        for secret in (TOKEN, RUNTIME_CANARY, service.environment()["ACTIONS_RUNTIME_TOKEN"], "root:x:0:0"):
            assert secret not in text
        assert INJECTED.upper() not in text
    assert service.requests == []


def test_a_hostile_workspace_runs_no_command(job: Step, conforming: Path) -> None:
    hostile(job.workspace, conforming)
    done = job.run()
    assert {command.name for command in done.commands} <= {"error", "warning", "notice"}
    for command in done.commands:
        assert INJECTED not in {command.data, *command.properties.values()}
    assert set(done.outputs) <= {*("verdict", "release-ready", "errors", "warnings", "archive", "sha256")} | {
        *("artifact-id", "artifact-url", "junit", "sarif", "widget-code", "version")
    }
    assert not {character for character in done.output.decode() if character in "\x1b\x07\r\u202e"}


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("widget-check-reports", "outside"),
        ("widget-check-reports/junit.xml", "../outside/victim"),
        ("widget-check-reports/widget.zip", "../outside/victim"),
        ("widget-check-reports/report.sarif", "/dev/stdout"),
    ],
)
def test_nothing_is_written_through_a_link(
    job: Step, service: FakeResults, conforming: Path, link: str, target: str
) -> None:
    shutil.copytree(conforming, job.workspace / "widget")
    fill(job.workspace, {"outside/victim": "old"})
    (job.workspace / link).parent.mkdir(exist_ok=True)
    (job.workspace / link).symlink_to(target)
    done = job.run({"path": "widget"}, env=uploading(service))
    assert done.code == 2
    ((_, _, message),) = done.annotations("error")
    assert message.endswith(f"/{link} is a symbolic link; give the real path")
    assert reports(job, "outside") == {"victim": b"old"}
    assert service.requests == [], "what is uploaded is told"


@pytest.mark.parametrize("name", [".widget-check.yml", "ci/check.yml"])
def test_no_configuration_is_read_through_a_link(job: Step, conforming: Path, name: str) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    (job.workspace / name).parent.mkdir(exist_ok=True)
    (job.workspace / name).symlink_to("/proc/self/environ")
    done = job.run({"config": "ci/check.yml"} if name.startswith("ci") else {})
    assert done.code == 2
    assert f"{name} is a symbolic link; give the real path" in done.annotations("error")[0][2]
    assert RUNTIME_CANARY not in done.output.decode()


def test_a_token_that_checkout_left_behind_is_never_packed_or_shown(
    job: Step, service: FakeResults, conforming: Path
) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    fill(job.workspace, {".git/config": f"// {TOKEN}", ".git/a.js": f"alert('{TOKEN}')"})
    fill(job.workspace, {".widget-check.yml": "include: [.git/**, .git/config, '*']"})
    done = job.run(env=uploading(service))
    assert done.code == 0, done.output
    for text in (done.output, done.summary.encode(), service.finished()["widget"], *reports(job).values()):
        assert TOKEN.encode() not in text


def test_the_token_is_nowhere_after_an_internal_error(job: Step, conforming: Path) -> None:
    shutil.copytree(conforming, job.workspace, dirs_exist_ok=True)
    done = job.run(env={"GITHUB_WORKSPACE": "/nowhere"})
    assert done.code in {2, 3}
    assert TOKEN not in done.output.decode()
    assert "Traceback" not in "".join(line for line in done.log if line.startswith("::"))


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            """echo '["console", "a\\n::error::b.js"]' >&2; sleep 300""",
            r"the checker was killed (it may take 1 seconds) while the rule `console` looked at a\n::error::b.js",
        ),
        ("echo ::error::x", "the checker's answer could not be read"),
        ("exit 9", "the checker crashed (exit code 9) before it began"),
    ],
)
def test_a_check_that_did_not_end_well_is_not_green(
    script: str, words: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(checking, "KILL_AFTER_SECONDS", 1)
    with child(script, monkeypatch) as workspace:
        env = {
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": SHA,
            "GITHUB_WORKSPACE": str(workspace),
            "INPUT_UPLOAD-ARTIFACT": "required",
        }
        assert main(env) == 3
        assert list(workspace.iterdir()) == []
    (command,) = obeyed(capfdbinary.readouterr().out)
    assert (command.name, command.data) == ("error", words)
