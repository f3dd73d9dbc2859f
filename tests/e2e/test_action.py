"""The whole action, as a workflow of a widget's repository uses it."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from junitparser import JUnitXml

from tests.e2e.project import PROJECT, copy_action
from tests.e2e.workflow import ACTION, CANARY, Workflow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.e2e.workflow import RunAction

pytestmark = pytest.mark.e2e

CONFORMING = PROJECT / "examples/conforming"
BROKEN = PROJECT / "examples/broken"
ENVIRONMENT_CANARY = "canary-environment-91b7e2"
"""In the job's environment, where a link could lead to it."""

INJECTED = "injected"
"""In whatever a hostile repository tries to have printed as a command."""

OTHER_COMMANDS = {"set-env", "add-path", "save-state", "add-matcher", "ignored"}
"""Never sent by the action; `ignored` is act's name for a command between `stop-commands` and its token."""


def workflow(inputs: Mapping[str, str], uses: str = ACTION) -> Workflow:
    return Workflow(uses=uses, inputs=inputs, environment={"CANARY": ENVIRONMENT_CANARY})


def copied(widget: Path, folder: str) -> Callable[[Path], object]:
    return lambda workspace: shutil.copytree(widget, workspace / folder, dirs_exist_ok=True)


def the_action_itself(workspace: Path) -> None:
    copy_action(workspace)
    shutil.copytree(CONFORMING, workspace / "examples/conforming")


@pytest.mark.parametrize(
    ("fill", "inputs", "uses"),
    [
        pytest.param(copied(CONFORMING, "."), {}, ACTION, id="whole-repository"),
        pytest.param(copied(CONFORMING, "мои виджеты/один"), {"path": "мои виджеты/один"}, ACTION, id="folder"),
        pytest.param(the_action_itself, {"path": "examples/conforming"}, "./", id="local-action"),
    ],
)
def test_a_conforming_widget_is_packed(
    run_action: RunAction, fill: Callable[[Path], object], inputs: Mapping[str, str], uses: str
) -> None:
    run = run_action(workflow(inputs, uses), fill)

    assert run.succeeded, run.log()
    outputs = run.outputs()
    assert (outputs["release-ready"], outputs["errors"]) == ("true", "0")
    assert run.annotations("error") == []
    assert run.summary()

    blob = run.artifacts()["widget"]
    assert hashlib.sha256(blob).hexdigest() == outputs["sha256"].removeprefix("sha256:")
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["widget"]["version"] == outputs["version"]
    assert outputs["artifact-id"].isdecimal()
    assert outputs["artifact-url"].endswith(f"/artifacts/{outputs['artifact-id']}")

    for output in ("junit", "archive"):
        file = run.workspace / outputs[output]
        assert file.stat().st_uid == run.workspace.stat().st_uid, "the next step must be able to remove it"
    assert junit(run.workspace, outputs).failures == 0


def test_a_broken_widget_fails_the_step(run_action: RunAction) -> None:
    run = run_action(workflow({"path": "widget"}), copied(BROKEN, "widget"))

    assert not run.succeeded
    places = {annotation.place for annotation in run.annotations("error")}
    assert ("widget/script.js", line_of(BROKEN / "script.js", "alert(")) in places
    assert ("widget/css/style.css", line_of(BROKEN / "css/style.css", "/*")) in places
    assert all(file.startswith("widget/") for file, line in places if line)
    outputs = run.outputs()
    assert outputs["release-ready"] == "false"
    assert int(outputs["errors"]) > 0
    assert "script.js" in run.summary()
    assert run.artifacts() == {}
    assert junit(run.workspace, outputs).failures > 0


def junit(workspace: Path, outputs: Mapping[str, str]) -> JUnitXml:
    return JUnitXml.fromfile(str(workspace / outputs["junit"]))


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def hostile(workspace: Path) -> None:
    """A conforming widget with all that a pull request may add to get at the token or at the log."""
    shutil.copytree(CONFORMING, workspace, dirs_exist_ok=True)
    links = {
        "environ.js": "/proc/self/environ",
        "parent.css": "/proc/1/environ",
        "users.json": "/etc/passwd",
        "host": "/",
        "loop": ".",
    }
    for name, target in links.items():
        (workspace / name).symlink_to(target)

    code = f"print('{INJECTED}'.upper())\nopen('executed', 'w').write(__file__)\n"
    modules = ("json.py", "sitecustomize.py", "usercustomize.py", "github.py", "PIL/__init__.py")
    for name in (*modules, "checker/__init__.py", "entrypoint/__init__.py", "entrypoint/__main__.py"):
        (workspace / name).parent.mkdir(exist_ok=True)
        (workspace / name).write_text(code)

    commands = (
        f"\n::error file={INJECTED}::{INJECTED}\n",
        f"##[error]{INJECTED}",
        f"\r::set-output name={INJECTED}::1\r",
        f"::stop-commands::{INJECTED}",
        f"\u2028::notice::{INJECTED}",
        f"\x1b[2K::warning::{INJECTED}",
    )
    for number, command in enumerate(commands):
        (workspace / f"{number}{command}.js").write_text(f"console.log(`{command}`)\n// {command}")
        (workspace / f"{command}.js").write_text("debugger")


def test_a_hostile_repository_gets_nothing(run_action: RunAction) -> None:
    run = run_action(workflow({}), hostile)

    assert not (run.workspace / "executed").exists()
    written = [run.log(), run.summary(), *reports(run.workspace, run.outputs())]
    for text in written:
        assert ENVIRONMENT_CANARY not in text
        assert CANARY not in text
        assert "root:x:0:0" not in text
        assert INJECTED.upper() not in text
    assert not run.succeeded
    assert run.outputs()["release-ready"] == "false", "it was checked all the same"
    assert run.artifacts() == {}


def test_a_hostile_repository_runs_no_workflow_command(run_action: RunAction) -> None:
    run = run_action(workflow({}), hostile)

    assert run.outputs()["release-ready"] == "false", "it was checked all the same"
    assert INJECTED not in run.outputs()
    assert not [command for command in run.commands() if INJECTED in {command.argument, *command.properties.values()}]
    assert not {command.name for command in run.commands()} & OTHER_COMMANDS
    assert not [line for line in run.printed() if line.lstrip().startswith("::") or "##[" in line]


def linked_reports(workspace: Path) -> None:
    """A conforming widget in a repository that would have the reports written among git's own files."""
    shutil.copytree(CONFORMING, workspace / "widget")
    (workspace / "reports").symlink_to(".git/hooks")


def test_no_report_is_written_through_a_link(run_action: RunAction) -> None:
    run = run_action(workflow({"path": "widget", "reports": "reports"}), linked_reports)

    assert {file.suffix for file in (run.workspace / ".git/hooks").iterdir()} <= {".sample"}, run.log()
    assert [annotation for annotation in run.annotations("error") if "reports" in annotation.argument]


def reports(workspace: Path, outputs: Mapping[str, str]) -> list[str]:
    paths = [workspace / outputs[name] for name in ("junit", "sarif") if outputs.get(name)]
    return [path.read_text(encoding="utf-8") for path in paths]
