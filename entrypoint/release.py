"""What becomes of each widget that was checked: ready or not, and its archive as an artifact of the run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.archive import pack_files, receipt
from checker.readiness import Branch, Gate, Readiness, judge_readiness
from checker.widget.packaging import ARCHIVE_NAME, RECEIPT_NAME
from entrypoint.artifact import ArtifactError, ResultsService, UploadedArtifact, upload
from entrypoint.inputs import ReleaseGate, UploadArtifact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from checker.archive import Archive
    from checker.report import Report
    from entrypoint.checking import Answer, Packed
    from entrypoint.event import Event
    from entrypoint.inputs import Inputs


_LONGEST_FOLDER = 60
"""Characters of a widget's path that become part of a file name, which has 255 bytes at most."""


@dataclass(frozen=True, slots=True)
class Release:
    """One widget on its way out."""

    widget: str
    report: Report
    archive: Archive | None
    readiness: Readiness
    artifact_name: str

    @property
    def receipt(self) -> str:
        """The receipt of the archive; there must be one."""
        assert self.archive is not None
        return receipt(self.archive, self.report)


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of a release's artifact."""

    release: Release
    artifact: UploadedArtifact | None = None
    problem: str | None = None


def releases(answer: Answer, inputs: Inputs, event: Event) -> tuple[Release, ...]:
    """Judge every widget of the answer."""
    branch = Branch(event.head_branch, event.is_fork, is_tag=event.tag is not None)
    gate = Gate(inputs.release_branches, as_moderator=inputs.release_gate is ReleaseGate.AS_MODERATOR)
    names = _artifact_names([packed.widget for packed in answer.packed], inputs.artifact_name)
    return tuple(
        _release(packed, answer.report.of_widget(packed.widget), names[packed.widget], branch, gate)
        for packed in answer.packed
    )


def _release(packed: Packed, report: Report, name: str, branch: Branch, gate: Gate) -> Release:
    readiness = judge_readiness(report, branch, gate)
    if packed.problem is not None:
        readiness = Readiness((*readiness.reasons, packed.problem))
    return Release(packed.widget, report, packed.archive, readiness, name)


def _artifact_names(widgets: list[str], name: str) -> Mapping[str, str]:
    """One widget is called as the input says, several get the folder's name behind it."""
    if len(widgets) == 1:
        return {widgets[0]: name}
    names: dict[str, str] = {}
    for widget in widgets:
        folder = re.sub(r"[^\w.-]+", "-", widget).strip("-")[:_LONGEST_FOLDER] or "root"
        taken = set(names.values())
        candidates = (f"{name}-{folder}{suffix}" for suffix in ("", *(f"-{number}" for number in range(2, 1000))))
        names[widget] = next(candidate for candidate in candidates if candidate not in taken)
    return names


def upload_ready(
    found: tuple[Release, ...], inputs: Inputs, env: Mapping[str, str], mask: Callable[[str], None]
) -> tuple[Upload, ...]:
    """Upload the archive of every widget that is ready, unless the inputs forbid it."""
    if inputs.upload_artifact is UploadArtifact.NEVER:
        return ()
    return tuple(
        _upload(release, alone=len(found) == 1, env=env, mask=mask) for release in found if release.readiness.is_ready
    )


def _upload(release: Release, *, alone: bool, env: Mapping[str, str], mask: Callable[[str], None]) -> Upload:
    """A single widget's artifact is its widget.zip; one of several is a zip that holds it with its receipt."""
    assert release.archive is not None
    content = release.archive.content
    if not alone:
        content = pack_files({ARCHIVE_NAME: content, RECEIPT_NAME: release.receipt.encode()})
    try:
        service = ResultsService.from_environment(env)
        return Upload(release, upload(content, release.artifact_name, service, mask=mask))
    except ArtifactError as error:
        return Upload(release, problem=str(error))
