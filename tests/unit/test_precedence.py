from __future__ import annotations

import time
from itertools import pairwise

import pytest

from checker.finding import Confidence, Severity, Span
from checker.precedence import CHAINS, most_specific
from checker.report import ReportedFinding

PLACE = Span(3, 5, 3, 20)


def finding(rule: str, span: Span = PLACE, path: str = "script.js") -> ReportedFinding:
    return ReportedFinding(rule, None, Severity.ERROR, Confidence.CERTAIN, path, span, "", "", "")


def heard(*findings: ReportedFinding) -> list[str]:
    return [found.rule for found in most_specific(findings)]


@pytest.mark.parametrize(("specific", "general"), [pair for chain in CHAINS for pair in pairwise(chain)])
def test_the_more_specific_rule_is_heard(specific: str, general: str) -> None:
    assert heard(finding(specific), finding(general)) == [specific]
    assert heard(finding(general), finding(specific)) == [specific]


def test_of_a_whole_chain_one_is_heard() -> None:
    assert heard(finding("comment"), finding("commented-out-code"), finding("dump")) == ["dump"]


def test_rules_of_no_common_chain_are_all_heard() -> None:
    assert heard(finding("console"), finding("alert"), finding("comment")) == ["console", "alert", "comment"]


@pytest.mark.parametrize(
    ("span", "is_heard"),
    [
        (Span(3, 1, 3, 5), True),
        (Span(3, 20, 3, 30), True),
        (Span(3, 19, 3, 30), False),
        (Span(2, 1, 4, 1), False),
        (Span(3, 5, 3, 5), False),
        (Span(4, 5, 4, 20), True),
    ],
)
def test_only_the_same_place_counts(span: Span, *, is_heard: bool) -> None:
    assert ("comment" in heard(finding("commented-out-code"), finding("comment", span))) is is_heard


def test_only_the_same_file_counts() -> None:
    assert heard(finding("dump"), finding("comment", path="other.js")) == ["dump", "comment"]


def test_findings_of_one_rule_do_not_silence_each_other() -> None:
    assert heard(finding("comment"), finding("comment")) == ["comment", "comment"]


def test_many_findings_take_little_time() -> None:
    rules = ("dump", "commented-out-code", "comment", "console")
    findings = [finding(rule, Span(line, 1, line, 9)) for rule in rules for line in range(1, 501)]
    started = time.monotonic()
    assert len(most_specific(findings)) == 1000
    assert time.monotonic() - started < 3
