import pytest
from hypothesis import given

from checker.finding import Severity
from checker.render.github import BUDGET, annotations_of, render
from checker.report import Report
from tests.action.runner_oracle import obeyed, shown
from tests.unit.render.reports import (
    CLEAN,
    FAILING,
    HOSTILE_TEXTS,
    INCOMPLETE,
    MANY_WIDGETS,
    finding,
    hostile,
    report,
)
from tests.unit.render.strategies import REPORT

LAW = "\nModeration text, frontend.3: «There is no alert () and console (log, debug, error, etc.).»"


def test_findings_of_one_rule_in_one_file_share_an_annotation() -> None:
    logo, console, alert, comment = annotations_of(FAILING)

    assert (logo.title, logo.path) == ("logo-missing", "images/logo_min.png")
    assert (console.title, console.path, console.severity) == ("console", "script.js", Severity.ERROR)
    assert console.span == FAILING.findings[0].span
    assert console.message == (
        "`console.log` is left in the code; delete it … and 5 more in this file (lines 14, 20, 31, 44 and 58)" + LAW
    )
    assert alert.message == "`confirm` stops the page; show an amoCRM notification or modal instead" + LAW
    assert comment.severity is Severity.NOTICE


def test_what_could_not_be_checked_is_a_warning() -> None:
    notes = [(note.severity, note.path, note.message) for note in annotations_of(INCOMPLETE)]

    assert notes == [
        (Severity.WARNING, "lib/big.js", "Not checked: lib/big.js: is nested too deeply to be analysed"),
        (
            Severity.WARNING,
            None,
            "Not checked: the rule comment: crashed (ValueError); please report this in script.js",
        ),
        (Severity.WARNING, ".widget-check.yml", "expired"),
    ]


def test_a_clean_report_annotates_nothing() -> None:
    assert annotations_of(CLEAN) == ()
    assert shown(render(CLEAN).encode()) == [
        "Passed: no errors",
        "no findings in 1 widget; 14 files and 4 rules checked",
    ]


def test_the_last_of_too_many_says_how_many_more_and_where() -> None:
    errors = [note for note in annotations_of(MANY_WIDGETS) if note.severity is Severity.ERROR]

    assert len(errors) == BUDGET
    assert (errors[-1].title, errors[-1].path) == ("59 more errors", None)
    assert errors[-1].message.startswith("Not shown here: console in widgets/12/script.js (2), ")
    assert errors[-1].message.endswith(
        "console in widgets/23/script.js (3), and 13 more places. The job summary and the report files list them all."
    )


def test_ten_places_need_no_overview() -> None:
    notes = annotations_of(report(*(finding(path=f"{number}.js") for number in range(BUDGET))))

    assert [note.path for note in notes] == [f"{number}.js" for number in range(BUDGET)]


def test_eleven_places_need_ten_annotations() -> None:
    notes = annotations_of(report(*(finding(path=f"{number:02}.js") for number in range(11))))

    assert len(notes) == 10
    assert notes[-1].message.startswith("Not shown here: console in 09.js (1), console in 10.js (1). ")


def test_each_severity_has_its_own_budget_and_errors_come_first() -> None:
    findings = [
        finding(path=f"{number}.js", severity=severity) for number in range(30) for severity in reversed(Severity)
    ]

    severities = [note.severity for note in annotations_of(report(*findings))]

    assert severities == [*[Severity.ERROR] * 10, *[Severity.WARNING] * 10, *[Severity.NOTICE] * 10]


def test_every_rule_is_named_before_a_rule_is_named_twice() -> None:
    many = [finding("console", path=f"{number:02}.js") for number in range(30)]
    few = [finding(name, path="z.js") for name in ("alert", "comment")]

    titles = [note.title for note in annotations_of(report(*many, *few))]

    assert titles[:4] == ["console", "alert", "comment", "console"]


def test_nothing_is_lost_between_annotations_and_overview() -> None:
    total = MANY_WIDGETS.count(Severity.ERROR)
    *kept, overview = [note for note in annotations_of(MANY_WIDGETS) if note.severity is Severity.ERROR]
    paths = {note.path for note in kept}

    told = sum(entry.path in paths for entry in MANY_WIDGETS.findings)

    assert told + int(overview.title.split()[0]) == total


def test_the_runner_reads_what_was_meant() -> None:
    commands = obeyed(render(FAILING).encode())

    assert [command.name for command in commands] == ["error", "error", "warning", "notice"]
    assert commands[1].properties == {
        "file": "script.js",
        "line": "12",
        "endLine": "12",
        "col": "5",
        "endColumn": "16",
        "title": "console",
    }
    assert commands[1].data == annotations_of(FAILING)[1].message


def test_suppressions_are_in_the_log() -> None:
    assert "Suppressed: alert in script.js, line 9: никогда не выполняется" in shown(render(INCOMPLETE).encode())


def test_the_order_of_the_findings_does_not_matter() -> None:
    assert render(FAILING._replace(findings=FAILING.findings[::-1])) == render(FAILING)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_stays_inside_its_annotation(text: str) -> None:
    rendered = render(hostile(text))
    commands = obeyed(rendered.encode())

    assert len(commands) == len(annotations_of(hostile(text)))
    assert not any(character in rendered for character in "\x1b\x00\u202e\u200b\r\udc80")


@given(REPORT)
def test_the_runner_obeys_our_annotations_only(any_report: Report) -> None:
    commands = obeyed(render(any_report).encode())

    assert [command.name for command in commands] == [note.severity for note in annotations_of(any_report)]
    assert all(len(command.data.encode()) < 4096 * 4 for command in commands)
