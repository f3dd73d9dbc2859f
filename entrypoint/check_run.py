"""The check run: every finding as an annotation, where the token may write one.

Of workflow commands GitHub keeps ten of each severity a step; a check run takes any number, fifty a request. What came
of it decides which of the two is used, never both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from checker.finding import Severity
from checker.render import github, markdown
from checker.render.wording import tally

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from github import Github

    from checker.render.github import Annotation
    from checker.report import Report

NAME = "Widget Check"
PER_REQUEST = 50
"""Annotations that GitHub takes at once (REST reference, "Create a check run")."""
MOST_ANNOTATIONS = 1_000
"""What is beyond stands in the reports."""
_SUMMARY_BYTES = 60_000
"""GitHub takes 65,535."""
_MESSAGE_BYTES = 60_000
_TITLE_LENGTH = 255
_SECONDS = 20
_LEVELS: Mapping[Severity, str] = {
    Severity.ERROR: "failure",
    Severity.WARNING: "warning",
    Severity.NOTICE: "notice",
}


_ApiAnnotation: TypeAlias = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Commit:
    """What a check run belongs to, and where GitHub's API for it is."""

    api: str
    """The address of the API; empty outside of GitHub."""
    token: str = field(repr=False)
    repository: str
    """`owner/name`."""
    sha: str


class NotWrittenError(Exception):
    """There is no check run; the message says why, and what would help."""


def write_check_run(
    report: Report, commit: Commit, in_repository: Callable[[str], str], *, conclusion: Literal["success", "failure"]
) -> str:
    """Write the check run of a report and return its address; raises NotWrittenError."""
    if not (commit.api and commit.token):
        raise NotWrittenError("there is no token to write it with")
    from github import GithubException
    from requests import RequestException

    notes = github.every_annotation_of(report)[:MOST_ANNOTATIONS]
    annotations = [_annotation(note, in_repository(note.path)) for note in notes if note.path is not None]
    first, *others = [
        _output(report, annotations[start : start + PER_REQUEST])
        for start in range(0, max(len(annotations), 1), PER_REQUEST)
    ]
    try:
        with _service(commit) as service:
            repository = service.get_repo(commit.repository)
            run = repository.create_check_run(NAME, commit.sha, status="completed", conclusion=conclusion, output=first)
            for output in others:
                run.edit(output=output)
            return run.html_url or ""
    except GithubException as error:
        raise NotWrittenError(_reason(error.status)) from error
    except (RequestException, OSError) as error:
        raise NotWrittenError(f"GitHub's API does not answer ({type(error).__name__})") from error


def _service(commit: Commit) -> Github:
    """Talk to the API without retries: a request that is sent twice may make two check runs."""
    from github import Auth, Github

    return Github(base_url=commit.api, auth=Auth.Token(commit.token), timeout=_SECONDS, retry=None, lazy=True)


def _output(report: Report, annotations: Sequence[_ApiAnnotation]) -> dict[str, str | list[_ApiAnnotation]]:
    return {
        "title": tally(report)[:_TITLE_LENGTH],
        "summary": markdown.render(report, limit_bytes=_SUMMARY_BYTES),
        "annotations": list(annotations),
    }


def _annotation(note: Annotation, path: str) -> _ApiAnnotation:
    """Say a finding as the API wants it: lines from 1, columns only within one line and never null."""
    span = note.span
    first, last = (span.line, span.end_line) if span is not None else (1, 1)
    annotation: _ApiAnnotation = {
        "path": path,
        "start_line": first,
        "end_line": max(first, last),
        "annotation_level": _LEVELS[note.severity],
        "title": note.title[:_TITLE_LENGTH],
        "message": note.message.encode()[:_MESSAGE_BYTES].decode("utf-8", "ignore"),
    }
    if span is not None and first == last:
        annotation |= {"start_column": span.column, "end_column": max(span.column, span.end_column)}
    return annotation


def _reason(status: int) -> str:
    if status in {401, 403, 404}:
        return "the token may not write one; give the job `permissions: checks: write` for all annotations"
    return f"GitHub refused it with the status {status}"
