"""What started the workflow: the event's payload and the environment, as far as a check has to know."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checker.errors import UsageError
from checker.escaping import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SHA: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class EventError(UsageError):
    """The event cannot be read; the message says what is missing and where."""


@dataclass(frozen=True, slots=True)
class Event:
    """The event behind a run. Its texts come from whoever pushed: never show them unescaped."""

    name: str
    repository: str
    """`owner/name` of the repository that the workflow runs in."""
    actor: str
    is_pull_request: bool
    """Whether the event is about a pull request, by whichever of the names that begin so."""
    is_release: bool
    head_sha: str
    """The commit that was pushed; of a pull request its last one, not the merge that GITHUB_SHA names."""
    head_branch: str | None = None
    base_branch: str | None = None
    """The branch that a pull request or a merge queue wants to change."""
    pull_request_number: int | None = None
    is_fork: bool = False
    """Whether the commit comes from another repository, or from one that is gone."""
    tag: str | None = None

    @classmethod
    def from_environment(cls, env: Mapping[str, str], read_file: Callable[[str], bytes]) -> Event:
        """Read `GITHUB_*` and, through `read_file`, the payload; raises EventError."""
        name = _required(env, "GITHUB_EVENT_NAME")
        repository = _required(env, "GITHUB_REPOSITORY")
        payload = _Payload.read(name, env.get("GITHUB_EVENT_PATH"), read_file)
        is_pull_request = name.startswith("pull_request")
        if is_pull_request:
            commit = _pull_request_commit(payload, repository)
        elif name == "workflow_run":
            commit = _workflow_run_commit(payload, repository)
        else:
            commit = _reference_commit(payload, env)
        return cls(
            name=name,
            repository=repository,
            actor=env.get("GITHUB_ACTOR", ""),
            is_pull_request=is_pull_request,
            is_release=name == "release",
            head_sha=commit.sha,
            head_branch=commit.branch,
            base_branch=commit.base_branch,
            pull_request_number=commit.pull_request_number,
            is_fork=commit.is_fork,
            tag=commit.tag,
        )


@dataclass(frozen=True, slots=True)
class _Commit:
    """The commit to check, and where it comes from."""

    sha: str
    branch: str | None
    base_branch: str | None
    pull_request_number: int | None = None
    is_fork: bool = False
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class _Payload:
    """The event's payload, of whatever shape; a path is written `pull_request.head.sha`."""

    event: str
    content: object

    @classmethod
    def read(cls, event: str, path: str | None, read_file: Callable[[str], bytes]) -> _Payload:
        if not path:
            return cls(event, {})
        try:
            return cls(event, json.loads(read_file(path)))
        except OSError as error:
            reason = error.strerror or str(error)
        except (ValueError, RecursionError):
            reason = "it is not JSON"
        raise EventError(f"the payload of the event cannot be read from {visible(path)}: {reason}")

    def at(self, path: str) -> object:
        value = self.content
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def text(self, path: str) -> str | None:
        value = self.at(path)
        return value if isinstance(value, str) and value else None

    def number(self, path: str) -> int | None:
        value = self.at(path)
        return value if type(value) is int and value > 0 else None

    def sha(self, path: str) -> str:
        value = self.text(path)
        if value is None or not _SHA.fullmatch(value):
            raise EventError(f"the payload of the event `{visible(self.event)}` names no commit at `{path}`")
        return value

    def is_foreign(self, path: str, repository: str) -> bool:
        """Whether the path names another repository, or none: a fork can be deleted before its pull request."""
        return (self.text(path) or "").lower() != repository.lower()


def _pull_request_commit(payload: _Payload, repository: str) -> _Commit:
    return _Commit(
        sha=payload.sha("pull_request.head.sha"),
        branch=payload.text("pull_request.head.ref"),
        base_branch=payload.text("pull_request.base.ref"),
        pull_request_number=payload.number("pull_request.number"),
        is_fork=payload.is_foreign("pull_request.head.repo.full_name", repository),
    )


def _workflow_run_commit(payload: _Payload, repository: str) -> _Commit:
    """Read the run that has ended; GitHub lists its pull requests only if they come from the same repository."""
    pull_requests = payload.at("workflow_run.pull_requests")
    only = pull_requests[0] if isinstance(pull_requests, list) and len(pull_requests) == 1 else None
    pull_request = _Payload(payload.event, only)
    return _Commit(
        sha=payload.sha("workflow_run.head_sha"),
        branch=payload.text("workflow_run.head_branch"),
        base_branch=pull_request.text("base.ref"),
        pull_request_number=pull_request.number("number"),
        is_fork=payload.is_foreign("workflow_run.head_repository.full_name", repository),
    )


def _reference_commit(payload: _Payload, env: Mapping[str, str]) -> _Commit:
    sha = _required(env, "GITHUB_SHA")
    if not _SHA.fullmatch(sha):
        raise EventError(f"GITHUB_SHA is no commit: {visible(sha)}")
    reference = env.get("GITHUB_REF", "")
    return _Commit(
        sha=sha,
        branch=_after("refs/heads/", reference),
        base_branch=_after("refs/heads/", payload.text("merge_group.base_ref") or ""),
        tag=_after("refs/tags/", reference) or payload.text("release.tag_name"),
    )


def _after(prefix: str, reference: str) -> str | None:
    return (reference.removeprefix(prefix) or None) if reference.startswith(prefix) else None


def _required(env: Mapping[str, str], variable: str) -> str:
    value = env.get(variable)
    if not value:
        raise EventError(f"{variable} is not set: this runs as a step of a GitHub workflow")
    return value
