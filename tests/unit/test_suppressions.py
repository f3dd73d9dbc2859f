from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from checker.config import Suppression
from checker.finding import Confidence, Severity, Span
from checker.report import ReportedFinding
from checker.suppressions import Suppressions

TODAY = date(2026, 11, 22)


def finding(path: str, rule: str = "console") -> ReportedFinding:
    return ReportedFinding(
        rule=rule,
        clause=None,
        severity=Severity.ERROR,
        confidence=Confidence.CERTAIN,
        path=path,
        span=Span(3, 1, 3, 8),
        message="found",
        fingerprint="f",
        widget="",
    )


def suppression(path: str, until: date | None = None, line: int = 4, rule: str = "console") -> Suppression:
    return Suppression(rule, path, "agreed", until, line)


def apply(entry: Suppression, path: str, folder: str = "", base: str = "") -> tuple[list[str], list[str]]:
    """What is left as `path: message`, and the paths of what is suppressed."""
    root = Path("/repository")
    suppressions = Suppressions((entry,), "conf.yml", root / base, root / folder, TODAY)
    kept, suppressed = suppressions.apply([finding(path)])
    return [f"{left.path}: {left.message}" for left in kept], [gone.finding.path for gone in suppressed]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("script.js", "script.js"),
        ("script.js", "lib/script.js"),
        ("/lib/*.js", "lib/script.js"),
        ("lib/", "lib/deep/script.js"),
        ("lib/**/*.js", "lib/deep/script.js"),
        ("*", "script.js"),
        ("виджет/*.js", "виджет/скрипт 🎁.js"),
        ("widget.zip/lib", "widget.zip/lib/a.js"),
    ],
)
def test_a_suppression_that_matches_is_shown_with_its_reason(pattern: str, path: str) -> None:
    assert apply(suppression(pattern), path) == ([], [path])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/script.js", "lib/script.js"),
        ("lib/*.js", "lib/deep/script.js"),
        ("other.js", "script.js"),
        ("lib", "library"),
    ],
)
def test_one_that_matches_nothing_is_a_warning(pattern: str, path: str) -> None:
    assert apply(suppression(pattern), path) == (
        [f"{path}: found", "conf.yml: the suppression of `console` matches nothing; delete it"],
        [],
    )


def test_another_rule_is_not_suppressed() -> None:
    kept, suppressed = apply(suppression("*", rule="alert"), "script.js")
    assert (kept[0], suppressed) == ("script.js: found", [])


@pytest.mark.parametrize("until", [TODAY, date(2027, 1, 1)])
def test_it_holds_until_the_end_of_its_last_day(until: date) -> None:
    assert apply(suppression("*", until), "script.js") == ([], ["script.js"])


def test_when_it_has_expired_it_is_a_warning_and_the_finding_is_back() -> None:
    assert apply(suppression("*", date(2026, 11, 21)), "script.js") == (
        ["script.js: found", "conf.yml: the suppression of `console` expired on 2026-11-21"],
        [],
    )


@pytest.mark.parametrize(
    ("folder", "base", "pattern", "path"),
    [
        ("", "", "widgets/a/*.js", "widgets/a/script.js"),
        ("widgets/a", "", "/script.js", "widgets/a/script.js"),
        ("widgets/a", "other", "/script.js", "../widgets/a/script.js"),
        ("", "widgets", "widgets/a/*.js", "a/script.js"),
        ("", "widgets/a", "widgets/a/script.js", "script.js"),
    ],
    ids=["root", "the widget's own", "from elsewhere", "from below", "from the widget"],
)
def test_patterns_are_relative_to_the_configurations_folder(folder: str, base: str, pattern: str, path: str) -> None:
    assert apply(suppression(pattern), path, folder, base) == ([], [path])


def test_a_folder_beside_the_configurations_is_not_meant() -> None:
    kept, suppressed = apply(suppression("/script.js"), "widgets/b/script.js", folder="widgets/a")
    assert (kept[0], suppressed) == ("widgets/b/script.js: found", [])


def test_the_warning_stands_at_the_suppressions_line_and_is_told_from_others() -> None:
    entries = (suppression("a.js", line=2), suppression("b.js", line=7), suppression("c.js", date(2020, 1, 1), 9))
    kept, _ = Suppressions(entries, "widget/.widget-check.yml", today=TODAY).apply([])
    assert [(left.path, left.span.line, left.severity, left.rule) for left in kept] == [
        ("widget/.widget-check.yml", line, Severity.WARNING, "suppression") for line in (2, 7, 9)
    ]
    assert len({left.fingerprint for left in kept}) == 3


def test_of_two_that_match_the_first_is_used_and_the_second_superfluous() -> None:
    entries = (suppression("*.js", line=2), suppression("a.js", line=3))
    kept, suppressed = Suppressions(entries, "c.yml", today=TODAY).apply([finding("a.js"), finding("b.js")])
    assert [(left.path, left.span.line) for left in kept] == [("c.yml", 3)]
    assert len(suppressed) == 2


def test_the_lines_of_a_warning_do_not_change_what_it_is() -> None:
    (first,), (second,) = (
        Suppressions((suppression("a.js", line=line),), "c.yml", today=TODAY).apply([])[0] for line in (2, 90)
    )
    assert first.fingerprint == second.fingerprint
