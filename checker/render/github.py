"""The report as annotations of a GitHub job, as many as GitHub shows, and a few plain lines for its log."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Severity
from checker.records import Record
from checker.render.wording import (
    blind_spot_line,
    counted,
    grouped,
    headline,
    line_list,
    shown,
    shown_path,
    suppression_lines,
    tally,
)
from checker.render.workflow_commands import annotation
from checker.report import UncheckedKind
from checker.rules.clauses import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.finding import Span
    from checker.report import Report, ReportedFinding, Unchecked

BUDGET = 10
"""Annotations of each severity that GitHub keeps of a step (actions/runner, `ExecutionContext.cs`)."""
_LISTED_TOPICS = 10


class Annotation(NamedTuple):
    """What GitHub shows beside a line of the change."""

    severity: Severity
    title: str
    message: str
    path: str | None = None
    """Relative to the repository; None where the annotation is about the whole check."""
    span: Span | None = None


class _Topic(Record):
    """What shares one annotation: the findings of one rule in one file."""

    annotation: Annotation
    label: str
    count: int


def annotations_of(report: Report) -> tuple[Annotation, ...]:
    """At most ten annotations of each severity, worst first; the tenth says what the others leave out."""
    topics = [*map(_blind_spot, report.blind_spots), *_finding_topics(report)]
    by_severity = grouped(topics, lambda topic: topic.annotation.severity)
    return tuple(note for severity in Severity for note in _within_budget(by_severity.get(severity, []), severity))


def every_annotation_of(report: Report) -> tuple[Annotation, ...]:
    """An annotation for each finding and each thing that was not checked, worst first."""
    findings = sorted(report.findings, key=lambda finding: (list(Severity).index(finding.severity), finding.order))
    topics = [*map(_blind_spot, report.blind_spots), *(_topic([finding]) for finding in findings)]
    return tuple(topic.annotation for topic in topics)


def render(report: Report) -> str:
    """Render the annotations as workflow commands, and verdict, counts and suppressions as plain lines."""
    lines = [
        *(
            annotation(note.severity, note.message, file=note.path, span=note.span, title=note.title)
            for note in annotations_of(report)
        ),
        headline(report),
        tally(report),
        *(f"Suppressed: {line}" for line in suppression_lines(report)),
    ]
    return "\n".join(lines) + "\n"


def _finding_topics(report: Report) -> Iterator[_Topic]:
    """Every rule's first file comes before any rule's second, so that few annotations name many rules."""
    findings = sorted(report.findings, key=lambda finding: finding.order)
    groups = grouped(findings, lambda finding: (finding.rule, finding.severity, finding.path))
    seen: Counter[tuple[str, Severity]] = Counter()
    ranked = []
    for (rule, severity, _), group in groups.items():
        ranked.append((seen[rule, severity], group))
        seen[rule, severity] += 1
    for _, group in sorted(ranked, key=lambda entry: entry[0]):
        yield _topic(group)


def _topic(findings: Sequence[ReportedFinding]) -> _Topic:
    first, rest = findings[0], findings[1:]
    message = shown(first.message)
    if rest:
        message += f" … and {len(rest)} more in this file ({line_list(rest)})"
    if first.clause in CLAUSES:
        message += f"\nModeration text, {first.clause}: «{CLAUSES[first.clause].sentence}»"
    title = shown(first.rule)
    note = Annotation(first.severity, title, message, shown(first.path) or None, first.span)
    return _Topic(note, f"{title} in {shown_path(first.path)}", len(findings))


def _blind_spot(entry: Unchecked) -> _Topic:
    path = shown(entry.subject) if entry.kind is UncheckedKind.FILE else None
    note = Annotation(Severity.WARNING, "not checked", f"Not checked: {blind_spot_line(entry)}", path)
    return _Topic(note, f"not checked: {shown_path(entry.subject)}", 1)


def _within_budget(topics: Sequence[_Topic], severity: Severity) -> list[Annotation]:
    if len(topics) <= BUDGET:
        return [topic.annotation for topic in topics]
    kept, rest = topics[: BUDGET - 1], topics[BUDGET - 1 :]
    return [*(topic.annotation for topic in kept), _overview(rest, severity)]


def _overview(rest: Sequence[_Topic], severity: Severity) -> Annotation:
    places = [f"{topic.label} ({topic.count})" for topic in rest[:_LISTED_TOPICS]]
    if len(rest) > _LISTED_TOPICS:
        places.append(f"and {len(rest) - _LISTED_TOPICS} more places")
    count = sum(topic.count for topic in rest)
    message = f"Not shown here: {', '.join(places)}. The job summary and the report files list them all."
    return Annotation(severity, counted(count, f"more {severity}"), message)
