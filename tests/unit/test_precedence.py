from __future__ import annotations

import time
from itertools import pairwise

import pytest

from checker.finding import Confidence, Severity, Span
from checker.precedence import CHAINS, most_specific
from checker.report import ReportedFinding

PLACE = Span(3, 5, 3, 20)


def finding(
    rule: str, span: Span = PLACE, path: str = "script.js", confidence: Confidence = Confidence.CERTAIN
) -> ReportedFinding:
    return ReportedFinding(rule, None, Severity.ERROR, confidence, path, span, "", "", "")


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


def test_what_is_suppressed_does_not_speak_for_the_code_that_it_spans() -> None:
    pasted = finding("minified-code", Span(1, 1, 9, 1))
    inside = finding("dynamic-code")
    assert heard(pasted, inside) == ["minified-code"]
    found = most_specific([pasted, inside], lambda one: one.rule == "minified-code")
    assert [one.rule for one in found] == ["minified-code", "dynamic-code"]


def test_a_dump_silences_no_commented_out_block_that_is_longer() -> None:
    block, dump, whole = Span(3, 1, 7, 3), finding("dump", Span(5, 3, 5, 20)), Span(5, 1, 5, 20)
    assert heard(dump, finding("commented-out-code", block), finding("comment", block)) == [
        "dump",
        "commented-out-code",
    ]
    assert heard(dump, finding("commented-out-code", whole)) == ["dump"]


def test_only_the_same_file_counts() -> None:
    assert heard(finding("dump"), finding("comment", path="other.js")) == ["dump", "comment"]


def test_a_guess_does_not_silence_a_certainty() -> None:
    guess = finding("script-injection", confidence=Confidence.LIKELY)
    assert heard(guess, finding("remote-code")) == ["script-injection", "remote-code"]
    assert heard(guess, finding("remote-code", confidence=Confidence.LIKELY)) == ["script-injection"]


def test_findings_of_one_rule_do_not_silence_each_other() -> None:
    assert heard(finding("comment"), finding("comment")) == ["comment", "comment"]


def test_many_findings_take_little_time() -> None:
    rules = ("dump", "commented-out-code", "comment", "console")
    findings = [finding(rule, Span(line, 1, line, 9)) for rule in rules for line in range(1, 501)]
    started = time.monotonic()
    assert len(most_specific(findings)) == 1000
    assert time.monotonic() - started < 15


def test_some_rules_speak_for_all_the_code_in_their_span() -> None:
    whole, inside, outside = Span(1, 1, 9, 4), finding("console", Span(3, 5, 3, 9)), finding("alert", Span(9, 4, 9, 8))
    assert heard(inside, finding("minified-code", whole), outside) == ["minified-code", "alert"]
    assert heard(finding("not-utf8", Span()), finding("third-party-library", whole)) == ["third-party-library"]
    assert heard(inside, finding("obfuscated-code", whole, "other.js")) == ["console", "obfuscated-code"]


def test_of_those_rules_one_is_heard() -> None:
    whole = Span(1, 1, 9, 4)
    rules = ("third-party-library", "minified-code", "obfuscated-code")
    assert heard(*(finding(rule, whole) for rule in rules)) == ["obfuscated-code"]
    assert heard(finding("minified-code", Span(2, 1, 2, 9)), finding("minified-code", Span(4, 1, 4, 9))) == [
        "minified-code",
        "minified-code",
    ]


def test_a_guess_speaks_for_nobody_else() -> None:
    guess = finding("minified-code", Span(1, 1, 9, 4))._replace(confidence=Confidence.LIKELY)
    assert heard(guess, finding("console")) == ["minified-code", "console"]


def test_a_block_whose_every_line_is_spoken_of_is_silent() -> None:
    block = finding("commented-out-code", Span(3, 5, 4, 20))
    first, second = finding("dump"), finding("dump", Span(4, 5, 4, 20))
    assert heard(block, first, second) == ["dump", "dump"]
    assert heard(block, first) == ["commented-out-code", "dump"]


def test_many_findings_of_many_rules_take_little_time() -> None:
    rules = [specific for specific, *_ in CHAINS]
    findings = [finding(rule, Span(line, 1, line, 9)) for line in range(1, 2_001) for rule in rules]
    started = time.monotonic()
    assert len(most_specific(findings)) < len(findings)
    assert time.monotonic() - started < 5
