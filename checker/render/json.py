"""The report as JSON for other programs, and the strict way back. The format is report.schema.json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from checker.finding import Confidence, Excerpt, Profile, Severity, Span, Target
from checker.render.strict_json import UnexpectedJson, Value, parse
from checker.report import (
    CheckedKind,
    CheckedWidget,
    LeftOutFile,
    RelatedPlace,
    Report,
    ReportedFinding,
    Suppressed,
    Translation,
    Unchecked,
    UncheckedKind,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = 1
"""Goes up when a member changes its meaning or goes away."""
_TOOL = "widget-check"
_SPAN = ("line", "column", "end_line", "end_column")


class ReportFormatError(ValueError):
    """The text is not a report of this schema; the message says where and why."""


def render(report: Report) -> str:
    """Render the whole report."""
    return dump(
        {
            "schema": SCHEMA,
            "tool": {"name": _TOOL, "version": report.tool_version},
            "verdict": report.verdict,
            "target": report.target,
            "profile": report.profile,
            "findings": [_from_finding(finding) for finding in report.findings],
            "checked": {
                "widgets": [_from_widget(widget) for widget in report.widgets],
                "rules": list(report.rules),
            },
            "not_checked": [_from_unchecked(entry) for entry in report.unchecked],
            "suppressed": [_from_suppressed(entry) for entry in report.suppressed],
        }
    )


def dump(document: Mapping[str, object]) -> str:
    r"""Write JSON that is safe on any terminal and in any log: ASCII only, and no `##[` that a runner would obey."""
    return json.dumps(document, indent=2).replace("##[", r"#\u0023[") + "\n"


def read_report(text: str) -> Report:
    """Read what `render` wrote, from a writer that is not trusted. Raises ReportFormatError."""
    try:
        return _to_report(parse(text))
    except UnexpectedJson as error:
        raise ReportFormatError(str(error)) from error


def _from_finding(finding: ReportedFinding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "clause": finding.clause,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "path": finding.path,
        **_from_span(finding.span),
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "widget": finding.widget,
        "excerpt": finding.excerpt and _from_excerpt(finding.excerpt),
        "related": [
            {"message": related.message, "path": related.path, **_from_span(related.span)}
            for related in finding.related
        ],
    }


def _from_span(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column}


def _from_excerpt(excerpt: Excerpt) -> dict[str, object]:
    return {"text": excerpt.text, "start": excerpt.start, "length": excerpt.length}


def _from_widget(widget: CheckedWidget) -> dict[str, object]:
    return {
        "root": widget.root,
        "code": widget.code,
        "version": widget.version,
        "files": widget.files,
        "left_out": [{"path": file.path, "reason": file.reason} for file in widget.left_out],
        "kind": widget.kind,
        "translations": [
            {"language": one.language, "texts": one.texts, "missing": list(one.missing), "empty": list(one.empty)}
            for one in widget.translations
        ],
    }


def _from_unchecked(entry: Unchecked) -> dict[str, object]:
    return {"kind": entry.kind, "subject": entry.subject, "reason": entry.reason, "widget": entry.widget}


def _from_suppressed(entry: Suppressed) -> dict[str, object]:
    until = entry.until and entry.until.isoformat()
    return {"finding": _from_finding(entry.finding), "reason": entry.reason, "until": until}


def _to_report(document: Value) -> Report:
    members = document.members(
        *("schema", "tool", "verdict", "target", "profile", "findings", "checked", "not_checked", "suppressed")
    )
    checked = members["checked"].members("widgets", "rules")
    if members["schema"].number(least=1) != SCHEMA:
        raise members["schema"].error(f"must be {SCHEMA}")
    report = Report(
        tool_version=_to_tool_version(members["tool"]),
        target=members["target"].one_of(Target),
        profile=members["profile"].one_of(Profile),
        widgets=checked["widgets"].each(_to_widget),
        rules=checked["rules"].each(Value.text),
        findings=members["findings"].each(_to_finding),
        unchecked=members["not_checked"].each(_to_unchecked),
        suppressed=members["suppressed"].each(_to_suppressed),
    )
    if members["verdict"].one_of(Verdict) is not report.verdict:
        raise members["verdict"].error(f"must be {report.verdict} after what the report says")
    return report


def _to_tool_version(value: Value) -> str:
    tool = value.members("name", "version")
    if tool["name"].text() != _TOOL:
        raise tool["name"].error(f"must be {_TOOL}")
    return tool["version"].text()


def _to_finding(value: Value) -> ReportedFinding:
    members = value.members(
        *("rule", "clause", "severity", "confidence", "path", *_SPAN),
        *("message", "fingerprint", "widget", "excerpt", "related"),
    )
    return ReportedFinding(
        rule=members["rule"].text(),
        clause=members["clause"].optional(Value.text),
        severity=members["severity"].one_of(Severity),
        confidence=members["confidence"].one_of(Confidence),
        path=members["path"].text(),
        span=_to_span(members),
        message=members["message"].text(),
        fingerprint=members["fingerprint"].text(),
        widget=members["widget"].text(),
        excerpt=members["excerpt"].optional(_to_excerpt),
        related=members["related"].each(_to_related),
    )


def _to_span(members: Mapping[str, Value]) -> Span:
    span = Span(*(members[name].number(least=1) for name in _SPAN))
    if (span.end_line, span.end_column) < (span.line, span.column):
        raise members["end_line"].error("must not end before it begins")
    return span


def _to_excerpt(value: Value) -> Excerpt:
    members = value.members("text", "start", "length")
    text = members["text"].text()
    start, length = (members[name].number(least=0) for name in ("start", "length"))
    if start + length > len(text):
        raise value.error("must not mark more than its text")
    return Excerpt(text, start, length)


def _to_related(value: Value) -> RelatedPlace:
    members = value.members("message", "path", *_SPAN)
    return RelatedPlace(members["message"].text(), members["path"].text(), _to_span(members))


def _to_widget(value: Value) -> CheckedWidget:
    members = value.members("root", "code", "version", "files", "left_out", "kind", "translations")
    return CheckedWidget(
        root=members["root"].text(),
        code=members["code"].optional(Value.text),
        version=members["version"].optional(Value.text),
        files=members["files"].number(least=0),
        left_out=members["left_out"].each(_to_left_out_file),
        kind=members["kind"].one_of(CheckedKind),
        translations=members["translations"].each(_to_translation),
    )


def _to_translation(value: Value) -> Translation:
    members = value.members("language", "texts", "missing", "empty")
    return Translation(
        language=members["language"].text(),
        texts=members["texts"].number(least=0),
        missing=members["missing"].each(Value.text),
        empty=members["empty"].each(Value.text),
    )


def _to_left_out_file(value: Value) -> LeftOutFile:
    members = value.members("path", "reason")
    return LeftOutFile(members["path"].text(), members["reason"].text())


def _to_unchecked(value: Value) -> Unchecked:
    members = value.members("kind", "subject", "reason", "widget")
    return Unchecked(
        kind=members["kind"].one_of(UncheckedKind),
        subject=members["subject"].text(),
        reason=members["reason"].text(),
        widget=members["widget"].text(),
    )


def _to_suppressed(value: Value) -> Suppressed:
    members = value.members("finding", "reason", "until")
    return Suppressed(
        finding=_to_finding(members["finding"]),
        reason=members["reason"].text(),
        until=members["until"].optional(Value.date),
    )
