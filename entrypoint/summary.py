"""What the step says at its end: log lines, the summary page, the outputs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.escaping import visible
from checker.finding import Severity
from checker.regex import regex
from checker.render import markdown
from checker.render.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from checker.report import Report
    from entrypoint.release import Release, Upload


_WORD = regex(r"\w[\w.+-]{0,99}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the step brought about. Paths are relative to the workspace."""

    report: Report
    releases: tuple[Release, ...]
    uploads: tuple[Upload, ...]
    files: Mapping[str, str]
    """Path of the report in each format."""
    archives: Mapping[str, str]
    """Path of widget.zip by widget."""


def headlines(result: Result) -> Iterator[str]:
    """The verdict and each widget's readiness, in a line each."""
    report = result.report
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    yield f"verdict: {report.verdict} ({counted(errors, 'error')}, {counted(warnings, 'warning')})"
    for release in result.releases:
        yield f"{release.widget or 'the widget'}: {readiness_line(release)}"
    for upload in result.uploads:
        if upload.artifact is not None:
            yield f"artifact {upload.release.artifact_name}: {upload.artifact.url}"


def readiness_line(release: Release) -> str:
    """Whether a widget may be released, and if not, every reason."""
    if release.readiness.is_ready:
        return "release-ready"
    return f"not release-ready: {'; '.join(visible(reason) for reason in release.readiness.reasons)}"


def summary(result: Result) -> str:
    """The step summary in GitHub's Markdown."""
    lines = [f"- {markdown.escaped(line)}\n" for line in headlines(result)]
    return f"{markdown.render(result.report)}\n### Release\n\n{''.join(lines)}"


def outputs(result: Result) -> Mapping[str, str]:
    """The action's outputs; what belongs to one widget is empty where there are several."""
    report = result.report
    common = {
        "verdict": report.verdict.value,
        "release-ready": str(_is_ready(result)).lower(),
        "errors": str(report.count(Severity.ERROR)),
        "warnings": str(report.count(Severity.WARNING)),
        "junit": result.files["junit"],
        "sarif": result.files["sarif"],
    }
    return {**common, **_of_the_only_widget(result)}


def _is_ready(result: Result) -> bool:
    return bool(result.releases) and all(release.readiness.is_ready for release in result.releases)


def _of_the_only_widget(result: Result) -> Mapping[str, str]:
    names = ("archive", "sha256", "artifact-id", "artifact-url", "widget-code", "version")
    if len(result.releases) != 1:
        return dict.fromkeys(names, "")
    (release,) = result.releases
    (widget,) = release.report.widgets
    artifact = next((upload.artifact for upload in result.uploads if upload.artifact), None)
    values = (
        result.archives.get(release.widget, ""),
        release.archive.sha256 if release.archive else "",
        str(artifact.id) if artifact else "",
        artifact.url if artifact else "",
        _word(widget.code),
        _word(widget.version),
    )
    return dict(zip(names, values, strict=True))


def _word(text: str | None) -> str:
    """What is nothing but a word: workflows put outputs into scripts, and the manifest is a stranger's."""
    return text if text is not None and _WORD.fullmatch(text) else ""
