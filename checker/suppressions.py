"""Applies the suppressions of the configuration: each used one is shown, an expired or unused one is a warning."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from checker.finding import Confidence, Severity, Span
from checker.records import Record
from checker.report import ReportedFinding, Suppressed
from checker.widget.discovery import shown_path
from checker.widget.packaging import path_spec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from pathspec import GitIgnoreSpec

    from checker.config import Suppression

RULE_NAME = "suppression"
"""The name under which the reports speak about the suppressions themselves."""

_WILDCARDS = frozenset("*?[]!\\")


class Suppressions(Record):
    """The suppressions in force. Findings are relative to `base`, patterns to the configuration's `folder`."""

    entries: tuple[Suppression, ...] = ()
    config_path: str = ""
    base: Path = Path()
    folder: Path = Path()
    today: date | None = None
    """The day that suppressions may have run out by; None is the present one."""
    checked: tuple[Path, ...] = ()
    """The files and folders that were checked; none means all. Where nobody looked, nothing is unused."""

    @cached_property
    def _specs(self) -> tuple[GitIgnoreSpec, ...]:
        return tuple(path_spec([entry.path]) for entry in self.entries)

    def apply(self, findings: Iterable[ReportedFinding]) -> tuple[tuple[ReportedFinding, ...], tuple[Suppressed, ...]]:
        """Part the findings into those that stand, warnings about suppressions among them, and those that do not."""
        kept: list[ReportedFinding] = []
        suppressed: list[Suppressed] = []
        used: set[Suppression] = set()
        for finding in findings:
            entry = self._match(finding)
            if entry is None:
                kept.append(finding)
            else:
                used.add(entry)
                suppressed.append(Suppressed(finding, entry.reason, entry.until))
        return (*kept, *self._complaints(used)), tuple(suppressed)

    def covers(self, finding: ReportedFinding) -> bool:
        """Whether a finding will not stand."""
        return self._match(finding) is not None

    def _match(self, finding: ReportedFinding) -> Suppression | None:
        path = shown_path(self.base / finding.path, self.folder)
        for entry, spec in zip(self.entries, self._specs, strict=True):
            if entry.rule == finding.rule and not self._expired(entry) and spec.match_file(path):
                return entry
        return None

    def _expired(self, entry: Suppression) -> bool:
        return entry.until is not None and entry.until < (self.today or datetime.now(tz=UTC).date())

    def _complaints(self, used: set[Suppression]) -> Iterator[ReportedFinding]:
        for entry in self.entries:
            reach = self._reach(entry)
            if self._expired(entry):
                if any(reach.is_relative_to(path) or path.is_relative_to(reach) for path in self._checked):
                    yield self._complaint(entry, f"the suppression of `{entry.rule}` expired on {entry.until}")
            elif entry not in used and any(reach.is_relative_to(path) for path in self._checked):
                yield self._complaint(entry, f"the suppression of `{entry.rule}` matches nothing; delete it")

    @cached_property
    def _checked(self) -> tuple[Path, ...]:
        return tuple(Path(os.path.abspath(path)) for path in self.checked or (self.folder,))  # noqa: PTH100  (no links)

    def _reach(self, entry: Suppression) -> Path:
        """The innermost folder, or the file, that holds all that a suppression may match."""
        return Path(os.path.abspath(self.folder / _literal_beginning(entry.path)))  # noqa: PTH100  (no links)

    def _complaint(self, entry: Suppression, message: str) -> ReportedFinding:
        return ReportedFinding(
            rule=RULE_NAME,
            clause=None,
            severity=Severity.WARNING,
            confidence=Confidence.CERTAIN,
            path=self.config_path,
            span=Span(entry.line, 1, entry.line, 1),
            message=message,
            fingerprint=_fingerprint(entry),
            widget="",
        )


def _literal_beginning(pattern: str) -> str:
    """The folders of a gitignore pattern before its first wildcard; none if it matches in every folder."""
    if "/" not in pattern.rstrip("/"):
        return ""
    parts = pattern.strip("/").split("/")
    return "/".join(takewhile(lambda part: not _WILDCARDS.intersection(part), parts))


def _fingerprint(entry: Suppression) -> str:
    identity = f"{RULE_NAME}\0{entry.rule}\0{entry.path}\0{entry.reason}"
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]


NO_SUPPRESSIONS = Suppressions()
