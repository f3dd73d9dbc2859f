"""Sentences and groupings that several renderers share, safe to print line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from checker.finding import Severity, Target
from checker.render.workflow_commands import neutralise
from checker.report import CheckedKind, UncheckedKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from checker.finding import Span
    from checker.report import Report, ReportedFinding, Suppressed, Unchecked

TOOL_NAME = "Widget Check"

_LONGEST_TEXT = 1000
_LISTED_LINES = 8
_GOALS = {Target.PRIVATE: "the upload", Target.MODERATE: "moderation"}

Key = TypeVar("Key", bound="Hashable")
Item = TypeVar("Item")


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Items by key; keys and items stay in their order."""
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def shown(text: str) -> str:
    """Text from a widget as one harmless line, cut after 1,000 code points."""
    cut = text[:_LONGEST_TEXT] + "…" if len(text) > _LONGEST_TEXT else text
    return neutralise(cut)


def shown_path(path: str) -> str:
    """A path for people; the current directory is a dot."""
    return shown(path) or "."


def position(path: str, span: Span) -> str:
    """`path:line:column`, as terminals and editors make it a link."""
    return f"{shown_path(path)}:{span.line}:{span.column}"


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def counted_severities(findings: Iterable[ReportedFinding]) -> str:
    """How many findings of each severity: `3 errors, 1 notice`, or `no findings`."""
    severities = [finding.severity for finding in findings]
    counts = [(severities.count(severity), severity) for severity in Severity]
    return ", ".join(counted(number, severity) for number, severity in counts if number) or "no findings"


def headline(report: Report) -> str:
    """The verdict in one sentence without a full stop."""
    if report.verdict is Verdict.FAIL:
        errors = counted(report.count(Severity.ERROR), "error")
        return f"Failed: {errors} to mend before {_GOALS[report.target]}"
    if report.verdict is Verdict.PASS:
        return "Passed: no errors"
    if not report.widgets:
        return "Incomplete: no widget was checked"
    return "Incomplete: no errors, but not everything could be checked"


def tally(report: Report) -> str:
    """What was found and how much was looked at, in one line."""
    files = counted(sum(widget.files for widget in report.widgets), "file")
    parts = [
        f"{counted_severities(report.findings)} in {_checked(report)}",
        f"{files} and {counted(len(report.rules), 'rule')} checked",
    ]
    if report.blind_spots:
        parts.append(f"{counted(len(report.blind_spots), 'thing')} not checked")
    if report.suppressed:
        parts.append(f"{len(report.suppressed)} suppressed")
    return "; ".join(parts)


def _checked(report: Report) -> str:
    """How many widgets and back ends were checked."""
    back_ends = sum(widget.kind is CheckedKind.BACK_END for widget in report.widgets)
    widgets = len(report.widgets) - back_ends
    parts = [counted(widgets, "widget")] if widgets or not back_ends else []
    return " and ".join([*parts, *([counted(back_ends, "back end")] if back_ends else [])])


def line_list(findings: Iterable[ReportedFinding]) -> str:
    """The lines of findings in one file: `line 3`, or `lines 3, 7 and 12`, or the first few and how many more."""
    lines = [str(number) for number in sorted({finding.span.line for finding in findings})]
    if len(lines) == 1:
        return f"line {lines[0]}"
    if len(lines) > _LISTED_LINES:
        return f"lines {', '.join(lines[:_LISTED_LINES])} and {len(lines) - _LISTED_LINES} more"
    return f"lines {', '.join(lines[:-1])} and {lines[-1]}"


def by_suppression(report: Report) -> Iterator[tuple[Suppressed, list[ReportedFinding]]]:
    """Suppressed findings of one rule in one file under one suppression: the first entry, and all findings."""
    groups = grouped(
        report.suppressed, lambda entry: (entry.finding.rule, entry.finding.path, entry.reason, entry.until)
    )
    for entries in groups.values():
        yield entries[0], [entry.finding for entry in entries]


def suppression_lines(report: Report) -> Iterator[str]:
    """What the configuration suppressed, one line for each rule and file."""
    for entry, findings in by_suppression(report):
        until = f" (until {entry.until})" if entry.until else ""
        place = f"{shown_path(entry.finding.path)}, {line_list(findings)}"
        yield f"{shown(entry.finding.rule)} in {place}: {shown(entry.reason)}{until}"


def blind_spot_line(entry: Unchecked) -> str:
    """What could not be checked and why, in one line."""
    prefix = "the rule " if entry.kind is UncheckedKind.RULE else ""
    return f"{prefix}{shown_path(entry.subject)}: {shown(entry.reason)}"
