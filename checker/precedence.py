"""One place, one finding: where several rules speak about the same code, the most specific one is heard."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from checker.finding import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from checker.finding import Span
    from checker.report import ReportedFinding

CHAINS = (
    ("dump", "commented-out-code", "comment"),
    ("known-error", "comment"),
    ("sample-residue", "console"),
    ("sample-residue", "alert"),
    ("debugging", "comment"),
    ("debugging", "test-data"),
    ("debugging", "remote-code"),
    ("obfuscated-code", "minified-code", "third-party-library"),
    ("sample-residue", "placeholder-description", "test-data"),
    ("hard-coded-secret", "test-data"),
    ("test-data", "insecure-transport"),
    ("script-injection", "remote-code", "static-host"),
    ("script-injection", "silent-failure"),
    ("test-data", "static-host"),
    ("foreign-page", "system-style"),
    ("rating-tampering", "system-style", "global-selector"),
    ("deprecated-switcher", "global-selector"),
    ("manifest-syntax", "manifest-schema"),
    ("unused-location", "manifest-schema"),
    ("placeholder-description", "missing-translation"),
    ("missing-description", "missing-translation"),
)
"""Each chain goes from the most specific rule to the most general one."""

SPEAKING_FOR_ALL = frozenset({"obfuscated-code", "minified-code", "third-party-library"})
"""Rules that, unless they are only guessing, say all there is to say about the code that their findings span."""

_BLOCKS = frozenset({"commented-out-code"})
"""Rules whose findings may span many lines, of which a more specific finding says something about its own only."""


def _quieter() -> dict[str, frozenset[str]]:
    silenced: dict[str, set[str]] = {}
    for chain in CHAINS:
        for index, name in enumerate(chain):
            silenced.setdefault(name, set()).update(chain[index + 1 :])
    return {name: frozenset(names) for name, names in silenced.items()}


_QUIETER = _quieter()


def _nothing_suppressed(_finding: ReportedFinding) -> bool:
    return False


def most_specific(
    findings: Iterable[ReportedFinding], is_suppressed: Callable[[ReportedFinding], bool] = _nothing_suppressed
) -> tuple[ReportedFinding, ...]:
    """Drop each finding that overlaps one of a more specific rule in the same file; no guess silences a certainty.

    What speaks for all the code that it spans does not if it is suppressed: nobody would hear of the rest.
    """
    kept: list[ReportedFinding] = []
    by_path: dict[str, list[ReportedFinding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    for group in by_path.values():
        speakers = [
            finding
            for finding in group
            if (_QUIETER.get(finding.rule) or _speaks_for_all(finding))
            and not (finding.rule in SPEAKING_FOR_ALL and is_suppressed(finding))
        ]
        around = _Near(speakers)
        for finding in group:
            near = around.to(finding)
            if not any(_silences(other, finding) for other in near) and not _is_said_line_by_line(finding, near):
                kept.append(finding)
    return tuple(kept)


class _Near:
    """Findings of which those around a place are found without looking at all: there may be thousands."""

    def __init__(self, findings: Iterable[ReportedFinding]) -> None:
        self._findings = sorted(findings, key=lambda finding: _start(finding.span))
        self._starts = [_start(finding.span) for finding in self._findings]
        self._reach = list(accumulate((_end(finding.span) for finding in self._findings), max))

    def to(self, finding: ReportedFinding) -> list[ReportedFinding]:
        """Those that touch the place of another finding, and some before them."""
        end = bisect_right(self._starts, _end(finding.span))
        return self._findings[bisect_left(self._reach, _start(finding.span), 0, end) : end]


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


def _is_said_line_by_line(finding: ReportedFinding, speakers: Iterable[ReportedFinding]) -> bool:
    """Whether more specific findings speak about every line of a block."""
    if finding.rule not in _BLOCKS:
        return False
    said: set[int] = set()
    for other in speakers:
        is_sure = other.confidence is Confidence.CERTAIN or finding.confidence is Confidence.LIKELY
        if is_sure and finding.rule in _QUIETER.get(other.rule, ()) and other.span.overlaps(finding.span):
            said.update(range(other.span.line, other.span.end_line + 1))
    return said.issuperset(range(finding.span.line, finding.span.end_line + 1))


def _speaks_for_all(finding: ReportedFinding) -> bool:
    return finding.rule in SPEAKING_FOR_ALL and finding.confidence is not Confidence.LIKELY


def _silences(specific: ReportedFinding, general: ReportedFinding) -> bool:
    if specific.confidence is Confidence.LIKELY and general.confidence is Confidence.CERTAIN:
        return False
    if _speaks_for_all(specific) and general.rule not in SPEAKING_FOR_ALL:
        return _begins_in(general.span, specific.span)
    if general.rule in _BLOCKS and _lines(general.span) > _lines(specific.span):
        return False
    return general.rule in _QUIETER.get(specific.rule, ()) and specific.span.overlaps(general.span)


def _lines(span: Span) -> int:
    return span.end_line - span.line


def _begins_in(inner: Span, outer: Span) -> bool:
    return _start(outer) <= _start(inner) < _end(outer)
