"""The report as JUnit XML, for whatever shows test results: a test case for each violation and each clean rule."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Severity
from checker.render.wording import TOOL_NAME, blind_spot_line, grouped, position, shown, shown_path
from checker.report import UncheckedKind
from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from junit_xml import TestCase, TestSuite

    from checker.report import CheckedWidget, Report, ReportedFinding, Suppressed, Unchecked


class _Case(NamedTuple):
    """A test case before it is XML; `outcome` is `failure`, `error`, `skipped`, or empty for passed."""

    classname: str
    name: str
    outcome: str = ""
    kind: str = ""
    message: str = ""
    details: str = ""
    file: str | None = None
    line: int | None = None


class _Part(NamedTuple):
    """What the report says about one widget, or about none."""

    findings: Sequence[ReportedFinding]
    blind_spots: Sequence[Unchecked]
    suppressed: Sequence[Suppressed]


def render(report: Report) -> str:
    """Render a suite for each widget, one for what belongs to none, and one for the questions to people.

    Errors and warnings fail, notices are output. A rule passes in a widget if it ran there to its end and found
    neither an error nor a warning, not even a suppressed one.
    """
    from junit_xml import to_xml_report_string

    suites = [_to_junit_suite(*suite) for suite in _suites(report)]
    return str(to_xml_report_string(suites, encoding="utf-8"))


def _suites(report: Report) -> Iterator[tuple[str, list[_Case], str]]:
    """Name, cases and output of each suite."""
    explanations = {rule: _explanation(rule) for rule in {finding.rule for finding in report.findings}}
    names: dict[str | None, str] = {widget.root: _suite_name(widget) for widget in report.widgets}
    for root, part in _parts(report).items():
        rules = report.rules if root is not None else ()
        cases = [*_problems(part, explanations), *_passes(rules, part)]
        yield names.get(root, TOOL_NAME), cases, _notices(part)
    if report.human_items:
        yield "For a person to judge", [_human_case(item) for item in report.human_items], ""


def _parts(report: Report) -> dict[str | None, _Part]:
    """The report by widget; None for what is about no widget, such as the configuration."""
    roots = {widget.root for widget in report.widgets}

    def owner(root: str) -> str | None:
        return root if root in roots else None

    findings = grouped(report.findings, lambda finding: owner(finding.widget))
    blind_spots = grouped(report.blind_spots, lambda entry: owner(entry.widget))
    suppressed = grouped(report.suppressed, lambda entry: owner(entry.finding.widget))
    owners = [*dict.fromkeys(widget.root for widget in report.widgets)]
    others = [None] if None in findings.keys() | blind_spots.keys() | suppressed.keys() else []
    return {
        root: _Part(findings.get(root, []), blind_spots.get(root, []), suppressed.get(root, []))
        for root in (*owners, *others)
    }


def _suite_name(widget: CheckedWidget) -> str:
    return shown(widget.root or widget.code or "widget")


def _problems(part: _Part, explanations: Mapping[str, str]) -> Iterator[_Case]:
    for finding in part.findings:
        if finding.severity is not Severity.NOTICE:
            yield _failed_case(finding, explanations[finding.rule])
    yield from map(_blind_spot_case, part.blind_spots)
    yield from map(_suppressed_case, part.suppressed)


def _passes(rules: Iterable[str], part: _Part) -> Iterator[_Case]:
    spoken = {
        *(finding.rule for finding in part.findings if finding.severity is not Severity.NOTICE),
        *(entry.subject for entry in part.blind_spots if entry.kind is UncheckedKind.RULE),
        *(entry.finding.rule for entry in part.suppressed),
    }
    return (_Case(_classname(rule), shown(rule)) for rule in rules if rule not in spoken)


def _notices(part: _Part) -> str:
    notices = [finding for finding in part.findings if finding.severity is Severity.NOTICE]
    return "\n".join(
        f"{position(notice.path, notice.span)} {_label(notice)} {shown(notice.message)}" for notice in notices
    )


def _label(finding: ReportedFinding) -> str:
    return f"{finding.severity}[{shown(finding.rule)}]"


def _classname(rule_name: str) -> str:
    rule = RULES_BY_NAME.get(rule_name)
    return f"{rule.group}.{rule.name}" if rule else shown(rule_name)


def _case_name(finding: ReportedFinding) -> str:
    return f"{shown(finding.rule)}: {position(finding.path, finding.span)}"


def _failed_case(finding: ReportedFinding, explanation: str) -> _Case:
    lines = [f"{position(finding.path, finding.span)} {_label(finding)}", shown(finding.message)]
    if finding.excerpt is not None:
        lines += ["", f"    {shown(finding.excerpt.text).strip()}"]
    lines += [f"See {position(related.path, related.span)}: {shown(related.message)}" for related in finding.related]
    return _Case(
        classname=_classname(finding.rule),
        name=_case_name(finding),
        outcome="failure",
        kind=finding.severity,
        message=shown(finding.message),
        details="\n".join(lines) + explanation,
        file=shown_path(finding.path),
        line=finding.span.line,
    )


def _explanation(rule_name: str) -> str:
    rule = RULES_BY_NAME.get(rule_name)
    if rule is None:
        return ""
    text = rule.documentation
    law = f"\n\nModeration text, {rule.clause.id}: «{rule.clause.sentence}»" if rule.clause else ""
    return f"\n\nWhy: {text.why}\n\nGood:\n{textwrap.indent(text.good, '    ')}{law}"


def _blind_spot_case(entry: Unchecked) -> _Case:
    reason, details = shown(entry.reason), blind_spot_line(entry)
    if entry.kind is UncheckedKind.RULE:
        return _Case(_classname(entry.subject), shown(entry.subject), "error", "rule", reason, details)
    path = shown_path(entry.subject)
    return _Case("file", path, "error", "file", reason, details, path)


def _suppressed_case(entry: Suppressed) -> _Case:
    finding = entry.finding
    until = f" (until {entry.until})" if entry.until else ""
    message = f"suppressed: {shown(entry.reason)}{until}"
    return _Case(
        _classname(finding.rule), _case_name(finding), "skipped", "suppressed", message, shown(finding.message)
    )


def _human_case(item: Unchecked) -> _Case:
    sentence = CLAUSES[item.subject].sentence if item.subject in CLAUSES else ""
    return _Case("person", shown(item.subject), "skipped", "person", shown(item.reason), sentence)


def _to_junit_suite(name: str, cases: Iterable[_Case], output: str) -> TestSuite:
    from junit_xml import TestSuite

    return TestSuite(name, [_to_junit_case(case) for case in _distinct(cases)], stdout=output)


def _distinct(cases: Iterable[_Case]) -> Iterator[_Case]:
    """Number the cases that would have the same name: reporters compare runs by name."""
    seen: Counter[tuple[str, str]] = Counter()
    for case in cases:
        key = (case.classname, case.name)
        seen[key] += 1
        yield case._replace(name=f"{case.name} ({seen[key]})") if seen[key] > 1 else case


def _to_junit_case(case: _Case) -> TestCase:
    from junit_xml import TestCase

    junit_case = TestCase(case.name, case.classname, file=case.file, line=case.line)
    if case.outcome == "failure":
        junit_case.add_failure_info(case.message, case.details, case.kind)
    elif case.outcome == "error":
        junit_case.add_error_info(case.message, case.details, case.kind)
    elif case.outcome == "skipped":
        junit_case.add_skipped_info(case.message, case.details)
    return junit_case
