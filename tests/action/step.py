"""Runs the action as a step of a job: a process of its own in a workspace that belongs to somebody else than root."""

from __future__ import annotations

import json
import os
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.action.interpreter import public_interpreter
from tests.action.runner_oracle import Command, obeyed, shown
from tests.folders import public_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pytest

OWNER = 1001
"""The user of GitHub's hosted runners."""
REPOSITORY = "acme/widgets"
SHA = "0123456789abcdef0123456789abcdef01234567"
TOKEN = "ghs_CanaryOfTheToken0123456789"  # noqa: S105  (nobody's)
RUNTIME_CANARY = "canary-of-the-environment-93ab"
_OUTPUT = re.compile(r"(?P<name>[\w-]+)<<(?P<end>ghadelimiter_[\w-]+)\n(?P<value>.*?)\n(?P=end)\n", re.DOTALL)


@dataclass(frozen=True)
class Ended:
    """What a step left behind."""

    code: int
    output: bytes
    outputs: Mapping[str, str]
    summary: str

    @property
    def log(self) -> list[str]:
        """The lines that are no commands."""
        return shown(self.output)

    @property
    def commands(self) -> list[Command]:
        """What the runner obeys."""
        return obeyed(self.output)

    def annotations(self, level: str) -> list[tuple[str, int, str]]:
        """File, line and message of each annotation of level `error`, `warning` or `notice`."""
        return [
            (command.properties.get("file", ""), int(command.properties.get("line", 0)), command.data)
            for command in self.commands
            if command.name == level
        ]


@dataclass(frozen=True)
class Step:
    """A step that can be run: the workspace to fill, and the files that GitHub gives to a step."""

    workspace: Path
    files: Path

    def run(
        self,
        inputs: Mapping[str, str] | None = None,
        event: object = None,
        env: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run the action; `event` is the payload, that of a push to `main` if there is none."""
        for name in ("output", "summary"):
            (self.files / name).write_bytes(b"")
        (self.files / "event.json").write_text(json.dumps(event or {"ref": "refs/heads/main"}), encoding="utf-8")
        _give_away(self.workspace)
        done = subprocess.run(
            [public_interpreter(), "-I", "-u", "-B", "-m", "entrypoint"],
            cwd=self.workspace,
            env={
                **self._environment(),
                **{f"INPUT_{name.upper()}": value for name, value in (inputs or {}).items()},
                **(env or {}),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        summary = (self.files / "summary").read_text("utf-8")
        return Ended(done.returncode, done.stdout, self._outputs(), summary)

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.files),
            "CANARY": RUNTIME_CANARY,
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_EVENT_PATH": str(self.files / "event.json"),
            "GITHUB_OUTPUT": str(self.files / "output"),
            "GITHUB_STEP_SUMMARY": str(self.files / "summary"),
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SHA": SHA,
            "GITHUB_WORKSPACE": str(self.workspace),
            "INPUT_GITHUB-TOKEN": TOKEN,
        }

    def _outputs(self) -> dict[str, str]:
        text = (self.files / "output").read_text("utf-8")
        assert _OUTPUT.sub("", text) == ""
        return {match["name"]: match["value"] for match in _OUTPUT.finditer(text)}


@contextmanager
def step() -> Iterator[Step]:
    """A step in a new, empty workspace."""
    with public_folder() as workspace, public_folder() as files:
        yield Step(workspace, files)


@contextmanager
def child(script: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have a shell script run instead of the checker's Python; gives an empty workspace."""
    with public_folder() as folder, public_folder() as workspace:
        program = folder / "python"
        program.write_text(f"#!/bin/bash\ncat >/dev/null\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr("sys.executable", str(program))
        yield workspace


def pull_request(head: str = REPOSITORY, branch: str = "feature") -> dict[str, object]:
    """The payload of a pull request from a branch of a repository."""
    return {
        "action": "synchronize",
        "pull_request": {
            "number": 7,
            "head": {"sha": SHA, "ref": branch, "repo": {"full_name": head}},
            "base": {"sha": SHA, "ref": "main", "repo": {"full_name": REPOSITORY}},
        },
    }


def _give_away(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    for place, folders, names in os.walk(folder):
        for name in (".", *folders, *names):
            os.chown(os.path.join(place, name), OWNER, OWNER, follow_symlinks=False)  # noqa: PTH118
