"""The outcome of a check: findings, what was checked and what was not. Plain data that renderers turn into text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Severity

if TYPE_CHECKING:
    from datetime import date

    from checker.finding import Confidence, Excerpt, Profile, Span, Target


class Verdict(StrEnum):
    """What the whole check comes to."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    """No errors, but something could not be checked: not good enough for a release."""


class UncheckedKind(StrEnum):
    """Why something counts as not checked."""

    FILE = "file"
    """A packaged file that was not read or not fully understood."""
    RULE = "rule"
    """A rule that crashed or ran out of time."""
    HUMAN = "human"
    """A sentence of the moderation text that only a person can judge."""


class FailOn(StrEnum):
    """From which severity on the exit code says so."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


class RelatedPlace(NamedTuple):
    """A second place that explains a finding, as the report shows it."""

    message: str
    path: str
    span: Span


class ReportedFinding(NamedTuple):
    """A finding as every report shows it. `path` is POSIX and relative to the current directory."""

    rule: str
    clause: str | None
    severity: Severity
    confidence: Confidence
    path: str
    span: Span
    message: str
    fingerprint: str
    """Stays the same when the lines around it move."""
    widget: str
    """The root of the widget that it is about."""
    excerpt: Excerpt | None = None
    related: tuple[RelatedPlace, ...] = ()

    @property
    def order(self) -> tuple[str, Span, str]:
        """Reports are sorted by place, then rule."""
        return (self.path, self.span, self.rule)


class Suppressed(NamedTuple):
    """A finding that the configuration declares acceptable, with the reason given there."""

    finding: ReportedFinding
    reason: str
    until: date | None = None


class Unchecked(NamedTuple):
    """Something that this check does not answer for."""

    kind: UncheckedKind
    subject: str
    """A path, a rule's name or a clause id, by kind."""
    reason: str
    widget: str = ""


class LeftOutFile(NamedTuple):
    """A file or folder of the widget's folder that is not packaged."""

    path: str
    reason: str


class CheckedKind(StrEnum):
    """What a folder that was checked holds."""

    WIDGET = "widget"
    BACK_END = "back end"
    """Code beside the widgets: no archive is made of it, but its errors stand in the way of every release."""


class Translation(NamedTuple):
    """How complete the texts of one language are; texts are named like `widget.name`."""

    language: str
    texts: int
    """How many texts the language has, empty ones among them."""
    missing: tuple[str, ...] = ()
    """Texts that another language has."""
    empty: tuple[str, ...] = ()


class CheckedWidget(NamedTuple):
    """A widget or a back end that was checked; `root` is relative to the current directory."""

    root: str
    code: str | None
    version: str | None
    files: int
    left_out: tuple[LeftOutFile, ...] = ()
    kind: CheckedKind = CheckedKind.WIDGET
    translations: tuple[Translation, ...] = ()
    """The languages of the manifest whose files can be read."""


class Report(NamedTuple):
    """Everything that a check found out, over one widget or many."""

    tool_version: str
    target: Target
    profile: Profile
    widgets: tuple[CheckedWidget, ...]
    rules: tuple[str, ...]
    """The rules that ran."""
    findings: tuple[ReportedFinding, ...]
    unchecked: tuple[Unchecked, ...]
    suppressed: tuple[Suppressed, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings weigh that much."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def blind_spots(self) -> tuple[Unchecked, ...]:
        """What should have been checked but was not; questions for people are not among it."""
        return tuple(entry for entry in self.unchecked if entry.kind is not UncheckedKind.HUMAN)

    @property
    def human_items(self) -> tuple[Unchecked, ...]:
        """The questions that only a person can answer."""
        return tuple(entry for entry in self.unchecked if entry.kind is UncheckedKind.HUMAN)

    @property
    def verdict(self) -> Verdict:
        """Errors fail; anything unchecked, or nothing checked at all, is incomplete."""
        if self.count(Severity.ERROR):
            return Verdict.FAIL
        if self.blind_spots or not self.widgets:
            return Verdict.INCOMPLETE
        return Verdict.PASS

    def exit_code(self, fail_on: FailOn = FailOn.ERROR) -> int:
        """1 for findings of that severity, else 3 if not everything could be checked, else 0."""
        if fail_on is not FailOn.NEVER and self._fails(fail_on):
            return 1
        return 3 if self.blind_spots or not self.widgets else 0

    def _fails(self, fail_on: FailOn) -> bool:
        with_warnings = fail_on is FailOn.WARNING
        return self.count(Severity.ERROR) > 0 or (with_warnings and self.count(Severity.WARNING) > 0)

    def of_widget(self, root: str) -> Report:
        """The part of the report that is about one widget, and what is said of the back ends."""
        back_ends = {widget.root for widget in self.widgets if widget.kind is CheckedKind.BACK_END}
        roots = {root} | back_ends
        return Report(
            self.tool_version,
            self.target,
            self.profile,
            tuple(widget for widget in self.widgets if widget.root == root),
            self.rules,
            tuple(finding for finding in self.findings if finding.widget in roots),
            tuple(entry for entry in self.unchecked if entry.widget in roots | {""}),
            tuple(entry for entry in self.suppressed if entry.finding.widget in roots),
        )
