"""The report as SARIF 2.1.0, for GitHub code scanning and for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from checker.finding import Confidence, Severity, severity_of
from checker.render.json import dump
from checker.render.wording import TOOL_NAME, shown, shown_path
from checker.report import UncheckedKind
from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checker.finding import Span
    from checker.report import Report, ReportedFinding, Suppressed, Unchecked
    from checker.rules.rule import Rule

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_OWN_MESSAGE = (
    f"A message of {TOOL_NAME} about the check itself, for example a suppression that expired or matches nothing."
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def render(report: Report) -> str:
    """Render one run. Suppressed findings are results with a suppression; blind spots are notifications."""
    names = _rule_names(report)
    index = {name: position for position, name in enumerate(names)}
    driver = {
        "name": TOOL_NAME,
        "version": report.tool_version,
        "semanticVersion": report.tool_version,
        "rules": [_rule(name, report) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that the check was started in."}}},
        "invocations": [_invocation(report)],
        "results": [
            *(_result(finding, index) for finding in report.findings),
            *(_suppressed(entry, index) for entry in report.suppressed),
        ],
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule_names(report: Report) -> tuple[str, ...]:
    suppressed = (entry.finding for entry in report.suppressed)
    named = (finding.rule for finding in (*report.findings, *suppressed))
    return tuple(dict.fromkeys((*report.rules, *named)))


def _rule(name: str, report: Report) -> dict[str, object]:
    rule = RULES_BY_NAME.get(name)
    if rule is None:
        about = {"text": _OWN_MESSAGE}
        return {"id": shown(name), "shortDescription": about, "fullDescription": about, "help": about}
    text = rule.documentation
    level = _LEVELS[severity_of(rule.stage, report.target, Confidence.CERTAIN)]
    return {
        "id": name,
        "shortDescription": {"text": f"{text.summary}."},
        "fullDescription": {"text": f"{text.summary}. Why: {text.why}"},
        "help": {"text": _help(rule), "markdown": _help_markdown(rule)},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": [rule.group, *([rule.clause.id] if rule.clause else [])]},
    }


def _help(rule: Rule) -> str:
    text = rule.documentation
    law = f"\n\nModeration text, {rule.clause.id}: {rule.clause.sentence}" if rule.clause else ""
    return f"Why: {text.why}\n\nBad:\n{text.bad}\n\nGood:\n{text.good}{law}"


def _help_markdown(rule: Rule) -> str:
    text = rule.documentation
    law = f"\n\n> Moderation text, {rule.clause.id}: {rule.clause.sentence}" if rule.clause else ""
    return f"**Why:** {text.why}\n\n**Bad**\n```\n{text.bad}\n```\n\n**Good**\n```\n{text.good}\n```{law}"


def _result(finding: ReportedFinding, index: Mapping[str, int]) -> dict[str, object]:
    related = [
        _location(place.path, place.span) | {"id": number, "message": _message(place.message)}
        for number, place in enumerate(finding.related, 1)
    ]
    clause = {"clause": finding.clause} if finding.clause in CLAUSES else {}
    return {
        "ruleId": shown(finding.rule),
        "ruleIndex": index[finding.rule],
        "level": _LEVELS[finding.severity],
        "message": _message(finding.message),
        "locations": [_location(finding.path, finding.span)],
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"primaryLocationLineHash": shown(finding.fingerprint)},
        "suppressions": [],
        "properties": {**clause, "confidence": finding.confidence},
    }


def _suppressed(entry: Suppressed, index: Mapping[str, int]) -> dict[str, object]:
    until = f" (until {entry.until})" if entry.until else ""
    suppression = {"kind": "external", "status": "accepted", "justification": shown(entry.reason) + until}
    return _result(entry.finding, index) | {"suppressions": [suppression]}


def _message(text: str) -> dict[str, str]:
    """A plain message; what SARIF viewers would take for a link is taken apart."""
    return {"text": shown(text).replace("](", "] (")}


def _location(path: str, span: Span) -> dict[str, object]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> dict[str, object]:
    return {"uri": quote(path or ".", errors="replace"), "uriBaseId": _ROOT}


def _invocation(report: Report) -> dict[str, object]:
    return {
        "executionSuccessful": not _crashed(report.blind_spots),
        "toolExecutionNotifications": [_notification(entry) for entry in report.blind_spots],
    }


def _crashed(blind_spots: Iterable[Unchecked]) -> bool:
    return any(entry.kind is UncheckedKind.RULE for entry in blind_spots)


def _notification(entry: Unchecked) -> dict[str, object]:
    if entry.kind is UncheckedKind.RULE:
        text = f"The rule {shown(entry.subject)} did not run to its end: {shown(entry.reason)}."
        return {"level": "error", "message": {"text": text}, "associatedRule": {"id": shown(entry.subject)}}
    text = f"{shown_path(entry.subject)} was not checked: {shown(entry.reason)}."
    location = {"physicalLocation": {"artifactLocation": _artifact(entry.subject)}}
    return {"level": "warning", "message": {"text": text}, "locations": [location]}
