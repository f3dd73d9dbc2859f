import re

import pytest
from hypothesis import given

from checker.finding import Excerpt, Severity
from checker.render.text import ANSI, render
from checker.report import Report
from tests.action.runner_oracle import obeyed
from tests.unit.render.reports import (
    CLEAN,
    FAILING,
    HOSTILE_TEXTS,
    INCOMPLETE,
    MANY_WIDGETS,
    SAMPLES,
    finding,
    hostile,
    report,
)
from tests.unit.render.strategies import REPORT


def test_a_clean_report_is_short() -> None:
    assert render(CLEAN) == (
        "For a person to judge\n"
        "  2 demands of the moderation text: general.1, general.3\n"
        "  `widget-check check --format markdown` prints them as a checklist\n"
        "\n"
        "Passed: no errors\n"
        "no findings in 1 widget; 14 files and 4 rules checked\n"
    )


def test_a_failing_report_shows_places_code_law_and_the_way_on() -> None:
    assert (
        render(FAILING)
        == """\
images/logo_min.png:1:5 error[logo-missing] the logo is missing; add a picture of 84x84 pixels

script.js:12:5 error[console] `console.log` is left in the code; delete it
    12 | console.log('Привет 🚀');
       | ^^^^^^^^^^^
script.js:14:5 error[console] `console.log` is left in the code; delete it
    14 | console.log('Привет 🚀');
       | ^^^^^^^^^^^
script.js:20:5 error[console] `console.log` is left in the code; delete it
    20 | console.log('Привет 🚀');
       | ^^^^^^^^^^^
       … and 3 more like this in this file: lines 31, 44 and 58
script.js:30:5 warning[alert] `confirm` stops the page; show an amoCRM notification or modal instead
    30 | if (日本語 && confirm('Удалить 🗑?')) {
       |               ^^^^^^^
       see lib/ask.js:3:1: `ask` is this function

style.css:3:5 notice[comment] a licence comment

The moderation text says
  logo-missing (general.12): «The folder for placing image files that are used in the widget must
    contain 5 files (formats png, jpeg, jpg or gif) that will be used as the widget's logo in
    different scopes. The size of each file should not exceed 300 KB).»
  console, alert (frontend.3): «There is no alert () and console (log, debug, error, etc.).»
  comment (general.5): «No comments - the code should be clean.»

For a person to judge
  2 demands of the moderation text: general.1, general.3
  `widget-check check --format markdown` prints them as a checklist

Failed: 7 errors to mend before moderation
7 errors, 1 warning, 1 notice in 1 widget; 14 files and 4 rules checked
Why, and how to mend it: widget-check explain console
"""
    )


def test_an_incomplete_report_says_what_it_does_not_know() -> None:
    assert (
        render(INCOMPLETE)
        == """\
.widget-check.yml:4:5 warning[suppression] expired

Not checked
  lib/big.js: is nested too deeply to be analysed
  the rule comment: crashed (ValueError); please report this in script.js

For a person to judge
  2 demands of the moderation text: general.1, general.3
  `widget-check check --format markdown` prints them as a checklist

Suppressed by the configuration
  console in script.js, lines 70 and 71: vendor's demo, agreed with amoCRM (until 2026-12-31)
  alert in script.js, line 9: никогда не выполняется

Incomplete: no errors, but not everything could be checked
1 warning in 1 widget; 14 files and 4 rules checked; 2 things not checked; 3 suppressed
"""
    )


def test_many_widgets_are_counted_together() -> None:
    lines = render(MANY_WIDGETS).splitlines()

    assert "80 errors in 40 widgets; 400 files and 4 rules checked; 1 thing not checked" in lines
    assert "widgets/39/script.js:3:5 error[console] `console.log` is left in the code; delete it" in lines


def test_different_messages_of_one_rule_are_not_folded() -> None:
    messages = [f"the key `{key}` is empty" for key in "abcdef"]

    text = render(report(*(finding(message=message, line=number) for number, message in enumerate(messages, 1))))

    assert all(message in text for message in messages)
    assert "more like this" not in text


@pytest.mark.parametrize(
    ("excerpt", "code", "carets"),
    [
        (Excerpt("\u0435\u0301\u0435\u0301 = alert(1)", 7, 5), "\u0435\u0301\u0435\u0301 = alert(1)", "     ^^^^^"),
        (Excerpt("🚀🚀 alert(1)", 3, 5), "🚀🚀 alert(1)", "     ^^^^^"),
        (Excerpt("x = '日本'", 5, 2), "x = '日本'", "     ^^^^"),
        (Excerpt("ＡＢ = 1", 5, 1), "ＡＢ = 1", "       ^"),
        (Excerpt("        deep", 8, 4), "deep", "^^^^"),
        (Excerpt("end", 3, 0), "end", "   ^"),
        (Excerpt("a ##[error]b", 11, 1), "a ## [error]b", "            ^"),
        (Excerpt("a##" + "[x]", 3, 3), "a## [x]", "   ^^^^"),
        (Excerpt("y" * 70 + "alert" + "z" * 80, 70, 5), "…" + "y" * 40 + "alert" + "z" * 55 + "…", " " * 41 + "^" * 5),
        (Excerpt("x" * 150, 0, 150), "x" * 60 + "…", "^" * 61),
    ],
)
def test_carets_stand_under_the_code(excerpt: Excerpt, code: str, carets: str) -> None:
    lines = render(report(finding(excerpt=excerpt))).splitlines()

    assert lines[1] == f"    12 | {code}"
    assert lines[2].rstrip() == f"       | {carets}"


def test_the_rule_to_explain_is_one_of_the_worst_and_has_an_explanation() -> None:
    warnings = [finding("comment", line=line, severity=Severity.WARNING) for line in range(1, 9)]
    errors = [finding("suppression", line=line) for line in (10, 11)]

    text = render(report(*warnings, *errors, finding("alert", line=12)))

    assert text.endswith("widget-check explain alert\n")
    assert "widget-check explain" not in render(report(*errors))


@pytest.mark.parametrize("name", SAMPLES)
def test_colours_add_nothing_but_control_sequences(name: str) -> None:
    coloured = render(SAMPLES[name], style=ANSI)

    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(SAMPLES[name])
    assert coloured != render(SAMPLES[name])


def test_the_order_of_the_findings_does_not_matter() -> None:
    assert render(FAILING._replace(findings=FAILING.findings[::-1])) == render(FAILING)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_is_shown_harmless(text: str) -> None:
    rendered = render(hostile(text))

    assert not any(character in rendered for character in "\x1b\x00\u202e\u200b\r\udc80")
    assert obeyed(rendered.encode()) == []


@given(REPORT)
def test_no_report_makes_a_runner_obey_or_a_terminal_jump(any_report: Report) -> None:
    rendered = render(any_report)

    assert obeyed(rendered.encode()) == []
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", rendered)
