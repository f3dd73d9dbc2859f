"""The report as GitHub-flavoured Markdown: the job summary, the comment on a pull request, a file to keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.finding import Severity, Span
from checker.regex import regex
from checker.render.wording import (
    TOOL_NAME,
    by_suppression,
    counted,
    grouped,
    headline,
    line_list,
    shown,
    shown_path,
    tally,
)
from checker.report import UncheckedKind, Verdict
from checker.rules.clauses import CLAUSES
from checker.rules.registry import RULES_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from checker.report import CheckedWidget, Report, ReportedFinding, Suppressed, Translation, Unchecked

LIMIT_BYTES = 1_000_000
"""Below the 1 MiB of UTF-8 that GitHub takes for a step's summary."""

_LONGEST_LIST = 50
_MOST_LANGUAGES = 10
"""Languages that a table has columns for."""
_ROOM_FOR_NOTE = 200
_SEVERITY_ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTICE: "ℹ️"}
_VERDICT_ICONS = {Verdict.FAIL: "❌", Verdict.INCOMPLETE: "⚠️", Verdict.PASS: "✅"}
_ZERO_WIDTH_SPACE = "\u200b"
_AUTOMATIC_LINK = regex(r"[@#]|:(?=\S)|www(?=\.)|GH(?=-)", re.IGNORECASE)
_ESCAPES = str.maketrans(
    {
        **{character: f"\\{character}" for character in "`*_[]~$"},
        **{character: f"&#{ord(character)};" for character in "\\|<>&"},
        _ZERO_WIDTH_SPACE: "&#8203;",
    }
)
_ENTITIES = str.maketrans(
    {
        **{chr(code): f"&#{code};" for code in range(0x21, 0x7F) if not chr(code).isalnum()},
        "@": "&#64;&#8203;",
    }
)


class _Block(NamedTuple):
    """A part of the page that stays whole; `findings` is how many go with it."""

    text: str
    findings: int = 0

    @property
    def size(self) -> int:
        """Bytes, with the empty line that parts it from the next block."""
        return len(self.text.encode()) + 2


def render(report: Report, *, limit_bytes: int = LIMIT_BYTES) -> str:
    """Render a page of at most `limit_bytes` bytes of UTF-8; empty if not even its head fits.

    A longer page loses whole blocks, the mildest findings first, and says so. The closing lists get up to a third.
    """
    opening = [_head(report), *_blind_spots(report), *_rule_blocks(report)]
    closing = [*_checklist(report), *_suppressions(report), *_translations(report), *_left_out_files(report)]
    room = limit_bytes - _ROOM_FOR_NOTE
    end = _fitting(closing, room // 3)
    beginning = _fitting(opening, room - sum(block.size for block in end))
    if not beginning:
        return ""
    note = _note([*opening, *closing], [*beginning, *end])
    return "\n\n".join(block.text for block in (*beginning, *note, *end)) + "\n"


def _fitting(blocks: Iterable[_Block], room: int) -> list[_Block]:
    kept = []
    for block in blocks:
        room -= block.size
        if room < 0:
            break
        kept.append(block)
    return kept


def _note(blocks: Sequence[_Block], kept: Sequence[_Block]) -> list[_Block]:
    sections = len(blocks) - len(kept)
    findings = sum(block.findings for block in blocks) - sum(block.findings for block in kept)
    if not sections:
        return []
    what = f"{counted(findings, 'more finding')} in " if findings else ""
    return [
        _Block(f"_Cut for length: {what}{counted(sections, 'more section')}. The JSON and JUnit reports are complete._")
    ]


def _code(text: str) -> str:
    """Text as code. What a code span in a table cannot hold is spelled out in entities instead."""
    harmless = shown(text)
    if harmless and harmless == harmless.strip() and not set(harmless) & set("`|\\"):
        return f"`{harmless}`"
    return _html_code(text)


def _html_code(text: str) -> str:
    """Text as code where Markdown is not read, as in the title of a folded part."""
    return f"<code>{shown(text).translate(_ENTITIES)}</code>"


def escaped(text: str) -> str:
    """Text as text: what stands in backticks becomes code, and nothing becomes markup, a link or a mention."""
    segments = shown(text).split("`")
    if len(segments) % 2 == 0 or "" in segments[1:-1]:
        return _plain("`".join(segments))
    return "".join(_code(segment) if number % 2 else _plain(segment) for number, segment in enumerate(segments))


def _plain(text: str) -> str:
    return _AUTOMATIC_LINK.sub(rf"\g<0>{_ZERO_WIDTH_SPACE}", text).translate(_ESCAPES)


def _table(columns: str, rule: str, rows: Sequence[str]) -> str:
    return "\n".join([columns, rule, *rows])


def _list(title: str, items: Iterable[str]) -> list[_Block]:
    """A block of a heading and list items; none without items."""
    lines = [*items]
    if not lines:
        return []
    return [_Block("\n".join([f"### {title}", "", *_shortened(lines)]))]


def _shortened(items: Sequence[str]) -> list[str]:
    hidden = len(items) - _LONGEST_LIST
    return [*items[:_LONGEST_LIST], *([f"- … and {hidden} more"] if hidden > 0 else [])]


def _folded(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>"


def _head(report: Report) -> _Block:
    return _Block(
        f"## {_VERDICT_ICONS[report.verdict]} {TOOL_NAME}\n\n**{headline(report)}.** {tally(report)}.\n\n"
        + _widget_table(report)
    )


def _widget_table(report: Report) -> str:
    by_widget = grouped(report.findings, lambda finding: finding.widget)
    rows = [_widget_row(widget, by_widget.get(widget.root, [])) for widget in report.widgets[:_LONGEST_LIST]]
    hidden = len(report.widgets) - len(rows)
    if hidden:
        rows.append(f"| … and {hidden} more | | | | | |")
    roots = {widget.root for widget in report.widgets}
    others = [finding for finding in report.findings if finding.widget not in roots]
    if others:
        rows.append(f"| the configuration | | | {_counts(others)} |")
    columns = "| Widget | Version | Files | Errors | Warnings | Notices |"
    return _table(columns, "|---|---|--:|--:|--:|--:|", rows)


def _widget_row(widget: CheckedWidget, findings: Sequence[ReportedFinding]) -> str:
    version = _code(widget.version) if widget.version else ""
    return f"| {_code(widget.root or widget.code or '.')} | {version} | {widget.files} | {_counts(findings)} |"


def _counts(findings: Sequence[ReportedFinding]) -> str:
    """Three cells: errors, warnings, notices."""
    severities = [finding.severity for finding in findings]
    return " | ".join(str(severities.count(severity)) for severity in Severity)


def _rule_blocks(report: Report) -> Iterator[_Block]:
    """A block for each rule and severity, the worst first, then the most frequent."""
    findings = sorted(report.findings, key=lambda finding: finding.order)
    groups = grouped(findings, lambda finding: (finding.severity, finding.rule))
    for severity in Severity:
        of_severity = [group for (group_severity, _), group in groups.items() if group_severity is severity]
        for group in sorted(of_severity, key=len, reverse=True):
            yield _rule_block(group)


def _rule_block(findings: Sequence[ReportedFinding]) -> _Block:
    first = findings[0]
    title = f"### {_SEVERITY_ICONS[first.severity]} {_code(first.rule)}: {counted(len(findings), first.severity)}"
    parts = [title, *_law(first.clause), *_explanation(first.rule), _places(findings)]
    return _Block("\n\n".join(parts), len(findings))


def _law(clause: str | None) -> Iterator[str]:
    if clause in CLAUSES:
        yield f"> {escaped(CLAUSES[clause].sentence)} ({clause})"


def _explanation(rule_name: str) -> Iterator[str]:
    rule = RULES_BY_NAME.get(rule_name)
    if rule is not None:
        text = rule.documentation
        yield _folded("Why, and how to mend it", f"Why: {escaped(text.why)}\n\nGood:\n```\n{text.good}\n```")


def _places(findings: Sequence[ReportedFinding]) -> str:
    """A table with a row for each file and message."""
    groups = [*grouped(findings, lambda finding: (finding.path, finding.message)).values()]
    rows = [f"| {_place(group)} | {escaped(group[0].message)} |" for group in groups[:_LONGEST_LIST]]
    hidden = sum(map(len, groups[_LONGEST_LIST:]))
    if hidden:
        rows.append(f"| … | and {counted(hidden, 'more finding')} |")
    return _table("| Where | What |", "|---|---|", rows)


def _place(findings: Sequence[ReportedFinding]) -> str:
    """The file and the lines; findings at its very beginning are about the whole file."""
    path = _code(shown_path(findings[0].path))
    return path if all(finding.span == Span() for finding in findings) else f"{path}, {line_list(findings)}"


def _blind_spots(report: Report) -> list[_Block]:
    return _list("Not checked", map(_blind_spot, report.blind_spots))


def _blind_spot(entry: Unchecked) -> str:
    kind = "the rule " if entry.kind is UncheckedKind.RULE else ""
    return f"- {kind}{_code(shown_path(entry.subject))}: {escaped(entry.reason)}"


def _checklist(report: Report) -> list[_Block]:
    items = (f"- [ ] {_code(item.subject)} {escaped(item.reason)}" for item in report.human_items)
    return _list("For a person to judge", items)


def _suppressions(report: Report) -> list[_Block]:
    return _list("Suppressed by the configuration", (_suppression(*entry) for entry in by_suppression(report)))


def _suppression(entry: Suppressed, findings: Sequence[ReportedFinding]) -> str:
    until = f" (until {entry.until})" if entry.until else ""
    return f"- {_code(entry.finding.rule)} in {_place(findings)}: {escaped(entry.reason)}{until}"


def _translations(report: Report) -> Iterator[_Block]:
    """A table for each widget with several languages, or with gaps: how many texts there are, and which are not."""
    for widget in report.widgets:
        if len(widget.translations) > 1 or any(one.missing or one.empty for one in widget.translations):
            name = f" of {_html_code(widget.root)}" if widget.root and len(report.widgets) > 1 else ""
            yield _Block(_folded(f"Translations{name}", _translation_table(widget.translations)))


def _translation_table(translations: Sequence[Translation]) -> str:
    shown_languages = translations[:_MOST_LANGUAGES]
    incomplete = dict.fromkeys(key for one in shown_languages for key in (*one.missing, *one.empty))
    gaps = [({*one.missing}, {*one.empty}) for one in shown_languages]
    rows = ["| all texts | " + " | ".join(str(one.texts) for one in shown_languages) + " |"]
    for key in [*incomplete][:_LONGEST_LIST]:
        states = ("missing" if key in missing else "empty" if key in empty else "✓" for missing, empty in gaps)
        rows.append(f"| {_code(key)} | {' | '.join(states)} |")
    hidden = len(incomplete) - _LONGEST_LIST
    if hidden > 0:
        rows.append(f"| … and {hidden} more |" + " |" * len(shown_languages))
    columns = "| Text | " + " | ".join(_code(one.language) for one in shown_languages) + " |"
    return _table(columns, "|---|" + "--:|" * len(shown_languages), rows)


def _left_out_files(report: Report) -> list[_Block]:
    items = [
        f"- {_code(f'{widget.root}/{file.path}'.lstrip('/'))}: {escaped(file.reason)}"
        for widget in report.widgets
        for file in widget.left_out
    ]
    title = f"Not packaged: {counted(len(items), 'path')}"
    return [_Block(_folded(title, "\n".join(_shortened(items))))] if items else []
