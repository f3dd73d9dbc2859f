"""The report for a terminal or a log."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Severity
from checker.render.wording import (
    blind_spot_line,
    counted,
    grouped,
    headline,
    line_list,
    position,
    shown,
    suppression_lines,
    tally,
)
from checker.report import Verdict
from checker.rules.clauses import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.finding import Excerpt
    from checker.report import Report, ReportedFinding

_WIDTH = 100
_SHOWN_OF_EQUAL_FINDINGS = 3
_CODE_BEFORE = 40
_CODE_FROM_MARK = 60


class Style(NamedTuple):
    """Control sequences by role; empty ones make plain text."""

    error: str = ""
    warning: str = ""
    notice: str = ""
    success: str = ""
    strong: str = ""
    faint: str = ""
    reset: str = ""

    def of(self, severity: Severity) -> str:
        """The sequence of a severity."""
        return {Severity.ERROR: self.error, Severity.WARNING: self.warning, Severity.NOTICE: self.notice}[severity]

    def painted(self, sequence: str, text: str) -> str:
        """The text between a sequence and the reset."""
        return f"{sequence}{text}{self.reset}"


PLAIN = Style()
"""For files, pipes and logs."""
ANSI = Style("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;32m", "\x1b[1m", "\x1b[2m", "\x1b[0m")
"""For terminals."""


def render(report: Report, *, style: Style = PLAIN) -> str:
    """Render the findings file by file, then what was not checked, then the verdict as the last thing to read."""
    findings = sorted(report.findings, key=lambda finding: finding.order)
    sections = [
        *(_file_section(group, style) for group in grouped(findings, lambda finding: finding.path).values()),
        _section("The moderation text says", _clause_lines(findings), style),
        _section("Not checked", map(blind_spot_line, report.blind_spots), style),
        _section("For a person to judge", _human_lines(report), style),
        _section("Suppressed by the configuration", suppression_lines(report), style),
        _conclusion(report, style),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _section(title: str, lines: Iterator[str], style: Style) -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return f"{style.painted(style.strong, title)}\n{body}" if body else ""


def _file_section(findings: Sequence[ReportedFinding], style: Style) -> str:
    blocks = []
    for equal in grouped(findings, lambda finding: (finding.rule, finding.severity, finding.message)).values():
        first, rest = equal[:_SHOWN_OF_EQUAL_FINDINGS], equal[_SHOWN_OF_EQUAL_FINDINGS:]
        blocks += [(finding.order, _finding(finding, style)) for finding in first]
        if rest:
            note = f"       … and {len(rest)} more like this in this file: {line_list(rest)}"
            blocks.append((first[-1].order, style.painted(style.faint, note)))
    return "\n".join(text for _, text in sorted(blocks, key=lambda block: block[0]))


def _finding(finding: ReportedFinding, style: Style) -> str:
    severity = style.painted(style.of(finding.severity), f"{finding.severity}[{shown(finding.rule)}]")
    place = style.painted(style.strong, position(finding.path, finding.span))
    lines = [f"{place} {severity} {shown(finding.message)}"]
    if finding.excerpt is not None:
        lines += _excerpt(finding, finding.excerpt, style)
    for related in finding.related:
        lines.append(f"       see {position(related.path, related.span)}: {shown(related.message)}")
    return "\n".join(lines)


def _excerpt(finding: ReportedFinding, excerpt: Excerpt, style: Style) -> Iterator[str]:
    before, marked, after = _window(excerpt)
    line_number = style.painted(style.faint, f"{finding.span.line:>6} |")
    yield f"{line_number} {before}{marked}{after}"
    carets = style.painted(style.of(finding.severity), "^" * max(1, _columns(marked)))
    yield f"{style.painted(style.faint, ' ' * 6 + ' |')} {' ' * _columns(before)}{carets}"


def _window(excerpt: Excerpt) -> tuple[str, str, str]:
    """The code before the mark, in it and after it, so short that a terminal does not break the line.

    The parts are cut out of the harmless line, not made harmless one by one: what is dangerous only as a whole
    would slip through.
    """
    whole = shown(excerpt.text)
    start = len(shown(excerpt.text[: excerpt.start]))
    length = len(shown(excerpt.text[: excerpt.start + excerpt.length])) - start
    before = whole[:start].lstrip()
    if len(before) > _CODE_BEFORE:
        before = "…" + before[-_CODE_BEFORE:]
    rest = whole[start:].rstrip()
    if len(rest) > _CODE_FROM_MARK:
        rest = rest[:_CODE_FROM_MARK] + "…"
    return before, rest[:length], rest[length:]


def _columns(text: str) -> int:
    """How many terminal columns the text takes: two for wide characters and emoji, none for combining ones."""
    return sum(map(_column_count, text))


def _column_count(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _clause_lines(findings: Sequence[ReportedFinding]) -> Iterator[str]:
    for clause, group in grouped(findings, lambda finding: finding.clause).items():
        if clause in CLAUSES:
            rules = ", ".join(dict.fromkeys(shown(finding.rule) for finding in group))
            yield _wrapped(f"{rules} ({clause}): «{CLAUSES[clause].sentence}»")


def _human_lines(report: Report) -> Iterator[str]:
    if report.human_items:
        demands = counted(len(report.human_items), "demand")
        names = ", ".join(shown(item.subject) for item in report.human_items)
        yield _wrapped(f"{demands} of the moderation text: {names}")
        yield "`widget-check check --format markdown` prints them as a checklist"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _conclusion(report: Report, style: Style) -> str:
    colours = {Verdict.FAIL: style.error, Verdict.INCOMPLETE: style.warning, Verdict.PASS: style.success}
    lines = [style.painted(colours[report.verdict], headline(report)), tally(report)]
    rule = _rule_to_explain(report)
    if rule is not None:
        lines.append(f"Why, and how to mend it: widget-check explain {shown(rule)}")
    return "\n".join(lines)


def _rule_to_explain(report: Report) -> str | None:
    """The rule with the most findings of the worst severity; the complaints about suppressions explain themselves."""
    explained = frozenset(report.rules)
    for severity in Severity:
        rules = (finding.rule for finding in report.findings if finding.severity is severity)
        counts = Counter(rule for rule in rules if rule in explained)
        if counts:
            return counts.most_common(1)[0][0]
    return None
