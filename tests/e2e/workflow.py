"""Runs a workflow with act, and reads what the step under test did from act's structured log."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.e2e.engine import Engine

ACTION = "widget-check/widget-check@v1"
STEP = "check"
CANARY = "canary-token-5f0c1d"
"""What the workflow knows as `github.token`."""
RUN_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Command:
    """A workflow command as the runner understood it: `::name key=value,…::argument`."""

    name: str
    argument: str
    properties: Mapping[str, str]

    @property
    def place(self) -> tuple[str, int]:
        """An annotation's file, relative to the workspace, and its 1-based line (0: none)."""
        return self.properties.get("file", ""), int(self.properties.get("line", "0"))


@dataclass(frozen=True, slots=True)
class Workflow:
    """A job with the action as its one step, on a pull request."""

    uses: str
    inputs: Mapping[str, str]
    environment: Mapping[str, str]
    """The job's `env:`, which the runner passes to the action's container."""

    def text(self) -> str:
        """The workflow file: JSON is YAML too."""
        job = {
            "runs-on": "ubuntu-latest",
            "env": dict(self.environment),
            "steps": [{"id": STEP, "uses": self.uses, "with": dict(self.inputs)}],
        }
        return json.dumps({"on": "pull_request", "permissions": {}, "jobs": {"check": job}}, indent=2)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run left behind."""

    succeeded: bool
    entries: Sequence[Mapping[str, Any]]
    """act's log, an object a line."""
    workspace: Path
    artifact_store: Path

    def log(self) -> str:
        """Everything that was printed, commands included."""
        return "\n".join((entry.get("raw") or entry["msg"]).rstrip("\n") for entry in self.entries)

    def printed(self) -> list[str]:
        """The lines of the step that the runner took for plain text."""
        return [entry["msg"].rstrip("\n") for entry in self._of_step() if entry.get("raw_output")]

    def commands(self) -> list[Command]:
        """What the runner obeyed, in the order in which it was printed."""
        return [
            Command(entry["command"], entry.get("arg", ""), entry.get("kvPairs") or {})
            for entry in self._of_step()
            if "command" in entry
        ]

    def annotations(self, level: str) -> list[Command]:
        """Those of level `error`, `warning` or `notice`."""
        return [command for command in self.commands() if command.name == level]

    def outputs(self) -> dict[str, str]:
        """The step's outputs."""
        return {entry["name"]: entry["arg"] for entry in self._of_step() if entry.get("command") == "set-output"}

    def summary(self) -> str:
        """The step's Markdown."""
        return "".join(entry["content"] for entry in self._of_step() if entry.get("command") == "summary")

    def artifacts(self) -> dict[str, bytes]:
        """The uploaded bytes of each artifact, by name."""
        return {blob.parent.name: blob.read_bytes() for blob in self.artifact_store.glob("*/*/*.zip")}

    def _of_step(self) -> list[Mapping[str, Any]]:
        return [entry for entry in self.entries if entry.get("stepID") == [STEP]]


class RunAction(Protocol):
    """Runs a workflow on a pull request to a repository that `fill` puts the files into."""

    def __call__(self, workflow: Workflow, fill: Callable[[Path], object]) -> Run: ...


@dataclass(frozen=True, slots=True)
class Act:
    """The runner: act with what does not change from one run to the next."""

    engine: Engine
    image: str
    """The job's container. It needs no more than a shell: the workflow has no JavaScript action."""
    action: Path
    """The folder of the action, which a workflow names `ACTION`."""
    api: str
    """GitHub's REST API."""

    def run(self, workspace: Path, event: Path, scratch: Path) -> Run:
        """Run the repository's workflows; `scratch` receives act's own files."""
        artifacts = scratch / "artifacts"
        arguments = {
            "--directory": workspace,
            "--eventpath": event,
            "--platform": f"ubuntu-latest={self.image}",
            "--local-repository": f"{ACTION}={self.action}",
            "--env": f"GITHUB_API_URL={self.api}",
            "--secret": f"GITHUB_TOKEN={CANARY}",
            "--artifact-server-path": artifacts,
            "--artifact-server-addr": "127.0.0.1",
            "--artifact-server-port": _free_port(),
            "--container-daemon-socket": "-",
        }
        # A secret that is printed shall be seen here, so act hides none.
        flags = ["--json", "--bind", "--rm", "--pull=false", "--no-cache-server", "--insecure-secrets"]
        command = [_act(), "pull_request", *flags, *(f"{name}={value}" for name, value in arguments.items())]
        completed = subprocess.run(
            command,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=RUN_SECONDS,
            cwd=scratch,
            env={"PATH": os.environ["PATH"], "HOME": str(scratch), "DOCKER_HOST": self.engine.host},
        )
        return Run(completed.returncode == 0, _entries(completed.stdout), workspace, artifacts)


def _act() -> str:
    beside_python = Path(sys.executable).parent
    act = shutil.which("act", path=f"{beside_python}{os.pathsep}{os.environ['PATH']}")
    if act is None:
        raise FileNotFoundError("act is not installed")
    return act


def _entries(log: str) -> list[Mapping[str, Any]]:
    """The log's lines; what a library printed past the log becomes an entry of its own."""
    return [json.loads(line) if line.startswith("{") else {"msg": line} for line in log.splitlines()]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
