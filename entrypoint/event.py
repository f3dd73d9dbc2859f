"""What started the workflow: the event's payload and the environment, as far as a check has to know."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from checker.errors import UsageError
from checker.escaping import visible
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SHA: Final = regex(r"[0-9a-f]{40}|[0-9a-f]{64}")


class EventError(UsageError):
    """The event cannot be read; the message says what is missing and where."""


@dataclass(frozen=True, slots=True)
class Event:
    """The event behind a run. Its texts come from whoever pushed: never show them unescaped."""

    repository: str
    """`owner/name` of the repository that the workflow runs in."""
    head_sha: str
    """The commit that was pushed; of a pull request its last one, not the merge that GITHUB_SHA names."""
    head_branch: str | None = None
    base_branch: str | None = None
    """The branch that a pull request or a merge queue wants to change."""
    is_fork: bool = False
    """Whether the commit comes from another repository, or from one that is gone."""
    tag: str | None = None
    is_release: bool = False
    """Whether a GitHub Release started the run."""

    @classmethod
    def from_environment(cls, env: Mapping[str, str], read_file: Callable[[str], bytes]) -> Event:
        """Read `GITHUB_*` and, through `read_file`, the payload; raises EventError."""
        name = _required(env, "GITHUB_EVENT_NAME")
        repository = _required(env, "GITHUB_REPOSITORY")
        payload = _Payload.read(name, env.get("GITHUB_EVENT_PATH"), read_file)
        if name.startswith("pull_request"):
            return _of_pull_request(payload, repository)
        if name == "workflow_run":
            return _of_finished_run(payload, repository)
        return _of_reference(payload, repository, env)


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

    def sha(self, path: str) -> str:
        value = self.text(path)
        if value is None or not _SHA.fullmatch(value):
            raise EventError(f"the payload of the event `{visible(self.event)}` names no commit at `{path}`")
        return value

    def is_foreign(self, path: str, repository: str) -> bool:
        """Whether the path names another repository, or none: a fork can be deleted before its pull request."""
        return (self.text(path) or "").lower() != repository.lower()


def _of_pull_request(payload: _Payload, repository: str) -> Event:
    return Event(
        repository,
        head_sha=payload.sha("pull_request.head.sha"),
        head_branch=payload.text("pull_request.head.ref"),
        base_branch=payload.text("pull_request.base.ref"),
        is_fork=payload.is_foreign("pull_request.head.repo.full_name", repository),
    )


def _of_finished_run(payload: _Payload, repository: str) -> Event:
    """Read the run that has ended; GitHub lists its pull requests only if they come from the same repository."""
    pull_requests = payload.at("workflow_run.pull_requests")
    only = pull_requests[0] if isinstance(pull_requests, list) and len(pull_requests) == 1 else None
    return Event(
        repository,
        head_sha=payload.sha("workflow_run.head_sha"),
        head_branch=payload.text("workflow_run.head_branch"),
        base_branch=_Payload(payload.event, only).text("base.ref"),
        is_fork=payload.is_foreign("workflow_run.head_repository.full_name", repository),
    )


def _of_reference(payload: _Payload, repository: str, env: Mapping[str, str]) -> Event:
    sha = _required(env, "GITHUB_SHA")
    if not _SHA.fullmatch(sha):
        raise EventError(f"GITHUB_SHA is no commit: {visible(sha)}")
    reference = env.get("GITHUB_REF", "")
    return Event(
        repository,
        head_sha=sha,
        head_branch=_after("refs/heads/", reference),
        base_branch=_after("refs/heads/", payload.text("merge_group.base_ref") or ""),
        tag=_after("refs/tags/", reference) or payload.text("release.tag_name"),
        is_release=payload.event == "release",
    )


def _after(prefix: str, reference: str) -> str | None:
    return (reference.removeprefix(prefix) or None) if reference.startswith(prefix) else None


def _required(env: Mapping[str, str], variable: str) -> str:
    value = env.get(variable)
    if not value:
        raise EventError(f"{variable} is not set: this runs as a step of a GitHub workflow")
    return value
