from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from junitparser import Error, Failure, JUnitXml, Skipped
from lxml import etree

from checker.finding import Severity
from checker.render.junit import render
from checker.report import Report
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

_XS = "{http://www.w3.org/2001/XMLSchema}"
_ADDED = {"testcase": ("file", "line"), "testsuite": ("disabled",), "testsuites": ("disabled",)}


def _schema() -> etree.XMLSchema:
    """The strict schema with the attributes beyond it: what GitHub's reporters read, and junit-xml's `disabled`."""
    xsd = etree.parse(Path(__file__).with_name("schemas") / "junit-10.xsd")
    for element, names in _ADDED.items():
        complex_type = xsd.find(f".//{_XS}element[@name='{element}']/{_XS}complexType")
        for name in names:
            etree.SubElement(complex_type, f"{_XS}attribute", name=name, type="xs:string")
    return etree.XMLSchema(xsd)


SCHEMA = _schema()


def cases(report: Report) -> list[tuple[str, str, str, list[tuple[str, str, str]]]]:
    """Suite, class, name and results (kind, type, message) of each test case, as junitparser reads them."""
    return [
        (
            suite.name,
            case.classname,
            case.name,
            [(type(result).__name__, result.type, result.message) for result in case.result],
        )
        for suite in JUnitXml.fromstring(render(report).encode())
        for case in suite
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_follow_the_schema(name: str) -> None:
    SCHEMA.assertValid(etree.fromstring(render(SAMPLES[name]).encode()))


def test_rules_without_findings_pass_and_questions_are_skipped() -> None:
    assert cases(CLEAN) == [
        ("my_widget", "general.comment", "comment", []),
        ("my_widget", "frontend.alert", "alert", []),
        ("my_widget", "frontend.console", "console", []),
        ("my_widget", "general.logo-missing", "logo-missing", []),
        (
            "For a person to judge",
            "person",
            "general.1",
            [("Skipped", "skipped", "Can a technically unprepared user enable and use the widget?")],
        ),
        (
            "For a person to judge",
            "person",
            "general.3",
            [("Skipped", "skipped", "Has a person reviewed the widget's security?")],
        ),
    ]


def test_errors_and_warnings_fail_and_notices_are_output() -> None:
    failed = [(classname, name, results[0]) for _, classname, name, results in cases(FAILING) if results][:8]

    assert failed[0] == (
        "frontend.console",
        "console: script.js:12:5",
        ("Failure", "error", "`console.log` is left in the code; delete it"),
    )
    assert failed[6][2] == (
        "Failure",
        "warning",
        "`confirm` stops the page; show an amoCRM notification or modal instead",
    )
    assert ("my_widget", "general.comment", "comment", []) in cases(FAILING)
    output = etree.fromstring(render(FAILING).encode()).findtext(".//system-out")
    assert output == "style.css:3:5 notice[comment] a licence comment"


def test_a_failure_explains_itself() -> None:
    case = etree.fromstring(render(FAILING).encode()).find(".//testcase[@name='alert: script.js:30:5']")

    assert (case.get("file"), case.get("line")) == ("script.js", "30")
    assert case.find("failure").text.splitlines() == [
        "script.js:30:5 warning[alert]",
        "`confirm` stops the page; show an amoCRM notification or modal instead",
        "",
        "    if (日本語 && confirm('Удалить 🗑?')) {",
        "See lib/ask.js:3:1: `ask` is this function",
        "",
        "Why: these dialogues stop the whole page until the user answers. The moderation text forbids `alert`; \
`confirm` and `prompt` do the same and are reported as likely violations. \
Use amoCRM's notifications or a modal window.",
        "",
        "Good:",
        "    AMOCRM.notifications.show_message({header: 'Widget', text: self.i18n('messages.saved')});",
        "",
        "Moderation text, frontend.3: «There is no alert () and console (log, debug, error, etc.).»",
    ]


def test_what_did_not_run_is_an_error_and_what_is_suppressed_is_skipped() -> None:
    suite, *_ = JUnitXml.fromstring(render(INCOMPLETE).encode())
    results = {(case.classname, case.name): case.result[0] if case.result else None for case in suite}

    assert isinstance(results["file", "lib/big.js"], Error)
    assert results["file", "lib/big.js"].message == "is nested too deeply to be analysed"
    assert isinstance(results["general.comment", "comment"], Error)
    assert isinstance(results["suppression", "suppression: .widget-check.yml:4:5"], Failure)
    assert isinstance(results["frontend.console", "console: script.js:70:5"], Skipped)
    assert results["frontend.console", "console: script.js:70:5"].message == (
        "suppressed: vendor's demo, agreed with amoCRM (until 2026-12-31)"
    )
    passed = [name for (_, name), result in results.items() if result is None]
    assert passed == ["logo-missing"]


def test_each_widget_has_a_suite_with_its_own_passes() -> None:
    suites = {suite.name: suite for suite in JUnitXml.fromstring(render(MANY_WIDGETS).encode())}

    assert list(suites) == [*(f"widgets/{number:02}" for number in range(1, 41)), "For a person to judge"]
    assert (suites["widgets/05"].tests, suites["widgets/05"].failures) == (4, 0)
    assert (suites["widgets/04"].tests, suites["widgets/04"].failures) == (3 + 4, 4)
    assert (suites["widgets/07"].tests, suites["widgets/07"].errors) == (2 + 2 + 1, 1)


def test_complaints_about_the_configuration_are_lost_in_no_widget() -> None:
    complaint = finding("suppression", path=".widget-check.yml", severity=Severity.WARNING, clause=None)

    found = cases(report(complaint, widgets=MANY_WIDGETS.widgets[:2]))

    assert found[-1][:3] == ("Widget Check", "suppression", "suppression: .widget-check.yml:12:5")
    assert len(found) == 4 + 4 + 1


@pytest.mark.parametrize("name", SAMPLES)
def test_the_counts_are_those_of_the_report(name: str) -> None:
    sample = SAMPLES[name]
    document = JUnitXml.fromstring(render(sample).encode())
    results = Counter(type(result) for suite in document for case in suite for result in case.result)

    assert results[Failure] == sample.count(Severity.ERROR) + sample.count(Severity.WARNING)
    assert results[Error] == len(sample.blind_spots)
    assert results[Skipped] == len(sample.human_items) + len(sample.suppressed)
    assert (document.failures, document.errors) == (results[Failure], results[Error])
    assert document.tests == sum(len(list(suite)) for suite in document)


def test_equal_places_get_different_names() -> None:
    names = [name for _, _, name, _ in cases(report(finding(message="one"), finding(message="two")))]

    assert names[:2] == ["console: script.js:12:5", "console: script.js:12:5 (2)"]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_hostile_text_stays_inside_its_element(text: str) -> None:
    root = etree.fromstring(render(hostile(text)).encode())

    SCHEMA.assertValid(root)
    assert Counter(element.tag for element in root.iter()) == Counter(
        element.tag for element in etree.fromstring(render(hostile("harmless")).encode()).iter()
    )


@given(REPORT)
def test_any_report_is_valid_and_names_each_case_once(any_report: Report) -> None:
    root = etree.fromstring(render(any_report).encode())

    SCHEMA.assertValid(root)
    assert int(root.get("failures", 0)) == len(any_report.findings) - any_report.count(Severity.NOTICE)
    assert int(root.get("errors", 0)) == len(any_report.blind_spots)
    for suite in root:
        names = [(case.get("classname"), case.get("name")) for case in suite.iter("testcase")]
        assert len(names) == len(set(names))
